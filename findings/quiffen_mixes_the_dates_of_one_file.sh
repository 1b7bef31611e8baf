#!/bin/sh
# One would guess: a QIF file of a European bank is read in one way from top to bottom, and an
#   amount like 1.234,56 is read right or refused.
# What happens: quiffen decides for each date by itself: of 05/04, 13/04 and 06/04/2026, three days
#   of April, it makes 4 May, 13 April and 4 June, and says nothing; with day_first=True all are
#   right. It takes commas out of amounts: 1.234,56 is 1.23456, with either setting.
# Whom it hurts: who imports payments from a bank's QIF file: some payments come weeks late, after
#   the reminder, and a payment of a thousand covers a euro of the invoice. Say day_first, and turn
#   the amounts round before.
# Versions: quiffen 4.0.1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install quiffen==4.0.1 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
cat >"$work/bank.qif" <<'QIF'
!Type:Bank
D05/04/2026
T100.00
PAzure
^
D13/04/2026
T100.00
PBeta
^
D06/04/2026
T1.234,56
PGamma
^
QIF
"$work/venv/bin/python" - "$work/bank.qif" <<'PY' >"$work/seen"
import sys

import quiffen

for day_first in (False, True):
    qif = quiffen.Qif.parse(sys.argv[1], day_first=day_first)
    for account in qif.accounts.values():
        for some in account.transactions.values():
            for it in some:
                print(f"day_first={day_first}: {it.payee} {it.date:%d %b %Y} {it.amount}")
PY
cat >"$work/expected" <<'TXT'
day_first=False: Azure 04 May 2026 100.00
day_first=False: Beta 13 Apr 2026 100.00
day_first=False: Gamma 04 Jun 2026 1.23456
day_first=True: Azure 05 Apr 2026 100.00
day_first=True: Beta 13 Apr 2026 100.00
day_first=True: Gamma 06 Apr 2026 1.23456
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
