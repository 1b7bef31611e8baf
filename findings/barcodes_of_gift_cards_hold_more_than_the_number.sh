#!/bin/sh
# One would guess: a bar code that is made of a gift card's number reads as that number: Code 39
#   needs no check character, Interleaved 2 of 5 no check digit either, and it refuses an odd
#   number of digits, which it cannot hold; two libraries print the same.
# What happens: python-barcode and ReportLab both append a check character to Code 39, and readers,
#   which cannot know, return it: GIFT-0042 reads as GIFT-0042Y. In Interleaved 2 of 5
#   python-barcode puts a zero in front of 12345; ReportLab appends a check digit to it, and does
#   both to 123456. Code 128 is right in either. With add_checksum=False and checksum=0 the numbers
#   are as given, but for the zero. In GS1-128, python-barcode takes the brackets round an
#   identifier, which are there for the eye only, for part of the code.
# Whom it hurts: who prints gift cards, coupons or loyalty cards and looks them up by what the till
#   scans: none is found, or, if somebody cuts the last character off, those of the other printer
#   are not. Read a card back before printing a thousand; use Code 128.
# Versions: python-barcode 0.16.1, reportlab 5.1.0, zxing-cpp 3.1.1 and pillow 13.0.0 (to read).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install python-barcode==0.16.1 \
    reportlab==5.1.0 zxing-cpp==3.1.1 pillow==13.0.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" -W ignore - >"$work/seen" <<'PY'
import io

import barcode
import zxingcpp
from barcode.writer import ImageWriter
from PIL import Image, ImageDraw
from reportlab.graphics.barcode import code39, code128, common


def read(image):
    found = zxingcpp.read_barcodes(image)
    return " ".join(it.bytes.decode() for it in found) or "nothing"


def by_barcode(kind, number, **given):
    made = barcode.get_barcode_class(kind)(number, writer=ImageWriter(), **given)
    file = io.BytesIO()
    made.write(file)
    return read(Image.open(file))


def by_reportlab(kind, number, **given):
    made = kind(number, quiet=0, **given)
    rects = []
    made.rect = lambda x, y, w, h: rects.append((x, w))
    made.validate()
    made.encode()
    made.decompose()
    made.computeSize()
    made.draw()
    scale = 3 / made.barWidth
    image = Image.new("L", (int(made.width * scale) + 120, 120), 255)
    pen = ImageDraw.Draw(image)
    for x, w in rects:
        pen.rectangle([60 + round(x * scale), 10, 60 + round((x + w) * scale) - 1, 110], fill=0)
    return read(image)


for number in ("GIFT-0042", "12345"):
    print("Code 39", number, "|", by_barcode("code39", number),
          "|", by_reportlab(code39.Standard39, number))
    print("  without", number, "|", by_barcode("code39", number, add_checksum=False),
          "|", by_reportlab(code39.Standard39, number, checksum=0))
    print("Code 128", number, "|", by_barcode("code128", number),
          "|", by_reportlab(code128.Code128, number))
for number in ("12345", "123456"):
    print("2 of 5", number, "|", by_barcode("itf", number), "|", by_reportlab(common.I2of5, number, bearers=0))
    print("  without", number, "|", by_barcode("itf", number),
          "|", by_reportlab(common.I2of5, number, bearers=0, checksum=0))
for number in ("2550614141999996", "(255)0614141999996"):
    print("GS1-128", number, "|", by_barcode("gs1_128", number))
PY
cat >"$work/expected" <<'TXT'
Code 39 GIFT-0042 | GIFT-0042Y | GIFT-0042Y
  without GIFT-0042 | GIFT-0042 | GIFT-0042
Code 128 GIFT-0042 | GIFT-0042 | GIFT-0042
Code 39 12345 | 12345F | 12345F
  without 12345 | 12345 | 12345
Code 128 12345 | 12345 | 12345
2 of 5 12345 | 012345 | 123457
  without 12345 | 012345 | 012345
2 of 5 123456 | 123456 | 01234565
  without 123456 | 123456 | 123456
GS1-128 2550614141999996 | 2550614141999996
GS1-128 (255)0614141999996 | (255)0614141999996
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
