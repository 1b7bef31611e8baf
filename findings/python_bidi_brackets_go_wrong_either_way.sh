#!/bin/sh
# One would guess: python-bidi's get_display returns a line as it is drawn from left to right, by
#   the Unicode algorithm, and its older twin in bidi.algorithm does the same in Python.
# What happens: each misses one step for brackets. The one that the package exports pairs them
#   (rule N0) but leaves them unmirrored (rule L4): "(Shop)" between Hebrew words is drawn as
#   ")Shop(". The older one mirrors but knows no pairs: of "(Shop) [12]" after a Hebrew word the
#   closing brackets land before the opening ones.
# Whom it hurts: names and addresses in Hebrew and Arabic with brackets, on invoices, labels and
#   statements. Switching from one to the other swaps one fault for the other. Mirror by levels
#   from another library, such as FriBidi.
# Versions: python-bidi 0.6.12.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install python-bidi==0.6.12 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from bidi import get_display
from bidi.algorithm import get_display as older

# As the eye should see them: mirrored brackets around the word, in pairs.
WANTED = {
    "\u05d0 (Shop) \u05d1": "\u05d1 (Shop) \u05d0",
    "\u05d0 (Shop) [12]": "[12] (Shop) \u05d0",
    "\u05d0 (\u05d1) Shop": "Shop (\u05d1) \u05d0",
}
for text, wanted in WANTED.items():
    print(ascii(text), "wanted", ascii(wanted))
    for name, function in (("exported", get_display), ("older", older)):
        shown = function(text)
        print("   ", name, ascii(shown), "right" if shown == wanted else "wrong")
PY
cat >"$work/expected" <<'TXT'
'\u05d0 (Shop) \u05d1' wanted '\u05d1 (Shop) \u05d0'
    exported '\u05d1 )Shop( \u05d0' wrong
    older '\u05d1 (Shop) \u05d0' right
'\u05d0 (Shop) [12]' wanted '[12] (Shop) \u05d0'
    exported ']12[ )Shop( \u05d0' wrong
    older '[Shop) [12) \u05d0' wrong
'\u05d0 (\u05d1) Shop' wanted 'Shop (\u05d1) \u05d0'
    exported 'Shop )\u05d1( \u05d0' wrong
    older 'Shop (\u05d1) \u05d0' right
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
