#!/bin/sh
# One would guess: with uharfbuzz installed and a font that is shapable, drawString(shaping=True)
#   shapes the text: kerning and ligatures, joined letters of Arabic, stacked ones of Hindi. The
#   separate library for directions matters for text from right to left only.
# What happens: without rlbidi the argument is taken and ignored, without a word, whatever the
#   direction: the same operators are written. ReportLab's own shapeStr shapes the same text, so
#   HarfBuzz is there and works.
# Whom it hurts: whoever installs the extra "shaping" for Hindi, Thai or Khmer, sees no error, and
#   sends documents whose letters stand side by side in the wrong order.
# Versions: reportlab 5.1.0, uharfbuzz 0.57.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install reportlab==5.1.0 uharfbuzz==0.57.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import io
import re

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, shapeStr
from reportlab.pdfgen.canvas import Canvas

pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
print("shapable:", pdfmetrics.getFont("Vera").shapable)
shaped = shapeStr("AVAVA", "Vera", 100)
print("shapeStr moves letters:", any(
    round(data.x_advance) != round(data.width) for data in shaped.__shapeData__
))
written = []
for options in ({}, {"shaping": True}, {"shaping": True, "direction": "LTR"}):
    stream = io.BytesIO()
    canvas = Canvas(stream, pageCompression=0, invariant=True)
    canvas.setFont("Vera", 100)
    canvas.drawString(10, 10, "AVAVA", **options)
    canvas.save()
    written.append(re.search(rb"1 0 0 1 10 10.*?ET", stream.getvalue(), re.S)[0])
print("drawString writes the same with and without shaping:", len(set(written)) == 1)
PY
cat >"$work/expected" <<'TXT'
shapable: True
shapeStr moves letters: True
drawString writes the same with and without shaping: True
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
