#!/bin/sh
# One would guess: a list of payments in which each line names the account that pays, its owner and
#   the day of execution becomes a file (pain.001) with a block of its own (PmtInf) for each such
#   account and day; or the program refuses what it cannot write.
# What happens: pain001 writes one block, with the account, owner, day and charges of the first line,
#   and puts all payments of the list into it. What the other lines say of these is left out, without
#   a word; the check before says that all is valid, and so does the schema. The list is the one that
#   the program hands out to begin with: four payers, four accounts, four days.
# Whom it hurts: who pays customers' credits back for several companies, or from several accounts or on
#   several days, with one list: all money leaves the first account on the first day, and the
#   books of the others wait for payments that never come. One list for each account and day.
# Versions: pain001 0.0.74.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install pain001==0.0.74 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/pain001" init pain.001.001.03 >"$work/log" 2>&1
"$work/venv/bin/pain001" validate -t pain.001.001.03 -d pain.001.001.03.csv >>"$work/log" 2>&1
"$work/venv/bin/pain001" generate -t pain.001.001.03 -d pain.001.001.03.csv >>"$work/log" 2>&1
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import csv
import re

with open("pain.001.001.03.csv", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        print("list:", row["payment_amount"], row["debtor_account_IBAN"], row["requested_execution_date"])
with open("pain.001.001.03.xml", encoding="utf-8") as file:
    text = file.read()
for block in re.findall("<PmtInf>.*?</PmtInf>", text, re.DOTALL):
    account = re.search("<DbtrAcct>.*?<IBAN>(.*?)</IBAN>", block, re.DOTALL)[1]
    day = re.search("<ReqdExctnDt>(.*?)</ReqdExctnDt>", block)[1]
    for amount in re.findall("<InstdAmt[^>]*>(.*?)<", block):
        print("file:", amount, account, day)
PY
cat >"$work/expected" <<'TXT'
list: 150 DE07512108001245126162 2023-03-12
list: 300 DE44500105175407324931 2023-03-14
list: 250 DE61500105175711000100 2023-03-13
list: 200 DE15120933300112345608 2023-03-15
file: 150.00 DE07512108001245126162 2023-03-12
file: 300.00 DE07512108001245126162 2023-03-12
file: 250.00 DE07512108001245126162 2023-03-12
file: 200.00 DE07512108001245126162 2023-03-12
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
