#!/bin/sh
# One would guess: a reader of Belgian bank files (CODA) looks at the three digits that say of which
#   kind a structured text is, and frames as +++010/8068/17183+++ what is a Belgian reference (101).
#   A creditor reference of ISO 11649 (100) comes out as it is, and of a direct debit (127), where
#   dates, creditor and mandate stand before it, comes what the creditor wrote.
# What happens: pycoda cuts the first twelve characters of any structured text into groups and frames
#   them. RF18539007547034 is "+++RF1/8539/00754+++", its end is gone. Of a direct debit the date, the
#   kind and the creditor become "+++301/1261/10BE6+++", the same for all of a day, with the rest of
#   the mandate behind it; the mandate's first signs are lost. febelfin-coda tells the three apart.
# Whom it hurts: who matches payments of Belgian customers by reference: those by RF reference and all
#   direct debits, also the ones that come back, carry a reference that looks right and belongs to
#   nobody. communication_type has the three digits: look at it first. Both packages install as
#   "coda", so one replaces the other.
# Versions: pycoda 1.1.0, febelfin-coda 0.5.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for package in pycoda==1.1.0 febelfin-coda==0.5.0; do
    python3 -m venv "$work/${package%%=*}"
    "$work/${package%%=*}/bin/pip" -q --disable-pip-version-check install "$package" \
        2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
done
cat >"$work/run.py" <<'PY'
import io
import sys

TEXTS = {
    "Belgian": "1101" + "010806817183",
    "RF": "1100" + "RF18539007547034",
    "direct debit": "1127" + "301126" + "110" + f"{'BE69ZZZ050D000000008':35}"
    + f"{'MANDATE42':35}" + f"{'INV/2026/00042':62}",
    "free": "0" + "INV/2026/00042",
}
lines = [
    f"0000030112672505{'':8}{'REFERENCE':10}{'EXAMPLE':26}KREDBEBB   00886946917{'':45}2",
    f"12001{'BE68539007547034':34}EUR0{0:015d}291126{'EXAMPLE':26}{'':35}001",
]
for number, text in enumerate(TEXTS.values(), 1):
    more = "1" if len(text) > 54 else "0"
    lines.append(f"21{number:04d}0000{'BANK':21}0{100000:015d}30112600150000{text[:54]:54}"
                 f"3011260010{more} 0")
    if more == "1":
        lines.append(f"22{number:04d}0000{text[54:107]:53}{'':62}0 0")
lines += [
    f"8001{'BE68539007547034':34}EUR0{400000:015d}301126{'':64}0",
    f"9{'':15}{7:06d}{0:015d}{400000:015d}{'':75}2",
]
assert {len(line) for line in lines} == {128}
content = "\n".join(lines)
if sys.argv[1] == "pycoda":
    from coda.parser import Parser

    moves = Parser().parse(content.encode())[0].movements
else:
    from coda import CODA

    moves = CODA(io.StringIO(content)).statements[0].moves
print(sys.argv[1])
for kind, move in zip(TEXTS, moves):
    print(f"  {kind + ':':14}{move.communication.rstrip()}")
PY
for package in pycoda febelfin-coda; do
    "$work/$package/bin/python" "$work/run.py" "$package"
done >"$work/seen"
cat >"$work/expected" <<'TXT'
pycoda
  Belgian:      +++010/8068/17183+++
  RF:           +++RF1/8539/00754+++
  direct debit: +++301/1261/10BE6+++ E42 INV/2026/00042
  free:         INV/2026/00042
febelfin-coda
  Belgian:      010806817183
  RF:           RF18539007547034
  direct debit: INV/2026/00042
  free:         INV/2026/00042
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
