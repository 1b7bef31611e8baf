#!/bin/sh
# One would guess: python-escpos, which switches the printer's code page to find a character,
#   raises or warns when no page has it.
# What happens: it prints "?" without a word. That meets amounts: CLDR's French group separator
#   U+202F becomes "1?234,56", and the rupee sign "? 500"; the euro sign and Polish letters come
#   out right.
# Whom it hurts: receipts of a till that format amounts by locale: a question mark inside a figure.
#   Replace U+202F and U+00A0 by a space, and signs that the printer lacks by the currency's code.
# Versions: python-escpos 3.1, babel 2.19.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install python-escpos==3.1 babel==2.19.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import warnings

from babel.numbers import format_currency
from escpos.printer import Dummy

warnings.simplefilter("error", UserWarning)
for number, currency, locale in (
    (1234.56, "EUR", "fr"), (500, "INR", "en_IN"), (12.5, "EUR", "de"), (5, "PLN", "pl"),
):
    printer = Dummy()
    printer.text(format_currency(number, currency, locale=locale))
    print(currency, locale, printer.output)
PY
cat >"$work/expected" <<'TXT'
EUR fr b'\x1bt\x001?234,56\xff\x1bt\x0f\xa4'
INR en_IN b'\x1bt\x00?500.00'
EUR de b'\x1bt\x0012,50\xff\x1bt\x0f\xa4'
PLN pl b'\x1bt\x005,00\xffz\x1bt\x12\x88'
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
