#!/bin/sh
# One would guess: the bar code of a Finnish bill asks for the amount it was given: 1.15 euros are
#   00000115 in its eight digits of euros and cents, and the code has 54 digits, always.
# What happens: finnish-bank-utils multiplies by 100 and writes what binary numbers make of it: 1.15
#   is 114.999999999999986, point included, and the code has 70 characters. 100 and 999999.99 are
#   right. No error is raised.
# Whom it hurts: who prints the virtual bar code on Finnish statements and reminders: banking apps
#   refuse it, and the customer types the account, reference and amount by hand. Of the amounts from
#   0.01 to 100.00 one in nine is hit, however exactly it was computed before.
# Versions: finnish-bank-utils 1.3.3; Node.js 18 or later.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    finnish-bank-utils@1.3.3 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/bill.js" <<'JS'
const bank = require("finnish-bank-utils");
const code = (sum) => bank.formatFinnishVirtualBarCode({
    iban: "FI7944052020036082", sum, reference: "86851259619897", date: "1.12.2026",
});
for (const sum of [1.15, 8.2, 4.35, 100, 999999.99]) {
    const digits = code(sum);
    console.log(sum, digits.length, digits.slice(17, -29));
}
let wrong = 0;
for (let cents = 1; cents <= 10000; cents += 1) {
    wrong += code(cents / 100).length !== 54;
}
console.log(wrong, "of 10000 amounts make a code of another length");
JS
node "$work/bill.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
1.15 70 00000114.999999999999986
8.2 70 00000819.999999999999886
4.35 69 00000434.99999999999994
100 54 00010000
999999.99 54 99999999
1146 of 10000 amounts make a code of another length
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
