#!/bin/sh
# One would guess: ogm_vcs.format() gives a Belgian structured communication as it is printed on
#   invoices and transfers, +++010/8068/17183+++, and that the other official form, with
#   asterisks, is read like the one with pluses.
# What happens: the formatted text has no frame at all, and asterisks are "an invalid format".
# Whom it hurts: who prints the reference for customers to copy: without its frame many banking
#   apps take it for free text, and the payment is not matched; and who reads it from letters of
#   public offices, which frame it with asterisks.
# Versions: python-stdnum 2.2.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install python-stdnum==2.2 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from stdnum.be import ogm_vcs
from stdnum.exceptions import ValidationError

for text in ("+++010/8068/17183+++", "010806817183", "***010/8068/17183***"):
    try:
        print(text, "->", ogm_vcs.format(ogm_vcs.validate(text)))
    except ValidationError as error:
        print(text, "->", type(error).__name__)
PY
cat >"$work/expected" <<'TXT'
+++010/8068/17183+++ -> 010/8068/17183
010806817183 -> 010/8068/17183
***010/8068/17183*** -> InvalidFormat
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
