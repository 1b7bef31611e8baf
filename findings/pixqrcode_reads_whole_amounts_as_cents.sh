#!/bin/sh
# One would guess: the amount of a Pix code is an amount in reais: "1250" is R$ 1,250.00.
# What happens: pixqrcode takes all digits and puts a point before the last two, so "1250.00" and
#   "1.250,00" are right, "1250" asks for R$ 12.50 and "1250.5" for R$ 125.05, without a word.
#   Letters with accents are taken out of names, not replaced: "São João" becomes "So Joo". The
#   length of the field with an e-mail address as key is written as 46, whatever its length is.
# Whom it hurts: who prints a code with a statement or invoice: the amount is right in tests with
#   cents and a hundredth of it as soon as a number is written without. Format to two decimals.
# Versions: pixqrcode 1.1.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install pixqrcode==1.1.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from pixqrcode import PixQrCode

KEY = "123e4567-e89b-12d3-a456-426614174000"

def read(code):
    """Return {id: value} of a code: two digits of id, two of length, the value."""
    found = {}
    while code:
        size = int(code[2:4])
        found[code[:2]], code = code[4 : 4 + size], code[4 + size :]
    return found


for amount in ("1250.00", "1.250,00", "1250", "1250.5"):
    code = PixQrCode("São João", KEY, "Recife", amount, "FAT42").generate_code()
    print(f"{amount:>8} -> {read(code)['54']:>8}")
print(read(code)["59"])
for key in ("pix@example.com", "payments@shop.example.com"):
    code = PixQrCode("Loja", key, "Recife", "1.00").generate_code()
    field = code[code.index("BR.GOV") - 4 : code.index("5204")]
    print(f"{key}: {code[8:10]} written, {len(field)} long")
PY
cat >"$work/expected" <<'TXT'
 1250.00 ->  1250.00
1.250,00 ->  1250.00
    1250 ->    12.50
  1250.5 ->   125.05
So Joo
pix@example.com: 46 written, 37 long
payments@shop.example.com: 46 written, 47 long
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
