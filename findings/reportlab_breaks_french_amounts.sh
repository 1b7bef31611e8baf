#!/bin/sh
# One would guess: an amount as CLDR writes it in French stays on one line of a Paragraph, since
#   its spaces are U+202F, NARROW NO-BREAK SPACE, and U+00A0, NO-BREAK SPACE.
# What happens: ReportLab keeps a no-break space together, but takes U+202F (and U+2007, FIGURE
#   SPACE) for an ordinary space: lines break inside "12 345,60", and the space is drawn at the
#   width of an ordinary one.
# Whom it hurts: statements and invoices in French: a figure is torn over two lines in a narrow
#   column. Replace U+202F by U+00A0 before drawing.
# Versions: reportlab 5.1.0, babel 2.19.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install reportlab==5.1.0 babel==2.19.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from babel.numbers import format_currency
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Paragraph

amount = format_currency(12345.6, "EUR", locale="fr")
print(ascii(amount))
style = ParagraphStyle("narrow")
width = stringWidth("12 345,", style.fontName, style.fontSize)
for text in (amount, amount.replace("\u202f", "\xa0")):
    paragraph = Paragraph("x " + text, style)
    paragraph.wrap(stringWidth("12 345,60", style.fontName, style.fontSize), 1000)
    lines = [" ".join(words) for _space, words in paragraph.blPara.lines]
    print(ascii(text), [ascii(line) for line in lines])
PY
cat >"$work/expected" <<'TXT'
'12\u202f345,60\xa0\u20ac'
'12\u202f345,60\xa0\u20ac' ["'x 12'", "'345,60\\xa0\\u20ac'"]
'12\xa0345,60\xa0\u20ac' ["'x 12\\xa0345,'", "'60\\xa0\\u20ac'"]
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
