#!/bin/sh
# One would guess: currency.js rounds a credit as it rounds the charge that it takes back, halves
#   away from zero on either side, so that the two add up to nothing.
# What happens: it rounds halves toward plus infinity: 1.005 is 1.01 and -1.005 is -1.00; 15 % of
#   33.50 are 5.03, of -33.50 they are -5.02; in a currency without decimals 0.5 is 1 and -0.5
#   nothing. This meets more than the few halves that binary numbers hold: the library
#   takes care that 1.005 counts as a half.
# Whom it hurts: who computes a credit note, a refund or a reversal as the charge was computed, with
#   the sign turned: the customer gets a cent less back than was charged, the account does not
#   come out at nothing, and the cent is chased. Round the amount without its sign first.
# Versions: currency.js 2.0.4, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    currency.js@2.0.4 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const currency = require("currency.js");

for (const amount of [1.005, 10.075, 0.015, 1.004, 1.006]) {
    console.log(amount, currency(amount).format(), currency(-amount).format());
}
const charged = currency(33.5).multiply(0.15);
const given = currency(-33.5).multiply(0.15);
console.log("15 %", charged.format(), given.format(), "left", charged.add(given).format());
const yen = { symbol: "", precision: 0 };
console.log("half", currency(0.5, yen).intValue, Math.abs(currency(-0.5, yen).intValue));
JS
node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
1.005 $1.01 -$1.00
10.075 $10.08 -$10.07
0.015 $0.02 -$0.01
1.004 $1.00 -$1.00
1.006 $1.01 -$1.01
15 % $5.03 -$5.02 left $0.01
half 1 0
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
