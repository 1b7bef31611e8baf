#!/bin/sh
# One would guess: a due date in Nepal's official calendar (Bikram Sambat) is the same day of ours
#   whichever library tells it, at least for the few years that payment terms and plans reach ahead.
# What happens: the lengths of its months (29 to 32 days) are not computed but listed, for the years to
#   come by guess, and each library has a list of its own. Of the 53 months from April 2025 to August
#   2029, 19 begin on two different days, depending on which of four libraries is asked: two of them
#   in 2025, 17 from June 2027 on. No library says from which year on it guesses.
# Whom it hurts: who makes payment plans, limits with an end, or reminders for customers in Nepal: a
#   due date that one program shows is yesterday in the other, and interest or a reminder comes
#   a day early. Keep the date of our calendar, show the other one, and settle on one library.
# Versions: nepali-datetime 1.0.8.5, bikram 2.1.4, pyBSDate 0.3.2, nepali 1.2.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install nepali-datetime==1.0.8.5 bikram==2.1.4 \
    pyBSDate==0.3.2 nepali==1.2.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" -W ignore - >"$work/seen" <<'PY'
import datetime

import nepali_datetime
from bikram import samwat
from nepali.datetime import nepalidate
from pyBSDate import convert_AD_to_BS


def read(day):
    """Return the same day in four libraries, as (year, month, day)."""
    dates = (
        nepali_datetime.date.from_datetime_date(day), samwat.from_ad(day), nepalidate.from_date(day),
    )
    first, second, fourth = ((it.year, it.month, it.day) for it in dates)
    return {
        "nepali-datetime": first, "bikram": second, "nepali": fourth,
        "pyBSDate": tuple(convert_AD_to_BS(day.year, day.month, day.day)),
    }


begins = {}  # {(year, month): {day of ours: [libraries]}}
day = datetime.date(2025, 4, 14)
while day < datetime.date(2029, 9, 1):
    for name, (year, month, number) in read(day).items():
        if number == 1:
            begins.setdefault((year, month), {}).setdefault(day, []).append(name)
    day += datetime.timedelta(days=1)
differ = {month: days for month, days in begins.items() if len(days) > 1}
for (year, month), days in sorted(differ.items()):
    print(f"{year}-{month:02}-01:", "; ".join(f"{it} {', '.join(sorted(names))}" for it, names in days.items()))
print(len(differ), "of", len(begins), "months begin on two days")
PY
cat >"$work/expected" <<'TXT'
2082-02-01: 2025-05-14 bikram; 2025-05-15 nepali, nepali-datetime, pyBSDate
2082-04-01: 2025-07-16 bikram; 2025-07-17 nepali, nepali-datetime, pyBSDate
2084-03-01: 2027-06-15 bikram, nepali-datetime, pyBSDate; 2027-06-16 nepali
2084-05-01: 2027-08-17 bikram, nepali-datetime, pyBSDate; 2027-08-18 nepali
2084-06-01: 2027-09-17 bikram, nepali-datetime, pyBSDate; 2027-09-18 nepali
2084-07-01: 2027-10-17 bikram, nepali-datetime, pyBSDate; 2027-10-18 nepali
2084-08-01: 2027-11-16 bikram, nepali-datetime, pyBSDate; 2027-11-17 nepali
2084-09-01: 2027-12-16 bikram, nepali-datetime, pyBSDate; 2027-12-17 nepali
2084-10-01: 2028-01-14 bikram, nepali-datetime, pyBSDate; 2028-01-15 nepali
2085-01-01: 2028-04-13 bikram, nepali-datetime, pyBSDate; 2028-04-14 nepali
2085-06-01: 2028-09-16 bikram, nepali-datetime; 2028-09-17 nepali, pyBSDate
2085-07-01: 2028-10-17 bikram, nepali, nepali-datetime; 2028-10-18 pyBSDate
2085-08-01: 2028-11-16 bikram, nepali, nepali-datetime; 2028-11-17 pyBSDate
2085-09-01: 2028-12-16 bikram, nepali, nepali-datetime; 2028-12-17 pyBSDate
2085-12-01: 2029-03-14 nepali; 2029-03-15 bikram, nepali-datetime, pyBSDate
2086-02-01: 2029-05-14 bikram, nepali-datetime; 2029-05-15 nepali, pyBSDate
2086-03-01: 2029-06-15 bikram, nepali, nepali-datetime; 2029-06-16 pyBSDate
2086-04-01: 2029-07-16 bikram, nepali-datetime; 2029-07-17 nepali, pyBSDate
2086-05-01: 2029-08-17 bikram, nepali, nepali-datetime; 2029-08-18 pyBSDate
19 of 53 months begin on two days
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
