#!/bin/sh
# One would guess: who reads amounts out of text keeps their sign: -1,234.50, 1.234,50- and the
#   accountant's (1,234.50) are credits; and 166.667 KWD is a hundred and sixty-six dinars.
# What happens: price-parser leaves every sign out, before and behind, and brackets: all three are
#   1234.50 owed. Three digits behind a point are thousands whatever the currency: 166.667 KWD is
#   166667, 0,500 KWD is 500. money-parser keeps a minus before the number and no brackets.
# Whom it hurts: who reads a customer's remittance advice or a supplier's statement: a credit note
#   is added where it should come off, and dinars are a thousand times too many. Read the sign
#   yourself, and give decimal_separator for currencies of three decimals.
# Versions: price-parser 0.5.1, money-parser 0.0.1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install price-parser==0.5.1 money-parser==0.0.1 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - <<'PY' >"$work/seen"
from money_parser import price_dec
from price_parser import Price

for text in ("1,234.50", "-1,234.50", "1.234,50-", "(1,234.50)", "50.00- EUR"):
    print(f"{text:12} price-parser {Price.fromstring(text).amount}")
for text in ("-12.50", "(12.50)"):
    print(f"{text:12} money-parser {price_dec(text)}")
for text in ("166.667 KWD", "0,500 KWD"):
    told = Price.fromstring(text, decimal_separator="," if "," in text else ".")
    print(f"{text:12} price-parser {Price.fromstring(text).amount}, told what separates {told.amount}")
PY
cat >"$work/expected" <<'TXT'
1,234.50     price-parser 1234.50
-1,234.50    price-parser 1234.50
1.234,50-    price-parser 1234.50
(1,234.50)   price-parser 1234.50
50.00- EUR   price-parser 50.00
-12.50       money-parser -12.50
(12.50)      money-parser 12.50
166.667 KWD  price-parser 166667, told what separates 166.667
0,500 KWD    price-parser 500, told what separates 0.500
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
