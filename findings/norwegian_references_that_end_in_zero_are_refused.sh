#!/bin/sh
# One would guess: a validator of Norwegian payment references (KID) takes every number with a right check
#   digit by modulus 10 (Luhn) or by modulus 11, the two that the banks allow, also where that digit
#   is 0, and the hyphen that modulus 11 writes where the check digit would be 10.
# What happens: where modulus 10 gives 0, norsk-validator and @ssfbank/norwegian-id-validators expect
#   "10", which no digit equals: every such reference is refused, unless modulus 11 happens to fit it as
#   well, and then it is called valid for that reason. Asked for modulus 10 alone, norsk-validator
#   refuses all of them, one reference in ten. Those with a hyphen are refused by both. luhn-js, the
#   same modulus for cards, takes them.
# Whom it hurts: who checks references before invoices are sent, where customers type them, or when a
#   payment comes in: one customer in ten is told that the reference on their own invoice is wrong,
#   the same one each time, and a test with a few references does not show it.
# Versions: norsk-validator 2.0.0, @ssfbank/norwegian-id-validators 1.0.0, luhn-js 1.1.2, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    norsk-validator@2.0.0 @ssfbank/norwegian-id-validators@1.0.0 luhn-js@1.1.2 \
    >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const { kidnummer } = require("norsk-validator");
const { validateKid } = require("@ssfbank/norwegian-id-validators");
const luhn = require("luhn-js");

const digits = (base, weights) => [...base].reverse().map((digit, i) => digit * weights[i % weights.length]);
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const mod10 = (base) => String((10 - sum(digits(base, [2, 1]).map((n) => (n > 9 ? n - 9 : n))) % 10) % 10);
const mod11 = (base) => "0123456789-"[(11 - sum(digits(base, [2, 3, 4, 5, 6, 7])) % 11) % 11];

for (const [base, check] of [["2026003", mod10], ["2026004", mod10], ["2026531", mod10], ["2026005", mod11]]) {
    const kid = base + check(base);
    console.log(kid, kidnummer(kid), kidnummer(kid, false, true), validateKid(kid),
        check === mod10 && luhn.isValid(kid));
}
const seen = {};
for (let number = 10000; number < 20000; number += 1) {
    for (const [name, check] of [["modulus 10", mod10], ["modulus 11", mod11]]) {
        const kid = number + check(String(number));
        const row = (seen[`${name}, ends in ${/[0-]$/.test(kid) ? kid.slice(-1) : "1 to 9"}`] ||= [0, 0, 0, 0]);
        row[0] += 1;
        row[1] += !kidnummer(kid);
        row[2] += !validateKid(kid);
        row[3] += name === "modulus 10" && !kidnummer(kid, false, true);
    }
}
for (const [name, [all, one, two, alone]] of Object.entries(seen).sort()) {
    console.log(`${name}: of ${all} are refused ${one} and ${two}, by modulus 10 alone ${alone}`);
}
JS
node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
20260030 false false false true
20260048 true true true true
20265310 true false true true
2026005- false false false false
modulus 10, ends in 0: of 1000 are refused 903 and 903, by modulus 10 alone 1000
modulus 10, ends in 1 to 9: of 9000 are refused 0 and 0, by modulus 10 alone 0
modulus 11, ends in -: of 909 are refused 909 and 909, by modulus 10 alone 0
modulus 11, ends in 0: of 909 are refused 0 and 0, by modulus 10 alone 0
modulus 11, ends in 1 to 9: of 8182 are refused 0 and 0, by modulus 10 alone 0
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
