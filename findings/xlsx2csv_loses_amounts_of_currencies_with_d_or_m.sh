#!/bin/sh
# One would guess: a number with a currency's name behind it is a number, whatever letters the
#   name has: in a format code, text in quotes, behind a backslash or behind an underscore (a gap
#   as wide as that letter) stands for itself (ECMA-376 part 1, 18.8.31).
# What happens: xlsx2csv looks for d, m, y, h, s anywhere but in brackets, takes the format for
#   that of a date, and writes the format itself, with a day or month of 1903 in it, in the place
#   of the amount: "1812s" #,##0.00 for dirhams. This meets "Dhs", "Md", din, and the comma style
#   that Excel writes where the currency is KM. EUR, and currencies in brackets ([$SEK]), are
#   right. Nothing is raised.
# Whom it hurts: who reads customers' remittance lists, price lists or bank exports as CSV: the
#   column of amounts holds texts without the amounts, in some countries only. python-calamine
#   reads them all.
# Versions: xlsx2csv 0.8.6, XlsxWriter 3.3.1 (to write the file), python-calamine 0.9.1 (to
#   compare).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install xlsx2csv==0.8.6 XlsxWriter==3.3.1 python-calamine==0.9.1 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import io
import tempfile

import xlsxwriter
from python_calamine import CalamineWorkbook
from xlsx2csv import Xlsx2csv

FORMATS = {
    "euro": '#,##0.00 "EUR"', "krona": "[$SEK] #,##0.00", "dirham": '"Dhs" #,##0.00',
    "billions": '#,##0.00 "Md"', "dinar": r"#,##0.00\ \d\i\n",
    "comma style, KM": r'_-* #,##0.00\ _K_M_-;\-* #,##0.00\ _K_M_-;_-* "-"??\ _K_M_-;_-@_-',
}
with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
    book = xlsxwriter.Workbook(file.name)
    sheet = book.add_worksheet()
    for row, code in enumerate(FORMATS.values()):
        sheet.write_number(row, 0, 1234.5, book.add_format({"num_format": code}))
    book.close()
    text = io.StringIO()
    Xlsx2csv(file.name, outputencoding="utf-8").convert(text)
    peers = CalamineWorkbook.from_path(file.name).get_sheet_by_index(0).to_python()
for name, line, peer in zip(FORMATS, text.getvalue().splitlines(), peers):
    print(f"{name}: {line} | {peer[0]}")
PY
cat >"$work/expected" <<'TXT'
euro: 1234.5 | 1234.5
krona: 1234.5 | 1234.5
dirham: """1812s"" #,##0.00" | 1234.5
billions: "#,##0.00 ""0518""" | 1234.5
dinar: "#,##0.00 18in" | 1234.5
comma style, KM: "_-* #,##0.00 _k_05_-;-* #,##0.00 _k_05_-;_-* ""-""?? _k_05_-;_-@_-" | 1234.5
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
