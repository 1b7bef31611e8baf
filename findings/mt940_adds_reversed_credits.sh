#!/bin/sh
# One would guess: a line of a SWIFT MT940 bank statement marked RC (reversal of a credit: money
#   leaves again) is read with a minus, so that opening balance + lines = closing balance.
# What happens: mt-940 knows only D as a minus: RC is read as a plus, like C. RD (reversal of a
#   debit) comes out right, also as a plus. The statement below, which adds up, is off by twice
#   the reversed amount, without a word.
# Whom it hurts: whoever takes payments of customers from such statements: a direct debit that
#   the bank gave back looks like a second payment, and the customer gets credit for it.
# Versions: mt-940 5.1.1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install mt-940==5.1.1 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import mt940

STATEMENT = """:20:STATEMENT
:25:12345678/0123456789
:28C:1/1
:60F:C261101EUR1000,00
:61:2611021102C100,00NTRFINV1//B1
:86:payment of an invoice
:61:2611031103D30,00NTRFINV2//B2
:86:a bill of ours
:61:2611041104RC100,00NTRFINV1//B3
:86:the payment went back
:61:2611051105RD30,00NTRFINV2//B4
:86:our bill came back
:62F:C261105EUR1000,00
"""
lines = mt940.parse(STATEMENT)
for line in lines:
    print(line.data["status"], line.data["amount"].amount)
opening = lines.data["final_opening_balance"].amount.amount
closing = lines.data["final_closing_balance"].amount.amount
print("off by", opening + sum(line.data["amount"].amount for line in lines) - closing)
PY
cat >"$work/expected" <<'TXT'
C 100.00
D -30.00
RC 100.00
RD 30.00
off by 200.00
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
