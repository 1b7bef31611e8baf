#!/bin/sh
# One would guess: the decimals of a currency are the same in CLDR (Babel) and in ISO 4217.
# What happens: for 15 currencies they differ: CLDR gives the decimals in daily use (none for
#   IQD, HUF, COP, IDR, LBP ...), ISO the minor unit (2, and 3 for IQD). Both are right.
# Whom it hurts: where an amount is rounded for display by the one and sent in minor units, or
#   checked against a ledger, by the other: 1,250.500 IQD is shown as 1,251 and sent as 1250500.
# Versions: babel 2.19.0, iso4217 1.16.20260101.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install babel==2.19.0 iso4217==1.16.20260101 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from babel.numbers import get_currency_precision
from iso4217 import Currency

for currency in Currency:
    shown = get_currency_precision(currency.code)
    if currency.exponent is not None and shown != currency.exponent:
        print(currency.code, shown, currency.exponent)
PY
cat >"$work/expected" <<'TXT'
AFN 0 2
ALL 0 2
COP 0 2
HUF 0 2
IDR 0 2
IRR 0 2
IQD 0 3
KPW 0 2
LAK 0 2
LBP 0 2
MGA 0 2
MMK 0 2
SOS 0 2
SYP 0 2
YER 0 2
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
