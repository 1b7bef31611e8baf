#!/bin/sh
# One would guess: esr.validate() gives a Swiss QR reference back as it belongs into the QR code,
#   and refuses what is no QR reference: those have 27 digits, always.
# What happens: validate() drops the zeros in front (27 digits become 7), and takes any shorter
#   number whose check digit fits; only format() puts the zeros back.
# Whom it hurts: who stores the validated number and writes it into a QR-bill: most references
#   begin with zeros, and banks refuse the code, which wants exactly 27 digits; and who looks it up
#   in what the bank reports, where it has all 27. Who trusts is_valid() lets a number that
#   lost its front through to the printer.
# Versions: python-stdnum 2.2.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install python-stdnum==2.2 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from stdnum.ch import esr

for number in ("210000000003139471430009017", "000000000000000000009000654", "9000654"):
    stored = esr.validate(number)
    print(len(number), "->", stored, len(stored), "| format:", esr.format(number))
PY
cat >"$work/expected" <<'TXT'
27 -> 210000000003139471430009017 27 | format: 21 00000 00003 13947 14300 09017
27 -> 9000654 7 | format: 00 00000 00000 00000 00090 00654
7 -> 9000654 7 | format: 00 00000 00000 00000 00090 00654
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
