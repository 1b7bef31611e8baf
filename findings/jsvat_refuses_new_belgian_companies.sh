#!/bin/sh
# One would guess: a validator of European VAT numbers takes the number of every company that may have one, as
#   it needs no register to know their form: Belgian ones begin with 0 or, since the zeros ran out, with 1;
#   Irish ones end in one letter or, since 2013, in two; and in trade with goods those of Northern
#   Ireland begin with XI. Validators of the same numbers agree about them.
# What happens: of four, only python-stdnum takes all. jsvat refuses Belgian numbers that begin with 1, and XI;
#   jsvat-next, made of it, takes both; validator's isVAT() takes the new Belgian ones, refuses the Irish ones
#   with two letters, and raises an error for XI. The older forms are valid to each of them. The numbers
#   below are made up, with right check digits.
# Whom it hurts: who asks for the VAT number before a customer may buy on account: young Belgian, most new
#   Irish and all Northern Irish customers are told that they mistyped it, get taxed as consumers, or leave,
#   and each choice of a library turns away others. Warn instead of refusing, and ask the tax office's service.
# Versions: jsvat 2.5.4, jsvat-next 3.0.4, validator 13.15.35, run with Node.js; python-stdnum 2.2.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    jsvat@2.5.4 jsvat-next@3.0.4 validator@13.15.35 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install python-stdnum==2.2 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const validator = require("validator");

function asked(library, number) {
    const countries = Object.values(library).filter((it) => it && it.calcFn);
    return library.checkVAT(number, countries).isValid;
}

function isVAT(number) {
    try {
        return validator.isVAT(number, number.slice(0, 2));
    } catch (error) {
        return error.message;
    }
}

for (const number of process.argv.slice(2)) {
    console.log(number, "jsvat", asked(require("jsvat"), number),
        "| jsvat-next", asked(require("jsvat-next"), number), "| validator", isVAT(number));
}
JS
set -- BE0123456749 BE1000000021 IE1234567T IE1234567FA XI123456782
node "$work/run.js" "$@" >"$work/seen"
"$work/venv/bin/python" - "$@" >>"$work/seen" <<'PY'
import sys

from stdnum.eu import vat

print("python-stdnum", *(f"{number} {vat.is_valid(number)}" for number in sys.argv[1:]))
PY
cat >"$work/expected" <<'TXT'
BE0123456749 jsvat true | jsvat-next true | validator true
BE1000000021 jsvat false | jsvat-next true | validator true
IE1234567T jsvat true | jsvat-next true | validator true
IE1234567FA jsvat true | jsvat-next true | validator false
XI123456782 jsvat false | jsvat-next true | validator Invalid country code: 'XI'
python-stdnum BE0123456749 True BE1000000021 True IE1234567T True IE1234567FA True XI123456782 True
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
