#!/bin/sh
# One would guess: an amount that is written in another country's manner does not parse.
# What happens: unless strict=True, group separators are taken out wherever they stand, so a
#   German "1,000.50" is 1.00050, an English "1.000,50" is 1.00050, an English "1,50" is 150 and a
#   German "1.5" is 15. With strict=True the first three raise and say what was probably meant,
#   a German "1.5" too, and "1.000" stays a thousand.
# Whom it hurts: who lets people type amounts (a top-up, a limit, a dispute): a factor of a
#   thousand, silently, for everybody who works in a language other than the number's.
# Versions: babel 2.19.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install babel==2.19.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from babel.numbers import NumberFormatError, parse_decimal

TYPED = (("1,000.50", "de"), ("1.000,50", "en"), ("1,50", "en"), ("1.5", "de"), ("1.000", "de"))
for text, locale in TYPED:
    loose = parse_decimal(text, locale=locale)
    try:
        strict = parse_decimal(text, locale=locale, strict=True)
    except NumberFormatError:
        strict = "NumberFormatError"
    print(text, locale, loose, strict)
PY
cat >"$work/expected" <<'TXT'
1,000.50 de 1.00050 NumberFormatError
1.000,50 en 1.00050 NumberFormatError
1,50 en 150 NumberFormatError
1.5 de 15 NumberFormatError
1.000 de 1000 1000
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
