#!/bin/sh
# One would guess: a Word letter's merge field with a picture of its number (\# "#,##0.00;(#,##0.00)") shows
#   amounts as Word does: what is before the semicolon for positive ones, what is behind it for credits,
#   a third part for zero (ECMA-376 part 1, 17.16.4.2).
# What happens: docx-mailmerge2, which respects formats "when compatible", does not know sections: it takes
#   the first for every amount and prints the others behind it, as they stand in the template:
#   1,234.50;(#,##0.00), and -1,234.50;(#,##0.00) for a credit, so that "Cr" and "nothing to pay" stand
#   behind debts too. The pictures of a German and of a French Word become 1,234.50000 and
#   "1234 ##0,00". No warning is given of these; one comes for an amount that is a text,
#   which stays as it is (1234.50). A plain English picture is right.
# Whom it hurts: who merges reminders or statements into letters that were made for Word's own mail merge:
#   the amounts of each letter have pieces of the template in them, and a debt reads like a
#   credit. Hand over amounts as finished texts, and take the pictures out of the fields.
# Versions: docx-mailmerge2 1.0.3, python-docx 1.2.0 (to write the letter and to read it).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install docx-mailmerge2==1.0.3 python-docx==1.2.0 \
    2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import warnings

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from mailmerge import MailMerge

PICTURES = (
    "#,##0.00", "#,##0.00;(#,##0.00)", "#,##0.00 due;#,##0.00 Cr;nothing to pay", "#.##0,00", "# ##0,00",
)


def letter(picture):
    """Write a letter of one merge field."""
    document = Document()
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f' MERGEFIELD Amount \\# "{picture}" ')
    field.append(OxmlElement("w:r"))
    document.add_paragraph()._p.append(field)
    document.save("letter.docx")


def merged(picture, amount):
    """Return the letter's text with the amount in it, and how many warnings of its format came."""
    letter(picture)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with MailMerge("letter.docx") as merge:
            merge.merge(Amount=amount)
            merge.write("merged.docx")
    (paragraph,) = Document("merged.docx").paragraphs
    return paragraph.text, sum("ormat" in str(it.message) for it in caught)


for picture in PICTURES:
    for amount in (1234.5, -1234.5, 0):
        print(f"{picture} | {amount}:", *merged(picture, amount))
print("as a text:", *merged(PICTURES[0], "1234.50"))
PY
cat >"$work/expected" <<'TXT'
#,##0.00 | 1234.5: 1,234.50 0
#,##0.00 | -1234.5: -1,234.50 0
#,##0.00 | 0: 0.00 0
#,##0.00;(#,##0.00) | 1234.5: 1,234.50;(#,##0.00) 0
#,##0.00;(#,##0.00) | -1234.5: -1,234.50;(#,##0.00) 0
#,##0.00;(#,##0.00) | 0: 0.00;(#,##0.00) 0
#,##0.00 due;#,##0.00 Cr;nothing to pay | 1234.5: 1,234.50 due;#,##0.00 Cr;nothing to pay 0
#,##0.00 due;#,##0.00 Cr;nothing to pay | -1234.5: -1,234.50 due;#,##0.00 Cr;nothing to pay 0
#,##0.00 due;#,##0.00 Cr;nothing to pay | 0: 0.00 due;#,##0.00 Cr;nothing to pay 0
#.##0,00 | 1234.5: 1,234.50000 0
#.##0,00 | -1234.5: -1,234.50000 0
#.##0,00 | 0: 0.00000 0
# ##0,00 | 1234.5: 1234 ##0,00 0
# ##0,00 | -1234.5: -1234 ##0,00 0
# ##0,00 | 0: 0 ##0,00 0
as a text: 1234.50 1
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
