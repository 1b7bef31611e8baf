#!/bin/sh
# One would guess: the reference (txid) that is given for a Brazilian Pix code stands in the code
#   as it was given, cut to the 25 characters that the BR Code manual allows.
# What happens: pypix cuts it to 25 and then writes the word "Identificador" in front of it, so
#   the code holds another reference than the invoice, and one of up to 38 characters.
# Whom it hurts: who matches incoming payments by the reference: the bank reports
#   "IdentificadorFAT202600042" or refuses the code. The name and the city come out right.
# Versions: pypix 0.2.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install pypix==0.2.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from pypix.pix import Pix


def read(code):
    """Return {id: value} of a code: two digits of id, two of length, the value."""
    found = {}
    while code:
        size = int(code[2:4])
        found[code[:2]], code = code[4 : 4 + size], code[4 + size :]
    return found


for given in ("FAT202600042", "A" * 25):
    pix = Pix()
    pix.set_pixkey("pix@example.com")
    pix.set_merchant_name("Padaria São João")
    pix.set_merchant_city("São Paulo")
    pix.set_amount(1250.5)
    pix.set_txid(given)
    fields = read(str(pix))
    reference = read(fields["62"])["05"]
    print(f"{len(given)} given, {len(reference)} written: {reference}")
print(fields["54"], fields["59"], fields["60"])
PY
cat >"$work/expected" <<'TXT'
12 given, 25 written: IdentificadorFAT202600042
25 given, 38 written: IdentificadorAAAAAAAAAAAAAAAAAAAAAAAAA
1250.50 Padaria Sao Joao Sao Paulo
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
