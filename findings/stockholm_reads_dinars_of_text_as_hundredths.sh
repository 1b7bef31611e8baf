#!/bin/sh
# One would guess: an amount in minor units, as payment providers report it, is read with the
#   decimals of its currency (ISO 4217: KWD and BHD 3, JPY none), however the currency is named.
# What happens: stockholm divides by 100 whenever the currency is a text ("KWD"), and by the
#   currency's own decimals only when it is the object from stockholm.currency; both then print
#   as "KWD". The object for BHD has 2 decimals. Money.sub_units errs the same way back, so a
#   round trip hides it.
# Whom it hurts: who books what a payment provider reports (amount 1250, currency "KWD"): a
#   customer who paid 1.25 dinars gets credit for 12.50, and one who paid 1,250 yen for 12.50.
#   Turn the text into the object first, and give Bahrain's dinars in dinars.
# Versions: stockholm 0.5.7.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install stockholm==0.5.7 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from stockholm import Money
from stockholm.currency import BHD, EUR, JPY, KWD

for currency in (EUR, JPY, KWD, BHD):
    by_text = Money.from_sub_units(1250, currency=str(currency))
    by_object = Money.from_sub_units(1250, currency=currency)
    print(currency, "text", by_text.amount, "object", by_object.amount, "back",
          int(by_text.sub_units))
PY
cat >"$work/expected" <<'TXT'
EUR text 12.5 object 12.5 back 1250
JPY text 12.5 object 1250 back 1250
KWD text 12.5 object 1.25 back 1250
BHD text 12.5 object 12.5 back 1250
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
