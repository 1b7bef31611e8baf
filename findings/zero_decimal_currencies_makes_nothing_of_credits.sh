#!/bin/sh
# One would guess: an amount for a payment provider, in cents, keeps its sign: -10.50 USD is -1050,
#   as 10.50 USD is 1050; what the library formats and reads back from cents with a minus, it also
#   writes with a minus; and an integer has no zeros in front.
# What happens: zero-decimal-currencies makes "0" of every negative amount in a currency with two
#   or three decimals, in either of its functions. Yen keep their sign, and reading back and
#   showing do: -1050 cents are shown as -$10.50. Amounts below one come out with a zero in front:
#   0.50 is "050", which some readers of numbers refuse or take for base eight.
# Whom it hurts: who sends credits, discounts or corrections beside charges (lines of an invoice at
#   a provider may be negative): the charge arrives, the credit arrives as nothing, the customer
#   pays too much, and no error tells. Write the sign yourself.
# Versions: zero-decimal-currencies 1.6.0, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    zero-decimal-currencies@1.6.0 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const { default: toSmallestUnit, toStripeUnit, display, fromSmallestUnit } =
    require("zero-decimal-currencies");

const AMOUNTS = [[10.5, "USD"], [-10.5, "USD"], [-1250, "EUR"], [-15.778, "KWD"], [-1250, "JPY"],
    [0.5, "EUR"]];
for (const [amount, currency] of AMOUNTS) {
    console.log(amount, currency, "->", toSmallestUnit(amount, currency),
        toStripeUnit(amount, currency));
}
console.log(-1050, "cents ->", fromSmallestUnit(-1050, "USD"),
    display(-1050, "USD", { locale: "en-US" }));
JS
node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
10.5 USD -> 1050 1050
-10.5 USD -> 0 0
-1250 EUR -> 0 0
-15.778 KWD -> 0 0
-1250 JPY -> -1250 -1250
0.5 EUR -> 050 050
-1050 cents -> -10.5 -$10.50
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
