#!/bin/sh
# One would guess: SepaTransfer(clean=True) leaves only what every bank in the SEPA accepts in
#   names and texts: letters, digits, space and / - ? : ( ) . , ' + (EPC217-08), and writes ä as
#   ae, as that guide recommends.
# What happens: accents go (ä becomes a, ß ss, Ł L) and € becomes EUR, but & # " _ and * stay.
# Whom it hurts: who pays credits back to customers by file: some banks refuse the whole file for
#   one "&" in a company's name, others print a dot, and Müller is paid as Muller.
# Versions: sepaxml 2.7.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install sepaxml==2.7.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import datetime
import html
import re

from sepaxml import SepaTransfer

file = SepaTransfer(
    {"name": "Müller & Söhne", "IBAN": "DE89370400440532013000", "BIC": "COBADEFFXXX",
     "batch": True, "currency": "EUR"},
    clean=True,
)
file.add_payment(
    {"name": 'Łódź "Größe" Ltd', "IBAN": "DE89370400440532013000", "BIC": "COBADEFFXXX",
     "amount": 5012, "execution_date": datetime.date(2026, 12, 1),
     "description": "credit #5 of 10 €, order_7 *"}
)
text = file.export(validate=False).decode()
found = dict.fromkeys(re.findall(r"<(?:Nm|Ustrd)>(.*?)</", text))
for value in map(html.unescape, found):
    outside = sorted(set(re.findall(r"[^A-Za-z0-9 /?:().,'+-]", value)))
    print(value, "|", " ".join(outside) or "all allowed")
PY
cat >"$work/expected" <<'TXT'
Muller & Sohne | &
Lodz "Grosse" Ltd | "
credit #5 of 10 EUR, order_7 * | # * _
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
