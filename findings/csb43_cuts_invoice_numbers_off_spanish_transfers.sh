#!/bin/sh
# One would guess: a Spanish bank statement (Norma 43) that is turned into OFX keeps of a transfer
#   what the customer wrote, since it tells which invoices are paid; and the balance in it is that
#   of the day on which the statement ends, as the sum at its end says.
# What happens: csb43 writes a SEPA transfer's fields into MEMO by their names, one after the other:
#   own reference, who paid, their code, their reference, purpose, and only then the remittance text;
#   and cuts MEMO at 100 characters. Of the text nothing is left, after a short name either. Its
#   other formats (json, homebank) have it whole. The closing balance (LEDGERBAL) is dated with the first
#   day of the statement: 2,284.50 "as of 1 November", before the month's payments came.
# Whom it hurts: who books payments of Spanish customers by what they quote: these find no invoice and
#   stay as outstanding credits; and programs that check the balance of a day against the books
#   report a difference. Take the text from json, and the day from the end of the list (DTEND).
# Versions: csb43 1.1.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install csb43==1.1.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" -W ignore - >"$work/seen" <<'PY'
import json
import os
import re
import subprocess
import sys

ACCOUNT = "123412341234567890"


def movement(day, cents):
    """Return a transfer that came in."""
    return f"22    1234{day}{day}022552{cents:014d}{'0' * 10}{'0' * 12}"


def statement(payer):
    """Write a statement of November: a transfer with its SEPA fields, and money paid in."""
    lines = [
        f"11{ACCOUNT}2611012611302{100000:014d}9783EXAMPLE SL",
        movement("261105", 123450),
        f"2301{payer:66}B12345674",
        f"2302{'NOTPROVIDED':35}",
        "2303SUPPSUPPFACTURAS INV/2026/00042 INV/2026/00043",
        "2304",
        "2305",
        movement("261120", 5000),
        "2301INGRESO EN EFECTIVO",
        f"33{ACCOUNT}{0:05d}{0:014d}{2:05d}{128450:014d}2{228450:014d}978",
    ]
    lines.append(f"88{'9' * 18}{len(lines):06d}")
    with open("november.n43", "w", newline="", encoding="latin1") as file:
        file.write("".join(f"{line:80}\r\n" for line in lines))


def convert(kind):
    """Return the statement in another format, read strictly."""
    program = [os.path.join(os.path.dirname(sys.executable), "csb2format"), "-s", "-f", kind]
    subprocess.run([*program, "november.n43", f"out.{kind}"], check=True, capture_output=True)
    with open(f"out.{kind}", encoding="utf-8") as file:
        return file.read()


for payer in ("BAR ANA", "TALLERES Y RECAMBIOS HERMANOS GARCIA SOCIEDAD LIMITADA"):
    statement(payer)
    found = convert("ofx")
    (transfer, _cash) = json.loads(convert("json"))["accounts"][0]["transactions"]
    print("in the statement:", transfer["sepa_transfer"]["remitance_information"])
    print("in OFX, MEMO:    ", re.search("<MEMO>(.*?)</MEMO>", found)[1])
print("balance, as of:  ", *re.search("<BALAMT>(.*?)</BALAMT><DTASOF>(.*?)</DTASOF>", found).groups())
print("from, to:        ", *re.search("<DTSTART>(.*?)</DTSTART><DTEND>(.*?)</DTEND>", found).groups())
PY
cat >"$work/expected" <<'TXT'
in the statement: FACTURAS INV/2026/00042 INV/2026/00043
in OFX, MEMO:     ref1=000000000000 | originator_name=BAR ANA | originator_code=B12345674 | originator_reference=NOTPR
in the statement: FACTURAS INV/2026/00042 INV/2026/00043
in OFX, MEMO:     ref1=000000000000 | originator_name=TALLERES Y RECAMBIOS HERMANOS GARCIA SOCIEDAD LIMITADA | origina
balance, as of:   2284.5 20261101
from, to:         20261101 20261130
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
