#!/bin/sh
# One would guess: a program that turns a bank's list (CSV) into OFX gives each payment an id (FITID) of its own, as
#   OFX asks for: whoever imports the file takes a known id for a payment that is known. A name with "&" is
#   written as &amp; with its semicolon, and the file begins with the line that says it is OFX.
# What happens: csv2ofx makes the id of the day, amount, payee and text alone: two payments of 50.00 by one customer
#   on one day, with the same text, get the same id. "R&D Ltd" is written as "R&ampD Ltd", and that is what two
#   readers find. The first line, OFXHEADER, is left out, and ofxtools refuses the file; it is there
#   with the option for MS Money, which needs the closing balance.
# Whom it hurts: who gives lists of payments to an accountant or a program as OFX: of two equal payments (two
#   vouchers, two instalments of a plan) the second one counts as a copy, and the customer who has paid
#   is reminded. Give the mapping an "id" of a column that differs, such as the number of the row, and use -M.
# Versions: csv2ofx 0.34.2, with meza 0.47.0; ofxtools 1.1.1, ofxparse 0.21 (to read).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install csv2ofx==0.34.2 meza==0.47.0 ofxtools==1.1.1 ofxparse==0.21 \
    2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
cat >"$work/list.csv" <<'TXT'
Date,Amount,Description,Reference,Account
2026-03-31,50.00,Ana Example,Gift card,Bank
2026-03-31,50.00,Ana Example,Gift card,Bank
2026-03-31,70.00,R&D Ltd,INV/2026/00044,Bank
TXT
"$work/venv/bin/csv2ofx" -o list.csv plain.ofx
"$work/venv/bin/csv2ofx" -o -M -B 170 list.csv money.ofx
"$work/venv/bin/python" -W ignore - >"$work/seen" <<'PY'
from ofxparse import OfxParser
from ofxtools.header import OFXHeaderError
from ofxtools.Parser import OFXTree

for name in ("plain.ofx", "money.ofx"):
    with open(name, encoding="ascii") as file:
        print(name, "begins with", file.readline().strip())
    tree = OFXTree()
    try:
        tree.parse(name)
    except OFXHeaderError as error:
        print("ofxtools:", str(error).split(":")[0])
        continue
    for it in tree.getroot().iter("STMTTRN"):
        print("ofxtools:", it.find("FITID").text[:8], it.find("TRNAMT").text, it.find("NAME").text)
with open("money.ofx", "rb") as file:
    for it in OfxParser.parse(file).account.statement.transactions:
        print("ofxparse:", it.id[:8], it.amount, it.payee)
PY
cat >"$work/expected" <<'TXT'
plain.ofx begins with DATA:OFXSGML
ofxtools: OFX header is malformed
money.ofx begins with OFXHEADER:100
ofxtools: ac548bc7 50.00 Ana Example
ofxtools: ac548bc7 50.00 Ana Example
ofxtools: 85ac56c4 70.00 R&ampD Ltd
ofxparse: ac548bc7 50.00 Ana Example
ofxparse: ac548bc7 50.00 Ana Example
ofxparse: 85ac56c4 70.00 R&ampD Ltd
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
