#!/bin/sh
# One would guess: 12.345 Kuwaiti dinars in words end with 345 fils, since a dinar has 1,000.
# What happens: in Spanish the amount is rounded to two decimals and these are called fils:
#   "treinta y cinco fils" (35). The Arabic words do the same for the dinar, but know three
#   decimals for the Tunisian one. English, French and German refuse the currency.
# Whom it hurts: who writes a balance in words on a statement or receipt in Kuwait, Bahrain, Oman
#   or Jordan: the figure beside it says something else, and both look right.
# Versions: num2words 0.5.14.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install num2words==0.5.14 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from num2words import num2words

for currency, lang in (("KWD", "es"), ("BHD", "es"), ("KWD", "ar"), ("TND", "ar"), ("KWD", "en")):
    try:
        print(currency, lang, num2words("12.345", to="currency", currency=currency, lang=lang))
    except NotImplementedError as error:
        print(currency, lang, type(error).__name__, error)
PY
cat >"$work/expected" <<'TXT'
KWD es doce dinares con treinta y cinco fils
BHD es doce dinares con treinta y cinco fils
KWD ar اثنا عشر ديناراً و أربع و ثلاثون فلس
TND ar اثنا عشر ديناراً و ثلاثمائة و خمس و أربعون مليم
KWD en NotImplementedError Currency code "KWD" not implemented for "Num2Word_EN"
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
