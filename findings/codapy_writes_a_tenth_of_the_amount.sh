#!/bin/sh
# One would guess: a writer of Belgian bank files (CODA), whose amounts are 12 digits and 3 decimals,
#   writes the amount that it is given: 1250.5, 1250.50 and 1250.500 are one number, and what it has
#   written it reads back as that.
# What happens: codapy writes the digits of the Decimal and looks at neither the point nor the exponent.
#   Only with exactly three decimals it is right: 1250.50 is written as 125.050, 1250.5 as 12.505, 1250
#   as 1.250, and 1E+3, which normalize() makes of 1000, as 0.001. Nothing is raised; the file has its
#   length, and reading gives the wrong amount as if it had been meant. Balances (records 1 and 8), movements
#   and totals (9) are alike.
# Whom it hurts: who makes such files, a payment provider for its merchants or a test of an import:
#   euros have two decimals, so payments are a tenth of what came in, whole amounts a thousandth, and
#   an opening balance of another form does not fit to the closing one. Give each amount as
#   amount.quantize(Decimal("0.001")).
# Versions: codapy 0.3.28 with factory-boy 3.3.3 and six 1.17.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install codapy==0.3.28 factory-boy==3.3.3 six==1.17.0 \
    2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import datetime
from decimal import Decimal

from pycoda.codafile import CodaFile
from pycoda.records import FinalRecord, NewBalanceRecord, OldBalanceRecord, TransactionRecord

DAY = datetime.date(2026, 11, 30)


def written(amount):
    """Return what a file with this amount everywhere says in its four records."""
    records = [
        OldBalanceRecord(old_balance=amount, balance_date=DAY),
        TransactionRecord(balance=amount, balance_sign=0, balance_date=DAY, booking_date=DAY),
        NewBalanceRecord(new_balance=amount, balance_date=DAY),
        FinalRecord(credit=amount),
    ]
    file = CodaFile()
    file.loads(CodaFile(records).dumps("\n"))
    old, move, new, final = file.records
    assert [old.old_balance, new.new_balance, final.credit] == [move.balance] * 3
    return f"{records[1].dumps()[32:47]} read as {move.balance}"


for amount in (Decimal("1250.500"), Decimal("1250.50"), Decimal("1250.5"), Decimal(1250),
               Decimal("1000.00").normalize(), Decimal("1250.5").quantize(Decimal("0.001"))):
    print(f"{amount!s:>8} -> {written(amount)}")
PY
cat >"$work/expected" <<'TXT'
1250.500 -> 000000001250500 read as 1250.500
 1250.50 -> 000000000125050 read as 125.050
  1250.5 -> 000000000012505 read as 12.505
    1250 -> 000000000001250 read as 1.250
    1E+3 -> 000000000000001 read as 0.001
1250.500 -> 000000001250500 read as 1250.500
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
