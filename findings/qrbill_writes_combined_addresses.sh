#!/bin/sh
# One would guess: a library for Swiss QR bills refuses or warns about combined addresses (type K,
#   two free lines), which the standard's version 2.3 withdrew on 21 November 2025.
# What happens: qrbill takes line1 and line2 and writes type K without a word.
# Whom it hurts: who prints payment parts on statements from addresses kept as lines: the bill
#   looks right and banks may refuse it. Give street, house number, pcode and city (type S).
# Versions: qrbill 1.2.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install qrbill==1.2.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import warnings

from qrbill import QRBill

warnings.simplefilter("error")
PARTS = {
    "lines": {"line1": "Rue du Lac 1", "line2": "1000 Lausanne"},
    "structured": {"street": "Rue du Lac", "house_num": "1", "pcode": "1000", "city": "Lausanne"},
}
for name, address in PARTS.items():
    bill = QRBill(account="CH9300762011623852957", amount="10.50",
                  creditor={"name": "Shop", "country": "CH", **address})
    print(name, bill.qr_data().split("\r\n")[4:11])
PY
cat >"$work/expected" <<'TXT'
lines ['K', 'Shop', 'Rue du Lac 1', '1000 Lausanne', '', '', 'CH']
structured ['S', 'Shop', 'Rue du Lac', '1', '1000', 'Lausanne', 'CH']
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
