#!/bin/sh
# One would guess: an amount with more decimals than its currency is rounded in the same way
#   where it is shown and where it is turned into cents for a payment provider; and
#   Money.round(), without an argument, rounds to the decimals of its currency, which the library
#   knows.
# What happens: format_money() rounds (a half to the even digit), get_amount_in_sub_unit() cuts
#   off, and round() rounds to whole units of any currency: 1.5 % of 33.33 EUR shows as 0.50 and
#   is charged as 49 cents; round() makes 10 euros of 10.30, and of 0.50 none.
# Whom it hurts: who computes interest, discounts or shares and charges them: the customer pays
#   what the provider was told, and a cent of what the statement shows stays open and is chased.
#   Call round() with the currency's decimals before either.
# Versions: py-moneyed 3.0, babel 2.19.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install py-moneyed==3.0 babel==2.19.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from decimal import Decimal

from moneyed import Money
from moneyed.l10n import format_money

INTEREST = Decimal("33.33") * Decimal("0.015")
for amount, currency, decimals in (
    (INTEREST, "EUR", 2), (Decimal("10.299"), "EUR", 2), (Decimal("1.2509"), "KWD", 3),
    (Decimal("99.5"), "JPY", 0), (Decimal("98.5"), "JPY", 0),
):
    money = Money(amount, currency)
    print(currency, amount, "shown", format_money(money, format="0.00#", locale="en"),
          "charged", money.get_amount_in_sub_unit(), "rounded", money.round().amount,
          "first rounded, then charged", money.round(decimals).get_amount_in_sub_unit())
PY
cat >"$work/expected" <<'TXT'
EUR 0.49995 shown 0.50 charged 49 rounded 0 first rounded, then charged 50
EUR 10.299 shown 10.30 charged 1029 rounded 10 first rounded, then charged 1030
KWD 1.2509 shown 1.251 charged 1250 rounded 1 first rounded, then charged 1251
JPY 99.5 shown 100 charged 99 rounded 100 first rounded, then charged 100
JPY 98.5 shown 98 charged 98 rounded 98 first rounded, then charged 98
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
