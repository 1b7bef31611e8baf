#!/bin/sh
# One would guess: stdnum.iban checks of an IBAN what can be checked in it, i.e. the length and
#   letters of its country, the check digits, and those that the country itself has put into the
#   account.
# What happens: for Belgium it also looks the bank's code up in a table that was frozen when the
#   library was released, and refuses what is not in it. The very example that the IBAN registry
#   gives for Belgium (BE68 5390 0754 7034), whose check digits are right twice, is "invalid";
#   with check_country=False it is valid. Neighbours' unknown banks are not looked up.
# Whom it hurts: who checks accounts of customers before paying credit back or collecting: banks
#   that got their code since, or share a merged bank's, are told to customers as typing errors,
#   in one country. Check with check_country=False, and take the bank's table for a hint.
# Versions: python-stdnum 2.2.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install python-stdnum==2.2 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from stdnum import iban
from stdnum.exceptions import ValidationError


def verdict(number, **options):
    """Say what the library thinks of the number."""
    try:
        return iban.validate(number, **options) and "valid"
    except ValidationError as error:
        return type(error).__name__


EXAMPLE = "BE68 5390 0754 7034"
account, check = iban.compact(EXAMPLE)[4:14], iban.compact(EXAMPLE)[14:]
print("the account's own check digits", int(account) % 97 == int(check))
print("a bank in the table", verdict("BE71 0961 2345 6769"))
print("the registry's example", verdict(EXAMPLE))
print("without the country's rules", verdict(EXAMPLE, check_country=False))
NEIGHBOURS = ("DE68 2105 0170 0012 3456 78", "FR14 2004 1010 0505 0001 3M02 606",
              "NL91 ABNA 0417 1643 00", "AT61 1904 3002 3457 3201")
for number in NEIGHBOURS:
    print(number[:2], verdict(number))
PY
cat >"$work/expected" <<'TXT'
the account's own check digits True
a bank in the table valid
the registry's example InvalidComponent
without the country's rules valid
DE valid
FR valid
NL valid
AT valid
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
