#!/bin/sh
# One would guess: the instalments of a payment plan pay back what is owed, to the cent: the last
#   one takes up what rounding has left, and the total that is stated is that of the instalments.
# What happens: loanjs rounds each instalment, makes the last one as large as the others, and states
#   nothing as the rest after it, whatever was left: of 1000 in 7 instalments at 9 % the capital
#   paid back is 999.97, in 36 instalments 1000.02. The total (sum) is computed apart from the
#   instalments, from the interest: 1030.22 where the instalments are 1030.19. Plans with falling
#   instalments miss likewise, unless the months divide the debt. A rate of 0 is refused.
# Whom it hurts: who agrees with customers on paying a debt in instalments: a few cents stay open
#   after the last one, and are reminded of, or are paid too much; the letter states another total
#   than the rows add up to. Set the last instalment to the rest before it plus its interest.
# Versions: loanjs 1.1.2, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    loanjs@1.1.2 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const found = require("loanjs");
const Loan = found.Loan || found;

const PLANS = [
    [1000, 7, 9, false], [1000, 36, 9, false], [5000, 60, 6.5, false],
    [1000, 3, 12, true], [1200, 12, 6, true],
];
const cents = (rows, key) => rows.reduce((sum, it) => sum + Math.round(it[key] * 100), 0);
const total = (rows, key) => (cents(rows, key) / 100).toFixed(2);
for (const [amount, months, rate, falling] of PLANS) {
    const loan = new Loan(amount, months, rate, falling);
    const rows = loan.installments;
    const [before, last] = rows.slice(-2);
    console.log(`${amount} in ${months} at ${rate} % ${falling ? "falling" : "equal"}:`,
        `capital ${total(rows, "capital")}, paid ${total(rows, "installment")},`,
        `said ${loan.sum.toFixed(2)}`);
    console.log(`    rest ${before.remain.toFixed(2)}, then paid ${last.capital.toFixed(2)},`,
        `then rest ${last.remain}`);
}
JS
node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
1000 in 7 at 9 % equal: capital 999.97, paid 1030.19, said 1030.22
    rest 146.10, then paid 146.07, then rest 0
1000 in 36 at 9 % equal: capital 1000.02, paid 1144.80, said 1144.78
    rest 31.54, then paid 31.56, then rest 0
5000 in 60 at 6.5 % equal: capital 4999.95, paid 5869.80, said 5869.85
    rest 97.35, then paid 97.30, then rest 0
1000 in 3 at 12 % falling: capital 999.99, paid 1019.99, said 1020.00
    rest 333.34, then paid 333.33, then rest 0
1200 in 12 at 6 % falling: capital 1200.00, paid 1239.00, said 1239.00
    rest 100.00, then paid 100.00, then rest 0
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
