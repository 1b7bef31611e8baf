#!/bin/sh
# One would guess: segno's helper for EPC payment codes (GiroCode) takes an IBAN and a structured
#   creditor reference as people write them, in groups of four, and writes them without spaces, as
#   it reformats the amount.
# What happens: amount and encoding are normalised, IBAN and reference are written as they came.
#   The code is made without an error; the standard's fields have no spaces, and a reference in
#   groups is longer than the 25 characters that ISO 11649 allows.
# Whom it hurts: who prints "how to pay" on a statement from the IBAN and reference as they are
#   shown beside the code: some banking apps refuse the code, or take the reference as free text.
# Versions: segno 1.6.6.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install segno==1.6.6 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from segno import helpers

REFERENCE = "RF18 5390 0754 7034"
IBAN = "DE89 3704 0044 0532 0130 00"
code = helpers.make_epc_qr(name="Shop", iban=IBAN, amount="12.50", reference=REFERENCE)
data = helpers._make_epc_qr_data(name="Shop", iban=IBAN, amount="12.50", reference=REFERENCE)
print(code.designator)
for line in data.decode().splitlines():
    print(repr(line))
PY
cat >"$work/expected" <<'TXT'
5-M
'BCD'
'002'
'2'
'SCT'
''
'Shop'
'DE89 3704 0044 0532 0130 00'
'EUR12.5'
''
'RF18 5390 0754 7034'
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
