#!/bin/sh
# One would guess: an all-day event for new Date(2026, 2, 31), which is what date pickers and
#   libraries give for 31 March, is on 31 March wherever the machine stands; the time zone of the
#   calendar matters to events with a time only, and if it matters, then that zone counts.
# What happens: without a time zone the day is that of UTC: east of Greenwich every such event is
#   a day early. With a time zone, whichever, the day is that of the machine: a calendar for Berlin
#   puts midnight of Berlin on the day before if a server in UTC or New York writes it. The text
#   "2026-03-31" stands for midnight in UTC: right everywhere without a zone, a day early west of
#   Greenwich with one.
# Whom it hurts: who sends customers or the call list a calendar of due dates, promises to pay or
#   collections: in Europe, Africa and Asia all are a day early, and none is in tests that run in
#   UTC. Give days as texts, and the calendar no time zone.
# Versions: ical-generator 10.2.0, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    ical-generator@10.2.0 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const ical = require("ical-generator").default;

const DAYS = [
    ["local midnight", new Date(2026, 2, 31)],
    ["midnight of Berlin", new Date("2026-03-30T22:00:00Z")],
    ["text", "2026-03-31"],
];
for (const timezone of [null, "Europe/Berlin"]) {
    for (const [name, start] of DAYS) {
        const calendar = ical({ name: "Promises", timezone });
        calendar.createEvent({ start, allDay: true, summary: "200.00 promised" });
        const [, day] = calendar.toString().match(/DTSTART;VALUE=DATE:(\d+)/);
        console.log(process.env.TZ, timezone || "no zone", "|", name, day);
    }
}
JS
for zone in Europe/Berlin America/New_York UTC; do
    TZ=$zone node "$work/run.js"
done >"$work/seen"
cat >"$work/expected" <<'TXT'
Europe/Berlin no zone | local midnight 20260330
Europe/Berlin no zone | midnight of Berlin 20260330
Europe/Berlin no zone | text 20260331
Europe/Berlin Europe/Berlin | local midnight 20260331
Europe/Berlin Europe/Berlin | midnight of Berlin 20260331
Europe/Berlin Europe/Berlin | text 20260331
America/New_York no zone | local midnight 20260331
America/New_York no zone | midnight of Berlin 20260330
America/New_York no zone | text 20260331
America/New_York Europe/Berlin | local midnight 20260331
America/New_York Europe/Berlin | midnight of Berlin 20260330
America/New_York Europe/Berlin | text 20260330
UTC no zone | local midnight 20260331
UTC no zone | midnight of Berlin 20260330
UTC no zone | text 20260331
UTC Europe/Berlin | local midnight 20260331
UTC Europe/Berlin | midnight of Berlin 20260330
UTC Europe/Berlin | text 20260331
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
