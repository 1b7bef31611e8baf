#!/bin/sh
# One would guess: currency-formatter reads with unformat() what it wrote with format(), for the same
#   currency: that is what the pair is for, and it takes the sign of the currency and the decimal mark
#   from the same table both ways.
# What happens: it takes out what is no digit, minus or decimal mark, and so keeps the points in the sign of
#   the currency where the decimal mark is a point. 1,234.500 Kuwaiti dinars are read as 0, as are the
#   dinars, dirhams and pounds of 10 other Arab countries; of Peru's "S/. 1,234.50", of Panama, Honduras
#   and Bhutan, 0.1234 is read. Of 1.235 dong, written with a point for thousands, 1.235 is read: the table
#   has the point for either mark. The answer is a number in each case, nothing is raised.
# Whom it hurts: who shows an amount in a form and reads it back when it is saved (a limit, a top-up, a
#   refund): without a key being touched, a limit becomes nothing in eleven countries, and less than one
#   unit in four; tests with dollars and euros pass. Give format() a symbol without a point.
# Versions: currency-formatter 1.5.9, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    currency-formatter@1.5.9 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const { currencies, format, unformat } = require("currency-formatter");

for (const code of ["USD", "EUR", "KWD", "PEN", "VND"]) {
    const text = format(1234.5, { code });
    console.log(code, JSON.stringify(text.replace(/[^ -~]/g, "_")), unformat(text, { code }));
}
const wrong = {};
for (const { code, decimalDigits } of currencies) {
    const read = unformat(format(1234.5, { code }), { code });
    if (Math.abs(read - Number((1234.5).toFixed(decimalDigits))) > 0.5) (wrong[read] ||= []).push(code);
}
for (const [read, codes] of Object.entries(wrong)) console.log(`read as ${read}: ${codes.join(" ")}`);
const plain = (code) => unformat(format(1234.5, { code, symbol: code }), { code });
console.log("with a symbol of letters:", plain("KWD"), plain("PEN"));
JS
node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
USD "$1,234.50" 1234.5
EUR "1_234,50__" 1234.5
KWD "_._.__1,234.500" 0
PEN "S/._1,234.50" 0.1234
VND "1.235__" 1.235
read as 0: AED BHD DZD EGP IQD JOD KWD LBP LYD MAD TND
read as 0.1234: BTN HNL PAB PEN VEB
read as 1.235: VND
with a symbol of letters: 1234.5 1234.5
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
