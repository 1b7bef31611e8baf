#!/bin/sh
# One would guess: the writer of a Czech or Slovak payment code (SPAYD) writes its own separator,
#   the asterisk, as %2A when it stands in a text, as the format's description says.
# What happens: qrplatba writes texts as they are. A message "Rent 3*4" becomes the field "Rent 3" and
#   a field "4" without a key; a name of the payee with an asterisk does the same, and the percent
#   sign that the escape needs is not escaped either, so "50%20" reads as "50 ".
#   The amount stands third, after the bank's code: given as second it becomes part of the account
#   ("IBAN+1250.5"), and the code asks for no amount at all, without an error.
# Whom it hurts: who puts document numbers or names of others into the message: a bank app refuses
#   the code or shows half a message, and the payment cannot be matched. Escape texts, name arguments.
# Versions: qrplatba 1.2.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install qrplatba==1.2.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" -W ignore - >"$work/seen" <<'PY'
from urllib.parse import quote, unquote

from qrplatba import QRPlatbaGenerator

IBAN = "CZ6508000000192000145399"


def fields(text):
    """Return what a reader finds: fields between asterisks, escapes undone."""
    return [unquote(part) for part in text.rstrip("*").split("*")[2:]]


for message in ("Rent 3*4", "50%20"):
    text = QRPlatbaGenerator(IBAN, amount=1250.5, message=message).get_text()
    print(message, "->", fields(text)[2:])
    text = QRPlatbaGenerator(IBAN, amount=1250.5, message=quote(message, safe=" ")).get_text()
    print("    escaped ->", fields(text)[2:])
print(fields(QRPlatbaGenerator(IBAN, 1250.5).get_text()))
PY
cat >"$work/expected" <<'TXT'
Rent 3*4 -> ['MSG:Rent 3', '4']
    escaped -> ['MSG:Rent 3*4']
50%20 -> ['MSG:50 ']
    escaped -> ['MSG:50%20']
['ACC:CZ6508000000192000145399+1250.5']
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
