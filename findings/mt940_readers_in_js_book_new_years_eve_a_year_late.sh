#!/bin/sh
# One would guess: the entry date of a line in a SWIFT MT940 statement, which is written without
#   a year (MMDD) beside the value date (YYMMDD), gets the year that puts it next to the value
#   date: with value date 2 January 2026, an entry of 31 December is of 2025.
# What happens: mt940js and mt940-js give it the year of the value date, always. Round the turn
#   of the year an entry of 31 December is dated 364 days too late, and one of 2 January for the
#   value date 31 December a year too early. The value dates are right, and the rest of the year,
#   too.
# Whom it hurts: who registers payments by the day on which they were booked: the payment lies a
#   year ahead, in a period that is not open yet, the customer is reminded meanwhile, and what
#   was paid on 2 January lies in a year that is closed.
# Versions: mt940js 1.3.5, mt940-js 1.0.0 (with tslib 2.8.1, which it does not ask for), run with
#   Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    mt940js@1.3.5 mt940-js@1.0.0 tslib@2.8.1 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const { Parser } = require("mt940js");
const { read } = require("mt940-js");

const STATEMENT = `:20:STATEMENT
:25:12345678/0123456789
:28C:1/1
:60F:C251230EUR1000,00
:61:2512311230C100,00NTRFINV1//B1
:86:booked a day before its value, in one year
:61:2601021231C200,00NTRFINV2//B2
:86:booked on New Year's Eve, value in January
:61:2512310102C300,00NTRFINV3//B3
:86:booked in January, value on New Year's Eve
:62F:C260102EUR1600,00
`;

const day = (it) => (it instanceof Date ? it.toISOString() : it).slice(0, 10);
const show = (name, lines) => {
    for (const line of lines) {
        const value = day(line.valueDate || line.date);
        console.log(`${name} ${line.amount} value ${value} entry ${day(line.entryDate)}`);
    }
};
show("mt940js", new Parser().parse(STATEMENT)[0].transactions);
read(Buffer.from(STATEMENT)).then((found) => show("mt940-js", found[0].transactions));
JS
TZ=UTC node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
mt940js 100 value 2025-12-31 entry 2025-12-30
mt940js 200 value 2026-01-02 entry 2026-12-31
mt940js 300 value 2025-12-31 entry 2025-01-02
mt940-js 100 value 2025-12-31 entry 2025-12-30
mt940-js 200 value 2026-01-02 entry 2026-12-31
mt940-js 300 value 2025-12-31 entry 2025-01-02
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
