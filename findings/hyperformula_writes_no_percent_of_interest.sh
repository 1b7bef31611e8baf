#!/bin/sh
# One would guess: TEXT(value, format) in a sheet gives what the cell would show with that number format
#   (ECMA-376 part 1, 18.17.7): 8% of 0.08, 1,234.50 of 1234.5, (1,234.50) of a credit,
#   5 November 2026 of a date; or an error where the engine does not know the format.
# What happens: HyperFormula fills in the first run of digits only and leaves the rest of the format as it
#   is: 1235,##0.00 (rounded to whole units at that), both sections of a format with two, and 0% of 0.08,
#   since it never multiplies by 100. Of "d mmmm yyyy" it makes 5 1100 2026, of "d mmm yyyy" 5 110 2026.
#   formulajs has the amounts and percents right, but writes a credit as -1,234.500, and 2026-11-05
#   for each format of a date. Neither gives an error.
# Whom it hurts: who computes sheets of statements, reminder texts or terms on a server: "8% interest" is
#   "0% interest" in the letter, the date cannot be read, and an amount looks like a code. 0.00 and
#   yyyy-mm-dd are right in both; put together texts from values outside of the sheet.
# Versions: hyperformula 3.5.0, @formulajs/formulajs 4.6.1; Node.js 18 or later.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    hyperformula@3.5.0 @formulajs/formulajs@4.6.1 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/texts.js" <<'JS'
const { HyperFormula } = require("hyperformula");
const { TEXT } = require("@formulajs/formulajs");

function text(value, format) {
    const sheet = HyperFormula.buildFromArray([[`=TEXT(${value},"${format}")`]], { licenseKey: "gpl-v3" });
    return sheet.getCellValue({ sheet: 0, row: 0, col: 0 });
}
for (const [value, format] of [
    [1234.5, "0.00"], [1234.5, "#,##0.00"], [-1234.5, "#,##0.00;(#,##0.00)"], [0.08, "0%"], [0.0125, "0.00%"],
]) {
    console.log(`${value}, ${format}: hyperformula ${text(value, format)}, formulajs ${TEXT(value, format)}`);
}
for (const format of ["yyyy-mm-dd", "dd.mm.yyyy", "d mmm yyyy", "d mmmm yyyy"]) {
    const [one, other] = [text("DATE(2026,11,5)", format), TEXT(new Date(2026, 10, 5, 12), format)];
    console.log(`date, ${format}: hyperformula ${one}, formulajs ${other}`);
}
JS
TZ=UTC node "$work/texts.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
1234.5, 0.00: hyperformula 1234.50, formulajs 1234.50
1234.5, #,##0.00: hyperformula 1235,##0.00, formulajs 1,234.50
-1234.5, #,##0.00;(#,##0.00): hyperformula -1235,##0.00;(#,##0.00), formulajs -1,234.500
0.08, 0%: hyperformula 0%, formulajs 8%
0.0125, 0.00%: hyperformula 0.01%, formulajs 1.25%
date, yyyy-mm-dd: hyperformula 2026-11-05, formulajs 2026-11-05
date, dd.mm.yyyy: hyperformula 05.11.2026, formulajs 2026-11-05
date, d mmm yyyy: hyperformula 5 110 2026, formulajs 2026-11-05
date, d mmmm yyyy: hyperformula 5 1100 2026, formulajs 2026-11-05
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
