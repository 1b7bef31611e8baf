#!/bin/sh
# One would guess: a cell of an OpenDocument spreadsheet that holds an amount in euros is read as a
#   number, like the cell beside it that holds the same number without a currency: the file has
#   the value and the currency apart.
# What happens: pyexcel-ods3 puts the two together in a text: 1234.5 with the currency EUR is
#   "1234.5 EUR", with a point for the decimals whatever the language. Cells without a currency,
#   percentages and dates come as numbers and dates. python-calamine reads all as numbers.
# Whom it hurts: who imports customers' remittance lists, opening balances or credit limits from
#   LibreOffice: as soon as somebody clicks on the currency button, the amounts of the column are
#   texts, and sums and comparisons raise or leave them out, in a column that worked last month.
#   Take the text apart at the space.
# Versions: pyexcel-ods3 0.6.1, odfpy 1.4.1 (to write the file), python-calamine 0.9.1 (to compare).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install pyexcel-ods3==0.6.1 odfpy==1.4.1 \
    python-calamine==0.9.1 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" -W ignore - "$work/list.ods" <<'PY' >"$work/seen"
import sys

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from pyexcel_ods3 import get_data
from python_calamine import CalamineWorkbook


def cell(shown, kind, **given):
    made = TableCell(valuetype=kind, **given)
    made.addElement(P(text=shown))
    return made


table = Table(name="List")
for number, euros in (("INV/1", "1234.5"), ("INV/2", "-50")):
    row = TableRow()
    row.addElement(cell(number, "string"))
    row.addElement(cell(f"{euros} €", "currency", currency="EUR", value=euros))
    row.addElement(cell(euros, "float", value=euros))
    row.addElement(cell("3,5 %", "percentage", value="0.035"))
    table.addElement(row)
document = OpenDocumentSpreadsheet()
document.spreadsheet.addElement(table)
document.save(sys.argv[1])

for row in get_data(sys.argv[1])["List"]:
    print("pyexcel-ods3", row)
for row in CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_name("List").to_python():
    print("calamine", row)
PY
cat >"$work/expected" <<'TXT'
pyexcel-ods3 ['INV/1', '1234.5 EUR', 1234.5, 0.035]
pyexcel-ods3 ['INV/2', '-50 EUR', -50, 0.035]
calamine ['INV/1', 1234.5, 1234.5, 0.035]
calamine ['INV/2', -50.0, -50.0, 0.035]
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
