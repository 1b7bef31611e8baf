#!/bin/sh
# One would guess: a library that finds bounced mail in an inbox looks at the field Action of a delivery
#   report (RFC 3464): "failed" is a bounce; "delayed" (the server still tries) is none yet, and
#   "delivered" or "relayed" are the good news that was asked for.
# What happens: baunsu says "bounced" of all four alike; to its isSoft() a success (status 2.0.0) is a soft
#   bounce, and so is a report of two recipients of which one got the mail and the other does not
#   exist. The function get_bounces of bounced gives a Bounce for each of them too. Only flufl.bounce
#   tells them apart. An ordinary answer is no bounce to any of the three.
# Whom it hurts: who asks for delivery reports on statements and reminders: the customer who got one is
#   marked as not reachable, the next reminders go by post or not at all, and a delay of an hour
#   blocks a good address. Take from bounced only those whose action is failed, or flufl.bounce.
# Versions: baunsu 0.2.3, bounced 0.3.0, flufl.bounce 6.0.0; Node.js 18 or later.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    baunsu@0.2.3 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install bounced==0.3.0 flufl.bounce==6.0.0 \
    2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
cat >"$work/baunsu.js" <<'JS'
const { readFileSync } = require("fs");
const Baunsu = require("baunsu");
const result = new Baunsu().detectSync(readFileSync(process.argv[2], "utf8"));
console.log(result.bounced ? `bounced, hard: ${result.isHard()}, soft: ${result.isSoft()}` : "no");
JS
"$work/venv/bin/python" -W ignore - >"$work/seen" <<'PY'
import email
import json
import subprocess
from pathlib import Path

import bounced
from flufl.bounce import all_failures

REPORT = """From: Mail Delivery System <mailer-daemon@mail.example.com>
To: accounts@example.com
Subject: {subject}
Date: Mon, 30 Nov 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

{subject}

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com

{recipients}
--part
Content-Type: text/rfc822-headers

From: accounts@example.com
To: buyer@example.org
Subject: Statement of November 2026

--part--
"""
RECIPIENT = """Final-Recipient: rfc822; {name}@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {code} {status} {text}
"""
ANSWER = "From: buyer@example.org\nTo: accounts@example.com\nSubject: Re: Statement\n\nWe pay on Friday.\n"


def report(subject, *recipients):
    """Return a delivery report about the recipients: (name, action, status, code, text)."""
    names = ("name", "action", "status", "code", "text")
    blocks = [RECIPIENT.format(**dict(zip(names, it))) for it in recipients]
    return REPORT.format(subject=subject, recipients="\n".join(blocks))


got = ("buyer", "delivered", "2.0.0", 250, "accepted")
lost = ("other", "failed", "5.1.1", 550, "user unknown")
mails = {
    "failed": report("Undelivered Mail Returned to Sender", lost),
    "delayed": report("Delayed Mail (still being retried)", ("buyer", "delayed", "4.4.1", 451, "try later")),
    "delivered": report("Successful Mail Delivery Report", got),
    "relayed": report("Successful Mail Delivery Report", ("buyer", "relayed", "2.0.0", 250, "relayed")),
    "one of two": report("Undelivered Mail Returned to Sender", got, lost),
    "an answer": ANSWER,
}
for name, text in mails.items():
    Path("mail.eml").write_text(text)
    said = subprocess.run(["node", "baunsu.js", "mail.eml"], check=True, capture_output=True, text=True).stdout
    message = email.message_from_string(text)
    found = sorted(f"{it.recipient[1]} {it.action}" for it in bounced.get_bounces(message) or ())
    failed = sorted(it.decode() for it in all_failures(message)[1])
    print(f"{name}: baunsu {said.strip()}; bounced {json.dumps(found)}; flufl {json.dumps(failed)}")
PY
cat >"$work/expected" <<'TXT'
failed: baunsu bounced, hard: true, soft: false; bounced ["other@example.org failed"]; flufl ["other@example.org"]
delayed: baunsu bounced, hard: false, soft: true; bounced ["buyer@example.org delayed"]; flufl []
delivered: baunsu bounced, hard: false, soft: true; bounced ["buyer@example.org delivered"]; flufl []
relayed: baunsu bounced, hard: false, soft: true; bounced ["buyer@example.org relayed"]; flufl []
one of two: baunsu bounced, hard: false, soft: true; bounced ["buyer@example.org delivered", "other@example.org failed"]; flufl ["other@example.org"]
an answer: baunsu no; bounced []; flufl []
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
