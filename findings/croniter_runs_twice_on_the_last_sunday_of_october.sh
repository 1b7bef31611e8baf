#!/bin/sh
# One would guess: a job for a fixed time of the day, "30 2 * * *", runs once a day, also on the
#   day on which the clock goes back, as cron itself does it; libraries that read the same five
#   fields agree.
# What happens: where clocks go back from 3 to 2, croniter gives 02:30 twice, once in summer and
#   once in winter time; cronsim gives it once. In spring, when there is no 02:30, both give
#   03:00, once. The last Friday is "L5" in the one and "5L" in the other, and each refuses the
#   other's.
# Whom it hurts: who sends reminders, books a night's interest or pays by direct debit on such a
#   schedule: one night a year everybody is charged twice. Schedule in UTC, or outside 1 to 3
#   o'clock, and let the job itself know what it has done today.
# Versions: croniter 7.0.0, cronsim 2.8.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install croniter==7.0.0 cronsim==2.8 tzdata==2025.2 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from datetime import datetime
from zoneinfo import ZoneInfo

from croniter import croniter
from cronsim import CronSim


def runs(library, expression, start, times=3):
    """Return the next runs, or the refusal, as one text."""
    try:
        if library is croniter:
            found = croniter(expression, start)
            moments = [found.get_next(datetime) for _ in range(times)]
        else:
            found = CronSim(expression, start)
            moments = [next(found) for _ in range(times)]
    except ValueError:
        return "refused"
    except Exception as error:
        return type(error).__name__
    return " ".join(f"{it:%d %b %H:%M%z}" for it in moments)


BERLIN = ZoneInfo("Europe/Berlin")
for name, library in (("croniter", croniter), ("cronsim", CronSim)):
    print(name, "autumn", runs(library, "30 2 * * *", datetime(2026, 10, 24, 12, tzinfo=BERLIN)))
    print(name, "spring", runs(library, "30 2 * * *", datetime(2026, 3, 28, 12, tzinfo=BERLIN)))
    print(name, "L5", runs(library, "0 8 * * L5", datetime(2026, 1, 15, tzinfo=BERLIN), 2))
    print(name, "5L", runs(library, "0 8 * * 5L", datetime(2026, 1, 15, tzinfo=BERLIN), 2))
PY
cat >"$work/expected" <<'TXT'
croniter autumn 25 Oct 02:30+0200 25 Oct 02:30+0100 26 Oct 02:30+0100
croniter spring 29 Mar 03:00+0200 30 Mar 02:30+0200 31 Mar 02:30+0200
croniter L5 30 Jan 08:00+0100 27 Feb 08:00+0100
croniter 5L refused
cronsim autumn 25 Oct 02:30+0200 26 Oct 02:30+0100 27 Oct 02:30+0100
cronsim spring 29 Mar 03:00+0200 30 Mar 02:30+0200 31 Mar 02:30+0200
cronsim L5 CronSimError
cronsim 5L 30 Jan 08:00+0100 27 Feb 08:00+0100
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
