#!/bin/sh
# One would guess: a table of the countries' currencies that has the changes of 2018 (Mauritania) and 2023 (Croatia
#   pays in euros) has the others of these years too; and the code that it gives is one that ISO 4217
#   lists, so that a payment provider and a table of rates know it.
# What happens: iso-country-currency gives MRU for Mauritania and EUR for Croatia, and for others what ended years
#   before: VEF for Venezuela and STD for Sao Tome (both 2018), SLL for Sierra Leone (out in 2024), ZWL for Zimbabwe,
#   ANG for Curacao (2025) and BGN for Bulgaria, which pays in euros since 2026. country-to-currency has all of them.
#   iso4217 for Python lists none of the six any more.
# Whom it hurts: who sets the currency of a price list, a credit or a gift card by the customer's country: a currency
#   with a new name has mostly lost zeros (one bolivar of 2018 was 100,000, a leone of 2022 was 1,000), so
#   what is taken over at the old code is a wrong amount, and most providers refuse the code. Compare with ISO's list.
# Versions: iso-country-currency 0.7.2, country-to-currency 3.0.1, run with Node.js; iso4217 1.16.20260101.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    iso-country-currency@0.7.2 country-to-currency@3.0.1 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install iso4217==1.16.20260101 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const { getParamByISO } = require("iso-country-currency");
const current = require("country-to-currency").default;

for (const country of ["MR", "HR", "VE", "ST", "SL", "ZW", "CW", "BG"]) {
    console.log(country, getParamByISO(country, "currency"), current[country]);
}
JS
node "$work/run.js" >"$work/pairs"
"$work/venv/bin/python" - "$work/pairs" >"$work/seen" <<'PY'
import sys

from iso4217 import Currency

listed = {it.code for it in Currency}
with open(sys.argv[1], encoding="ascii") as file:
    for line in file:
        country, first, second = line.split()
        print(country, "iso-country-currency", first, "country-to-currency", second, "| listed by ISO:",
              first in listed, second in listed)
PY
cat >"$work/expected" <<'TXT'
MR iso-country-currency MRU country-to-currency MRU | listed by ISO: True True
HR iso-country-currency EUR country-to-currency EUR | listed by ISO: True True
VE iso-country-currency VEF country-to-currency VES | listed by ISO: False True
ST iso-country-currency STD country-to-currency STN | listed by ISO: False True
SL iso-country-currency SLL country-to-currency SLE | listed by ISO: False True
ZW iso-country-currency ZWL country-to-currency ZWG | listed by ISO: False True
CW iso-country-currency ANG country-to-currency XCG | listed by ISO: False True
BG iso-country-currency BGN country-to-currency EUR | listed by ISO: False True
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
