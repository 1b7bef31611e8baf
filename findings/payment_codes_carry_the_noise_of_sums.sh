#!/bin/sh
# One would guess: a library that writes a payment code for a bank's app writes the amount as the code's
#   standard has it: two digits after the point for euros (PAY by square, Slovakia) and rupees (UPI,
#   India), whatever a sum of such amounts looks like as a number of JavaScript.
# What happens: bysquare and upiqr write the number as it prints. An invoice of 0.10 with one of 0.20 asks
#   for 0.30000000000000004, one of 4.35 taken a hundred times for 434.99999999999994: seventeen
#   digits in the code. bysquare checks dates, accounts and currency before it writes, and reads its
#   own code back with the same digits.
# Whom it hurts: who puts the sum of several open invoices into a payment code: some sums give a code that
#   an app takes for no amount, or that asks for a cent less where it cuts digits off. Round
#   to the digits of the currency first.
# Versions: bysquare 4.0.1, upiqr 1.3.22.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit bysquare@4.0.1 upiqr@1.3.22 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/codes.mjs" <<'JS'
import {decode, encode} from "bysquare/pay";
import upi from "upiqr";

const upiqr = upi.default || upi;
const sums = {"0.10 + 0.20": 0.1 + 0.2, "100 x 4.35": 4.35 * 100, "12.00 + 0.50": 12.0 + 0.5};
for (const [words, amount] of Object.entries(sums)) {
    const bankAccounts = [{iban: "SK9611000000002918599669"}];
    const beneficiary = {name: "A Company"};
    const payment = {type: 1, amount, currencyCode: "EUR", bankAccounts, beneficiary};
    const square = decode(encode({payments: [payment]})).payments[0].amount;
    const {intent} = await upiqr({payeeVPA: "company@bank", payeeName: "Company", amount});
    const rupees = new URL(intent).searchParams.get("am");
    console.log(`${words}: PAY by square ${square}, UPI ${rupees}`);
}
JS
node "$work/codes.mjs" >"$work/seen"
cat >"$work/expected" <<'TXT'
0.10 + 0.20: PAY by square 0.30000000000000004, UPI 0.30000000000000004
100 x 4.35: PAY by square 434.99999999999994, UPI 434.99999999999994
12.00 + 0.50: PAY by square 12.5, UPI 12.5
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
