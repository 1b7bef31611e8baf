#!/bin/sh
# One would guess: the text of a transaction that goes on in a continuation record (88) is read
#   as one text, as the bank broke it off wherever its line was full.
# What happens: a blank is put where the record ended, also in the middle of a number; where the
#   record ends with a slash that belongs to the text, the slash is gone and a comma stands there;
#   and a text that stands in the continuation alone begins with a comma.
# Whom it hurts: who matches payments by the invoice or statement number that the customer quoted
#   (US and Canadian bank reports): INV/2026/00042 arrives as "INV/2026/00 042" or
#   "INV/2026,00042", in some lines only, depending on how long the text before it is. Look for
#   the number in the text without blanks, commas and slashes.
# Versions: bai2 0.15.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install bai2==0.15.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from bai2 import bai2

BEFORE = [
    "01,121000248,CORP,261128,0600,1,80,10,2/",
    "02,CORP,121000248,1,261128,0600,USD,2/",
    "03,1234567890,USD,010,500000,,/",
]
AFTER = ["49,650000,5/", "98,650000,1,7/", "99,650000,1,9/"]
for records in (
    ["16,165,150000,Z,REF1,CUST,PAYMENT FOR INV/2026/00042"],
    ["16,165,150000,Z,REF1,CUST,PAYMENT FOR INV/2026/00", "88,042"],
    ["16,165,150000,Z,REF1,CUST,PAYMENT FOR INV/2026/", "88,00042"],
    ["16,165,150000,Z,REF1,CUST,/", "88,PAYMENT FOR INV/2026/00042"],
):
    report = bai2.parse_from_string("\n".join(BEFORE + records + AFTER), check_integrity=False)
    (transaction,) = report.children[0].children[0].children
    print(len(records), "record(s):", transaction.text)
PY
cat >"$work/expected" <<'TXT'
1 record(s): PAYMENT FOR INV/2026/00042
2 record(s): PAYMENT FOR INV/2026/00 042
2 record(s): PAYMENT FOR INV/2026,00042
2 record(s): ,PAYMENT FOR INV/2026/00042
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
