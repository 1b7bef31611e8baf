#!/bin/sh
# One would guess: a currency that a language does not know raises NotImplementedError, as in
#   English, French and German.
# What happens: the Arabic converter writes "riyal" and "halala" for every currency that it does
#   not know, also for yen, francs or pesos. Nothing is raised.
# Whom it hurts: who prints amounts in words for Arabic readers beside several currencies: a debt
#   in francs reads as a debt in riyals.
# Versions: num2words 0.5.14.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install num2words==0.5.14 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from num2words import num2words

for currency in ("SAR", "CHF", "JPY", "MXN"):
    for lang in ("ar", "fr"):
        try:
            print(currency, lang, num2words("12", to="currency", currency=currency, lang=lang))
        except NotImplementedError as error:
            print(currency, lang, type(error).__name__)
PY
cat >"$work/expected" <<'TXT'
SAR ar اثنا عشر ريالاً
SAR fr NotImplementedError
CHF ar اثنا عشر ريالاً
CHF fr NotImplementedError
JPY ar اثنا عشر ريالاً
JPY fr NotImplementedError
MXN ar اثنا عشر ريالاً
MXN fr NotImplementedError
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
