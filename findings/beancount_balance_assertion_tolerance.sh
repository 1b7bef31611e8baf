#!/bin/sh
# One would guess: a balance assertion in Beancount that is off by one cent is reported.
# What happens: the tolerance of an assertion is twice half a unit of the last digit that is
#   written, so 100.00 in the account against "balance 100.01" is accepted without a word; 100.02
#   is reported. In a transaction the tolerance is half a unit: 100.00 against -100.004 balances.
# Whom it hurts: who proves a credit ledger against the bank or another ledger by assertions and
#   takes "no errors" for "equal": one cent for each account and date goes unseen.
# Versions: beancount 3.2.3, Python 3.10 or newer.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install beancount==3.2.3 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from beancount import loader

BOOK = """
2026-01-01 open Liabilities:StoreCredit
2026-01-01 open Assets:Bank
2026-01-02 * "Top-up"
  Assets:Bank               {debit} USD
  Liabilities:StoreCredit  -100.00 USD
2026-01-03 balance Assets:Bank {asserted} USD
"""
for debit, asserted in (("100.00", "100.00"), ("100.00", "100.01"), ("100.00", "100.02"),
                        ("100.004", "100.00"), ("100.006", "100.00")):
    errors = loader.load_string(BOOK.format(debit=debit, asserted=asserted))[1]
    print(debit, asserted, len(errors), sorted(type(error).__name__ for error in errors))
PY
cat >"$work/expected" <<'TXT'
100.00 100.00 0 []
100.00 100.01 0 []
100.00 100.02 1 ['BalanceError']
100.004 100.00 0 []
100.006 100.00 1 ['ValidationError']
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
