#!/bin/sh
# One would guess: a converter that is asked for a day without a rate, a Saturday say, and is told to fall
#   back, takes the last rate that was known that day, Friday's, as banks, tax offices and
#   accounting programs do. The answer for a day stays the same, whenever one asks.
# What happens: CurrencyConverter draws a line between the day before and the day after: Saturday's
#   rate is Friday's and a third of the way to Monday's, which nobody knew on Saturday. Asked that
#   weekend, before Monday's rate is out, it has nothing to draw a line to. The other way
#   (fallback_on_missing_rate_method="last_known") has to be asked for by name.
# Whom it hurts: who writes statements of the last of a month in one currency and that day is a Saturday
#   or Sunday: a document that was valued on the day and the same document valued a week later
#   differ, here by 253 crowns in 11,350. Ask for the last known rate.
# Versions: CurrencyConverter 0.18.23, with the rates of the European Central Bank that are in it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install CurrencyConverter==0.18.23 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from datetime import date

from currency_converter import CurrencyConverter

usual = CurrencyConverter(fallback_on_missing_rate=True)
known = CurrencyConverter(
    fallback_on_missing_rate=True, fallback_on_missing_rate_method="last_known"
)
for day in range(13, 17):
    day = date(2020, 3, day)
    lines = usual.convert(1000, "EUR", "NOK", day), known.convert(1000, "EUR", "NOK", day)
    print(f"{day:%A}: 1000 EUR are {lines[0]:.2f} NOK, by the last known rate {lines[1]:.2f}")
PY
cat >"$work/expected" <<'TXT'
Friday: 1000 EUR are 11096.60 NOK, by the last known rate 11096.60
Saturday: 1000 EUR are 11223.23 NOK, by the last known rate 11096.60
Sunday: 1000 EUR are 11349.87 NOK, by the last known rate 11096.60
Monday: 1000 EUR are 11476.50 NOK, by the last known rate 11476.50
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
