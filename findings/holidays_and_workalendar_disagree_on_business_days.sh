#!/bin/sh
# One would guess: two libraries of public holidays give the same working days for the United
#   Kingdom, and the same number of them between two dates; and a term that has passed has
#   another sign than one that is to come.
# What happens: "GB" in holidays means what all its parts have in common: Easter Monday and the
#   bank holiday in August are working days, unless subdiv="ENG" is given; workalendar's country
#   is England. From Monday to Friday of one week are 5 days in the one (both ends count) and 4
#   in the other (the start does not). Both take the dates in either order and return no sign, so
#   an invoice that is due in four days looks like one that is four days late.
# Whom it hurts: who counts days overdue for reminders and interest, or sets a due date on the
#   next working day: a day too many or a reminder on Easter Monday after a change of the
#   library, and customers who are early are chased.
# Versions: holidays 0.109, workalendar 17.0.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install holidays==0.109 workalendar==17.0.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from datetime import date

from holidays import country_holidays
from workalendar.europe import UnitedKingdom

theirs, common, england = (
    UnitedKingdom(), country_holidays("GB"), country_holidays("GB", subdiv="ENG"))
for name, day in (("Easter Monday", date(2026, 4, 6)), ("August", date(2026, 8, 31)),
                  ("Boxing Day moved", date(2026, 12, 28))):
    print(f"{name}: working day in workalendar {theirs.is_working_day(day)},",
          f"in holidays {common.is_working_day(day)}, for ENG {england.is_working_day(day)}")
MONDAY, FRIDAY = date(2026, 11, 2), date(2026, 11, 6)
for start, end in ((MONDAY, FRIDAY), (FRIDAY, MONDAY), (MONDAY, MONDAY)):
    print(f"{start:%a} to {end:%a}: workalendar {theirs.get_working_days_delta(start, end)},",
          f"holidays {common.get_working_days_count(start, end)}")
PY
cat >"$work/expected" <<'TXT'
Easter Monday: working day in workalendar False, in holidays True, for ENG False
August: working day in workalendar False, in holidays True, for ENG False
Boxing Day moved: working day in workalendar False, in holidays False, for ENG False
Mon to Fri: workalendar 4, holidays 5
Fri to Mon: workalendar 4, holidays 5
Mon to Mon: workalendar 0, holidays 1
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
