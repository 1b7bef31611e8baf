#!/bin/sh
# One would guess: a writer of SWIFT MT940 statements puts the narrative of a payment where the format has room for a
#   text (:86:, six lines of 65 characters), or breaks or refuses what does not fit into the reference
#   of :61: (16 characters), so that a reader of MT940 finds the text whole in one field.
# What happens: mt940-writer writes the narrative as the reference, as long as it is. mt-940 reads its first 16
#   characters as the customer's reference and the rest, also more than the 34 that fit there, as details: "Ana
#   Example pays INV/2026/00042" is "Ana Example pays" and " INV/2026/00042", "Thanks for INV/2026/00042" is cut
#   within the number. Two slashes in the text make a bank's reference of what is behind. Neither says a word.
# Whom it hurts: who makes statements for customers or tests of an import with it: the number of the invoice
#   is in one of three fields, or in two halves, depending on how long the text before it is; short
#   samples hide it. Give the reference alone as narrative, and the text as additional_info.
# Versions: mt940-writer 0.8, mt-940 5.1.1 (to read).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install mt940-writer==0.8 mt-940==5.1.1 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import datetime
from decimal import Decimal

import mt940
import mt940_writer as writer

DAY = datetime.date(2026, 3, 31)
texts = [
    "INV/2026/00042", "Ana Example pays INV/2026/00042", "Thanks for INV/2026/00042", "March //INV-42",
    "Ana Example pays the invoices INV/2026/00042 and INV/2026/00043",
]
lines = [writer.Transaction(DAY, Decimal(10), writer.TransactionType.transfer, text) for text in texts]
info = writer.TransactionAdditionalInfo("Ana Example pays INV/2026/00042")
lines.append(writer.Transaction(DAY, Decimal(10), writer.TransactionType.transfer, "INV/2026/00042", info))
statement = str(writer.Statement(
    "S1", writer.Account("12345678", "112233"), "1/1", writer.Balance(Decimal(100), DAY, "EUR"),
    writer.Balance(Decimal(160), DAY, "EUR"), lines,
))
print(max(statement.split("\n"), key=len))
for found in mt940.parse(statement):
    print([found.data.get(name) for name in (
        "customer_reference", "bank_reference", "extra_details", "transaction_details",
    )])
PY
cat >"$work/expected" <<'TXT'
:61:2603310331C10,00NTRFAna Example pays the invoices INV/2026/00042 and INV/2026/00043
['INV/2026/00042', None, '', None]
['Ana Example pays', None, ' INV/2026/00042', None]
['Thanks for INV/2', None, '026/00042', None]
['March ', 'INV-42', '', None]
['Ana Example pays', None, ' the invoices INV/2026/00042 and INV/2026/00043', None]
['INV/2026/00042', None, '', 'Ana Example pays INV/2026/00042']
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
