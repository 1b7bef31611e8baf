#!/bin/sh
# One would guess: a date in an .xlsx file is the date that Excel shows, whichever of the two
#   calendars the workbook counts in: days from 1900, or from 1904 as Excel on the Mac did for
#   years; the file says so in one attribute (date1904), a copy of such a file keeps it, and
#   whoever turns the number into a date has to look.
# What happens: pylightxl, xlsx-stream-reader and xlsx-populate do not look: 31 March 2026 is 30
#   March 2022, four years and a day earlier. python-calamine gives the date that was written.
#   Amounts are right in all of them, and nothing is said.
# Whom it hurts: who reads open invoices, opening balances or promised dates from the books of a
#   customer, an accountant or a firm that was bought: every invoice is four years overdue, is
#   reminded, charged with interest or held for lost, and only that file is wrong. Look for
#   date1904 in xl/workbook.xml, or read with a library that does.
# Versions: pylightxl 1.61, python-calamine 0.9.1, XlsxWriter 3.3.1 (to write the file);
#   xlsx-stream-reader 1.1.1 and xlsx-populate 1.21.0, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install pylightxl==1.61 \
    python-calamine==0.9.1 XlsxWriter==3.3.1 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    xlsx-stream-reader@1.1.1 xlsx-populate@1.21.0 >"$work/npm.log" 2>&1 \
    || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const fs = require("fs");
const populate = require("xlsx-populate");
const StreamReader = require("xlsx-stream-reader");

const reader = new StreamReader();
reader.on("worksheet", (sheet) => {
    sheet.on("row", (row) => console.log("xlsx-stream-reader", row.values.slice(1).join(" ")));
    sheet.on("end", async () => {
        const row = (await populate.fromFileAsync(process.argv[2])).sheet(0).row(1);
        const due = populate.numberToDate(row.cell(2).value());
        console.log("xlsx-populate", row.cell(1).value(), due.toISOString().slice(0, 10),
            row.cell(3).value());
    });
    sheet.process();
});
fs.createReadStream(process.argv[2]).pipe(reader);
JS
for system in 1900 1904; do
    "$work/venv/bin/python" - "$work/$system.xlsx" "$system" <<'PY'
import datetime
import sys

import pylightxl
import python_calamine
import xlsxwriter

path, system = sys.argv[1:]
book = xlsxwriter.Workbook(path, {"date_1904": system == "1904"})
sheet = book.add_worksheet("Open")
sheet.write(0, 0, "INV/42")
sheet.write(0, 1, datetime.date(2026, 3, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
sheet.write(0, 2, 1250.5)
book.close()
print("counted from", system)
[row] = python_calamine.load_workbook(path).get_sheet_by_name("Open").to_python()
print("python-calamine", *row)
print("pylightxl", *pylightxl.readxl(path).ws("Open").row(1))
PY
    TZ=UTC node "$work/run.js" "$work/$system.xlsx"
done >"$work/seen"
cat >"$work/expected" <<'TXT'
counted from 1900
python-calamine INV/42 2026-03-31 1250.5
pylightxl INV/42 2026/03/31 1250.5
xlsx-stream-reader INV/42 2026-03-31 1250.5
xlsx-populate INV/42 2026-03-31 1250.5
counted from 1904
python-calamine INV/42 2026-03-31 1250.5
pylightxl INV/42 2022/03/30 1250.5
xlsx-stream-reader INV/42 2022-03-30 1250.5
xlsx-populate INV/42 2022-03-30 1250.5
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
