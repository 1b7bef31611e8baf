#!/bin/sh
# One would guess: a credit note that is split over the same shares as its invoice takes from each
#   share what the invoice put there: of a cent that does not divide, the first share gets it on
#   either side, and an update of the library changes nothing about that.
# What happens: in Dinero.js 1 the first shares get the cents that are left of a charge, and the
#   last ones those of a credit: 100.00 in three is 33.34, 33.33, 33.33; -100.00 is -33.33, -33.33,
#   -33.34. Dinero.js 2 gives a credit the charge's figures with a minus. The sums are right in
#   both, so nothing shows.
# Whom it hurts: who splits invoices, interest or a discount over customers, due dates or lines and
#   splits the credit again instead of turning the old figures round: one account keeps a cent that
#   is chased, another one gets a cent too many, and both were square in total. With version 1,
#   split the amount without its sign.
# Versions: dinero.js 1.9.1 and 2.0.2, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    one@npm:dinero.js@1.9.1 two@npm:dinero.js@2.0.2 >"$work/npm.log" 2>&1 \
    || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.mjs" <<'JS'
import One from "one";
import { allocate, dinero, toSnapshot } from "two";
import { EUR } from "two/currencies";

const first = (amount, shares) => One({ amount }).allocate(shares).map((part) => part.getAmount());
const second = (amount, shares) => allocate(dinero({ amount, currency: EUR }), shares)
    .map((part) => toSnapshot(part).amount);
for (const [cents, shares] of [[10000, [1, 1, 1]], [1003, [50, 30, 20]], [5, [1, 1]]]) {
    for (const [version, split] of [[1, first], [2, second]]) {
        const charge = split(cents, shares);
        const credit = split(-cents, shares);
        const left = charge.map((part, i) => part + credit[i]);
        console.log(`${version}: ${cents}: ${charge} | ${credit} | left: ${left}`);
    }
}
JS
node "$work/run.mjs" >"$work/seen"
cat >"$work/expected" <<'TXT'
1: 10000: 3334,3333,3333 | -3333,-3333,-3334 | left: 1,0,-1
2: 10000: 3334,3333,3333 | -3334,-3333,-3333 | left: 0,0,0
1: 1003: 502,301,200 | -501,-301,-201 | left: 1,0,-1
2: 1003: 502,301,200 | -502,-301,-200 | left: 0,0,0
1: 5: 3,2 | -2,-3 | left: 1,-1
2: 5: 3,2 | -3,-2 | left: 0,0
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
