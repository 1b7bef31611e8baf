#!/bin/sh
# One would guess: a loan that starts on 31 January is paid back in monthly instalments of which
#   the first falls on 28 February, the next on 31 March; one month's interest is due when a month
#   has passed; and the day on which all is paid is that of the last instalment.
# What happens: AmortizeJS puts the first instalment, with a full month's interest, on the day on
#   which the loan starts. A month later than 31 January is 3 March to it: February has no
#   instalment, and all that follow are on the 3rd. A plan of 31 May leaves June out and stays with
#   the 1st. The end date is a month after the last instalment. Nothing is said.
# Whom it hurts: who agrees with customers on payment plans by these dates: a plan made at the end
#   of a month asks for interest before there is any, leaves a month without money in it, and ends
#   on two different days. Take the figures, and count the dates from the start yourself, each from
#   the start and not from the one before.
# Versions: amortizejs 1.0.3, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    amortizejs@1.0.3 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const { Calculator } = require("amortizejs");

const day = (date) => date.toISOString().slice(0, 10);
for (const [month, date] of [[0, 15], [0, 31], [4, 31]]) {
    const startDate = new Date(2026, month, date, 12);
    const plan = Calculator.calculate({
        method: "mortgage", apr: 12, balance: 1000, loanTerm: 4, startDate,
    });
    console.log("loan of", day(startDate), "ends", day(plan.endDate));
    for (const part of plan.schedule) {
        console.log(" ", day(part.date), "interest", part.interest.toFixed(2),
            "open", part.remainingBalance.toFixed(2));
    }
}
JS
TZ=UTC node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
loan of 2026-01-15 ends 2026-05-15
  2026-01-15 interest 10.00 open 753.72
  2026-02-15 interest 7.54 open 504.98
  2026-03-15 interest 5.05 open 253.74
  2026-04-15 interest 2.54 open 0.00
loan of 2026-01-31 ends 2026-06-03
  2026-01-31 interest 10.00 open 753.72
  2026-03-03 interest 7.54 open 504.98
  2026-04-03 interest 5.05 open 253.74
  2026-05-03 interest 2.54 open 0.00
loan of 2026-05-31 ends 2026-10-01
  2026-05-31 interest 10.00 open 753.72
  2026-07-01 interest 7.54 open 504.98
  2026-08-01 interest 5.05 open 253.74
  2026-09-01 interest 2.54 open 0.00
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
