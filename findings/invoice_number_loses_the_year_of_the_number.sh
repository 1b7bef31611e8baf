#!/bin/sh
# One would guess: the number after INV/2026/20 is INV/2026/21, and after INV-2026-9999 comes
#   INV-2026-10000, or an error; in no case one that was or will be given to another document.
# What happens: invoice-number counts up what stands behind the last slash or hyphen, and keeps what
#   stands before the first place where the same digits occur, which may be in the year: INV/2026/20
#   is followed by INV/21, INV/2026/26 by INV/2027, INV/2026/02 by INV/203. The counted part never
#   grows: INV-2026-9999 is followed by INV-2026-0000, and R-99 by R-00. Without a separator letters
#   count, too: INV9999 is followed by INW0000. Nothing is raised.
# Whom it hurts: who numbers receipts, credit notes or statements with it: a number is given twice, or
#   its year is gone, and a payment with that number is laid on another document. Count with more
#   digits than the year has, which then cannot stand in it.
# Versions: invoice-number 2.0.1, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    invoice-number@2.0.1 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const { InvoiceNumber } = require("invoice-number");

for (const before of [
    "INV/2026/19", "INV/2026/20", "INV/2026/26", "INV/2026/02", "INV/2026/0020",
    "INV-2026-9999", "INV-2026-0000", "R-99", "INV9999",
]) {
    console.log(`${before} -> ${InvoiceNumber.next(before)}`);
}
let number = "CN/2026/01";
const given = [];
while (given.length < 4) {
    given.push(number);
    number = InvoiceNumber.next(number);
}
console.log(given.join(", "));
JS
node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
INV/2026/19 -> INV/2026/20
INV/2026/20 -> INV/21
INV/2026/26 -> INV/2027
INV/2026/02 -> INV/203
INV/2026/0020 -> INV/2026/0021
INV-2026-9999 -> INV-2026-0000
INV-2026-0000 -> INV-2026-0001
R-99 -> R-00
INV9999 -> INW0000
CN/2026/01, CN/2026/02, CN/203, CN/204
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
