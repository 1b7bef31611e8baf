#!/bin/sh
# One would guess: money-math, which is there because floating point numbers are bad for money,
#   multiplies, divides and rounds a negative amount as it does the same amount without the sign,
#   save perhaps for exact halves.
# What happens: it cuts a result off toward nothing, and adds a cent if what was cut off is half
#   one or more: adds, not takes off, where the amount is negative. A third of -20.00 is -6.65,
#   0.19 times -99.99 is -18.98. percent() counts what was cut off from the other side: 15 % of
#   -33.35 are -4.99, of 33.35 they are 5.00. Rounded to 5 cents -1.03 becomes -0.95 and -1.08
#   becomes -1.00. Results that come out even, and positive ones, are right. Pounds sterling are
#   written with a comma before the pence: 1.234,50.
# Whom it hurts: who computes tax, shares or cash rounding of credit notes and refunds: the same
#   lines with a minus come out a cent or two too small, in a till up to ten, and the account
#   does not close at nothing. Compute without the sign and put it back.
# Versions: money-math 2.6.3, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    money-math@2.6.3 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const money = require("money-math");

const show = (name, compute, ...amounts) => {
    for (const it of amounts) {
        console.log(name, it, compute(it), `-${it}`, compute(`-${it}`));
    }
};
show("a third of", (it) => money.div(it, "3.00"), "20.00", "10.00", "30.00");
show("19 % of", (it) => money.percent(it, "19.00"), "99.99", "100.00");
show("15 % of", (it) => money.percent(it, "15.00"), "33.35", "33.50");
show("0.19 times", (it) => money.mul(it, "0.19"), "99.99", "100.00");
show("to 5 cents", money.roundTo5Cents, "1.02", "1.03", "1.05", "1.08");
console.log(["EUR", "GBP", "USD"].map((it) => `${it} ${money.format(it, "1234.50")}`).join(", "));
JS
node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
a third of 20.00 6.67 -20.00 -6.65
a third of 10.00 3.33 -10.00 -3.33
a third of 30.00 10.00 -30.00 -10.00
19 % of 99.99 19.00 -99.99 -18.99
19 % of 100.00 19.00 -100.00 -19.00
15 % of 33.35 5.00 -33.35 -4.99
15 % of 33.50 5.03 -33.50 -5.01
0.19 times 99.99 19.00 -99.99 -18.98
0.19 times 100.00 19.00 -100.00 -19.00
to 5 cents 1.02 1.00 -1.02 -1.00
to 5 cents 1.03 1.05 -1.03 -0.95
to 5 cents 1.05 1.05 -1.05 -1.05
to 5 cents 1.08 1.10 -1.08 -1.00
EUR 1.234,50, GBP 1.234,50, USD 1,234.50
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
