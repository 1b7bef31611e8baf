#!/bin/sh
# One would guess: search_dates() with the language of the letter and "future preferred" finds in a
#   promise to pay the day that is promised, and only that; a German 05.04.2026 is 5 April, as
#   dateparser.parse() reads it in that language.
# What happens: parse() knows that German, French, Dutch, Spanish and Italian put the day first;
#   search_dates() in the same language puts the month first: 4 May; or, where a number stands
#   before it, it keeps the year only and returns today. "We" is taken for Wednesday, "Je" for jeudi, "May
#   I" for the month; in "250.00 on 5 April" the cents become the year 2100, and 1200 the year
#   1200. "Ende März", said in March, is this day a year later. Nothing is raised. With DATE_ORDER
#   "DMY" the order is right, and REQUIRE_PARTS for day and month leaves the words out, but not the
#   amounts.
# Whom it hurts: who reads answers to reminders by machine: the promise is noted for a day a month
#   later or for next Wednesday, the reminder waits or comes too early. Set both, take amounts and
#   document numbers out of the text before, and let somebody confirm the day.
# Versions: dateparser 1.5.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install dateparser==1.5.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
TZ=UTC "$work/venv/bin/python" -W ignore - >"$work/seen" <<'PY'
from datetime import datetime

import dateparser
from dateparser.search import search_dates

FUTURE = {"PREFER_DATES_FROM": "future", "RELATIVE_BASE": datetime(2026, 3, 20, 12)}
CAREFUL = {**FUTURE, "DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month"]}


def days(text, language, settings):
    found = search_dates(text, languages=[language], settings=settings) or []
    return ", ".join(f"{part!r} {day:%Y-%m-%d}" for part, day in found) or "none"


for language, text in (
    ("de", "05.04.2026"), ("fr", "05/04/2026"), ("nl", "05-04-2026"), ("it", "05/04/2026")
):
    whole = dateparser.parse(text, languages=[language], settings=FUTURE)
    print(language, text, f"parse {whole:%Y-%m-%d}, search", days(text, language, FUTURE))
for language, text in (
    ("de", "Ich zahle am 05.04.2026"),
    ("de", "Ich zahle 300 am 05.04.2026"),
    ("de", "Wir zahlen Ende März"),
    ("en", "We will pay on 5 April"),
    ("en", "We pay at the end of the month"),
    ("en", "May I pay later?"),
    ("en", "You get 250.00 on 5 April"),
    ("en", "You get 1200 on 5 May"),
    ("fr", "Je paie 300 le 5 avril"),
):
    print(f"{text} | {days(text, language, FUTURE)} | {days(text, language, CAREFUL)}")
PY
cat >"$work/expected" <<'TXT'
de 05.04.2026 parse 2026-04-05, search '05.04.2026' 2026-05-04
fr 05/04/2026 parse 2026-04-05, search '05/04/2026' 2026-05-04
nl 05-04-2026 parse 2026-04-05, search '05-04-2026' 2026-05-04
it 05/04/2026 parse 2026-04-05, search '05/04/2026' 2026-05-04
Ich zahle am 05.04.2026 | 'am 05.04.2026' 2026-05-04 | 'am 05.04.2026' 2026-04-05
Ich zahle 300 am 05.04.2026 | '2026' 2026-03-20 | '05.04.2026' 2026-04-05
Wir zahlen Ende März | 'März' 2027-03-20 | none
We will pay on 5 April | 'We' 2026-03-25, 'on 5 April' 2026-04-05 | 'on 5 April' 2026-04-05
We pay at the end of the month | 'We' 2026-03-25 | none
May I pay later? | 'May' 2026-05-20 | none
You get 250.00 on 5 April | '00 on 5 April' 2100-04-05 | '00 on 5 April' 2100-04-05
You get 1200 on 5 May | '1200 on 5 May' 1200-05-05 | '1200 on 5 May' 1200-05-05
Je paie 300 le 5 avril | 'Je' 2026-03-26, 'le 5 avril' 2026-04-05 | 'le 5 avril' 2026-04-05
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
