#!/bin/sh
# One would guess: "30e360" counts the days of interest by a rule of ISDA's 2006 definitions: in
#   30E/360 (4.16(g)) only a 31st becomes a 30th; in 30E/360 (ISDA) (4.16(h)) the last day of
#   February, too.
# What happens: yearfrac makes a 30th of every 28th and 29th of February, also of the 28th in a
#   leap year, which is not the last day: from 15 January 2024, both the 28th and the 29th are 45
#   days away. Each of the two rules in pyxirr gives 43 for the 28th; in a common year they
#   differ.
# Whom it hurts: who charges interest for late payment month by month: in a leap year, two days
#   too many for whoever pays on 28 February, and the next period begins with them missing.
# Versions: yearfrac 0.4.8, pyxirr 0.10.8.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install yearfrac==0.4.8 pyxirr==0.10.8 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from datetime import date

from pyxirr import DayCount, year_fraction
from yearfrac import yearfrac

for start, end in (
    (date(2024, 1, 15), date(2024, 2, 27)), (date(2024, 1, 15), date(2024, 2, 28)),
    (date(2024, 1, 15), date(2024, 2, 29)), (date(2026, 1, 15), date(2026, 2, 28)),
    (date(2024, 2, 28), date(2024, 3, 28)), (date(2026, 5, 31), date(2026, 8, 31)),
):
    print(start, end, *(round(360 * it) for it in (
        yearfrac(start, end, "30e360"), year_fraction(start, end, DayCount.THIRTY_E_360),
        year_fraction(start, end, DayCount.THIRTY_E_360_ISDA))))
PY
cat >"$work/expected" <<'TXT'
2024-01-15 2024-02-27 42 42 42
2024-01-15 2024-02-28 45 43 43
2024-01-15 2024-02-29 45 44 45
2026-01-15 2026-02-28 45 43 45
2024-02-28 2024-03-28 28 30 30
2026-05-31 2026-08-31 90 90 90
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
