#!/bin/sh
# One would guess: a reader of GS1 bar codes knows how long the identifiers are, two to four digits, and gives
#   for a voucher's or payment slip's amount (390n, 391n with the currency; n tells the decimals) and
#   reference (8020) the identifier and the value; or, if it knows only those of two digits, says
#   that it does not know the others.
# What happens: gs1js takes the first two digits for the identifier, always, and leaves the rest in the value:
#   12.50 euros in (3902) are "0201250" under 39, with currency they are "1297801250", and the reference INV42
#   in (8020) is "20INV42" under 80. Asked for 3902, it has none. biip and gs1-barcode-parser-mod
#   read 12.50, the currency and INV42 from the same codes. Identifiers of two digits, a due date
#   (12) among them, are right in each; gs1js leaves day 00, the last of the month, to its user.
# Whom it hurts: who reads amounts off coupons, gift cards or payment slips at a till or a desk: the number looks
#   like one and is another (201250), the reference is found nowhere, and no error tells. Split 39, 80, 41
#   and the like again yourself, or use another reader.
# Versions: gs1js 0.0.2, gs1-barcode-parser-mod 1.2.1, run with Node.js; biip 5.2.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    gs1js@0.0.2 gs1-barcode-parser-mod@1.2.1 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install biip==5.2.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const { GS1Reader } = require("gs1js/dist/GS1Reader.js");
const { parseBarcode } = require("gs1-barcode-parser-mod");

for (const code of JSON.parse(process.argv[2])) {
    const reader = new GS1Reader(code);
    console.log("gs1js", reader.getApplicationIdentifiers().map((it) => `(${it.identifier}) ${it.value}`).join(" "),
        "| asked for 3902:", reader.getApplicationIdentifierById("3902"));
    console.log("gs1-barcode-parser-mod", parseBarcode("]C1" + code).parsedCodeItems.map(
        (it) => `(${it.ai}) ${it.data instanceof Date ? it.data.toDateString() : it.data} ${it.unit}`.trim()).join(" "));
}
JS
codes='["390201250\u001d8020INV42", "391297801250\u001d8020INV42", "12260200"]'
node "$work/run.js" "$codes" >"$work/seen"
"$work/venv/bin/python" - "$codes" >>"$work/seen" <<'PY'
import json
import sys

from biip.gs1_messages import GS1Message

for code in json.loads(sys.argv[1]):
    found = GS1Message.parse(code).element_strings
    print("biip", *(f"({it.ai.ai}) {it.decimal or it.date or it.value}" for it in found))
PY
cat >"$work/expected" <<'TXT'
gs1js (39) 0201250 (80) 20INV42 | asked for 3902: undefined
gs1-barcode-parser-mod (3902) 12.5 (8020) INV42
gs1js (39) 1297801250 (80) 20INV42 | asked for 3902: undefined
gs1-barcode-parser-mod (3912) 12.5 978 (8020) INV42
gs1js (12) 260200 | asked for 3902: undefined
gs1-barcode-parser-mod (12) Sat Feb 28 2026
biip (3902) 12.50 (8020) INV42
biip (3912) 12.50 (8020) INV42
biip (12) 2026-02-28
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
