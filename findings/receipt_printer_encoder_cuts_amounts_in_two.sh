#!/bin/sh
# One would guess: an amount that is wider than its column on a receipt goes over the edge, is
#   refused, or moves as a whole to a line of its own: a text that must not break has no space in
#   it, or only no-break spaces.
# What happens: the part that fits is printed, right aligned, and the rest stands alone in the
#   next line: of 12,345.60 in a column of eight the receipt shows 12,345.6 and, below, a 0; of
#   1234567.89 it shows 1234567. and 89. Of "1 234,56 EUR" with no-break spaces the currency goes
#   to the next line. Nothing is raised.
# Whom it hurts: whoever prints receipts of deposits or balances at a till in columns that were
#   tried with small amounts: the total that the customer reads is another number. Look at the
#   longest amount first, and widen its column.
# Versions: @point-of-sale/receipt-printer-encoder 4.0.1, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    @point-of-sale/receipt-printer-encoder@4.0.1 >"$work/npm.log" 2>&1 \
    || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const found = require("@point-of-sale/receipt-printer-encoder");
const Encoder = found.default || found;

for (const amount of ["45.60", "12,345.60", "1234567.89", "1\u00a0234,56\u00a0EUR"]) {
    const receipt = new Encoder({ language: "esc-pos", columns: 32 }).codepage("cp437").table(
        [{ width: 24, align: "left" }, { width: 8, align: "right" }], [["Balance", amount]],
    ).encode();
    const text = Buffer.from(receipt).toString("latin1");
    for (const line of text.split("\n").filter((it) => /[0-9A-Z]/.test(it.slice(24)))) {
        console.log(`|${line.replace(/[\x00-\x1f]|\x1bt./g, "").replace(/\xff/g, "~").slice(-32)}|`);
    }
}
JS
node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
|Balance                    45.60|
|Balance                 12,345.6|
|                               0|
|Balance                 1234567.|
|                              89|
|Balance                 1~234,56|
|                            ~EUR|
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
