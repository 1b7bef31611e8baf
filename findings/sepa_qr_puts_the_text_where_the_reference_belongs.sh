#!/bin/sh
# One would guess: what sepa-qr for JavaScript takes as "remittance" is the text for the payee,
#   which its example, "Invoice 123456789", is; what it takes as "information" is the note to the
#   payer; and the code has them on the lines that the European Payments Council (EPC069-12) gives
#   to them, the eleventh and the twelfth.
# What happens: "remittance" is written as the tenth line, which belongs to a creditor reference
#   (RF, ISO 11649) of at most 25 characters, and "information" as the eleventh. There is no
#   twelfth. segno writes the same text as the eleventh. Nothing is checked, so nothing is said.
# Whom it hurts: who prints such codes on invoices and statements: an app that checks the reference
#   refuses the code, others take the invoice number for a reference of the bank's kind; and a note
#   that was meant for the payer's eyes travels to the payee as the text of the payment, by which
#   the payment is then not matched. Give the invoice number as "information", and no note.
# Versions: sepa-qr 0.0.2, run with Node.js; segno 1.6.6 (to compare), zxing-cpp 3.1.1 and pillow
#   13.0.0 (to read).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    sepa-qr@0.0.2 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install segno==1.6.6 zxing-cpp==3.1.1 \
    pillow==13.0.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const fs = require("fs");
const createSepaQr = require("sepa-qr");

createSepaQr({
    name: "Example Ltd", iban: "DE75512108001245126199", amount: 1250.5,
    remittance: "Invoice 42 of 31 March", information: "Thank you, see you in June",
    type: "png", size: 8,
}).pipe(fs.createWriteStream(process.argv[2]));
JS
node "$work/run.js" "$work/node.png"
"$work/venv/bin/python" - "$work" >"$work/seen" <<'PY'
import sys

import zxingcpp
from PIL import Image
from segno import helpers

work = sys.argv[1]
helpers.make_epc_qr(
    name="Example Ltd",
    iban="DE75512108001245126199",
    amount=1250.5,
    text="Invoice 42 of 31 March",
).save(f"{work}/segno.png", scale=8, border=4)
for maker in ("node", "segno"):
    [code] = zxingcpp.read_barcodes(Image.open(f"{work}/{maker}.png"))
    for number, line in enumerate(code.text.split("\n"), 1):
        if number >= 8:
            print(maker, number, repr(line))
PY
cat >"$work/expected" <<'TXT'
node 8 'EUR1250.5'
node 9 ''
node 10 'Invoice 42 of 31 March'
node 11 'Thank you, see you in June'
segno 8 'EUR1250.5'
segno 9 ''
segno 10 ''
segno 11 'Invoice 42 of 31 March'
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
