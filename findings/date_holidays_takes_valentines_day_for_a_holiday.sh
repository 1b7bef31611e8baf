#!/bin/sh
# One would guess: date-holidays' isHoliday(day) for Germany tells whether the day is a public
#   holiday, so that a due date on it moves on and nobody is called.
# What happens: it is true of every day that the country's list names: Valentine's Day, Mother's
#   Day, the first day of carnival. getHolidays() lists 30 days for Germany in 2026, of which 9
#   are public. With {types: ["public"]} given to the constructor, or by the type of what is
#   returned, they are told apart.
# Whom it hurts: who moves due dates or reminders to the next working day: terms get longer on
#   days on which everybody works, interest is lost, and the dates differ from the customer's and
#   the bank's.
# Versions: date-holidays 3.37.0, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    date-holidays@3.37.0 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const Holidays = require("date-holidays");

const any = new Holidays("DE");
const pub = new Holidays("DE", { types: ["public"] });
const DAYS = ["2026-02-14", "2026-05-10", "2026-11-11", "2026-11-12", "2026-12-25"];
for (const day of DAYS) {
    const noon = new Date(`${day}T12:00:00`);
    const found = any.isHoliday(noon);
    console.log(day, Boolean(found), found ? found[0].type : "-", Boolean(pub.isHoliday(noon)));
}
console.log(any.getHolidays(2026).length, "listed,", pub.getHolidays(2026).length, "public");
JS
TZ=Europe/Berlin node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
2026-02-14 true observance false
2026-05-10 true observance false
2026-11-11 true observance false
2026-11-12 false - false
2026-12-25 true public true
30 listed, 9 public
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
