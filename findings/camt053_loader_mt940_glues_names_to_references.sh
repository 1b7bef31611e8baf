#!/bin/sh
# One would guess: the reference of a line in a SWIFT MT940 statement is what stands in it: up to 16
#   characters, and behind // the bank's own. What the bank adds in a second line (34 characters of
#   details) is a text of its own, or is left out.
# What happens: camt053-loader-mt940 takes the line break out first, so the second line is glued to
#   the last reference: INV/2026/42 with the payer's name below becomes INV/2026/42MUELLER GMBH,
#   and the bank's B4 becomes B4/OCMT/USD22,00/. Nothing is said.
# Whom it hurts: who matches payments by reference: the invoice is paid and is not found, so it is
#   chased; who keeps the bank's reference against double imports gets another one than from the
#   next file, which has no details. Take out second lines of :61: before.
# Versions: camt053-loader-mt940 0.0.23, camt053 0.0.23.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install camt053-loader-mt940==0.0.23 camt053==0.0.23 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" -W ignore - >"$work/seen" <<'PY'
from camt053_loader_mt940 import parse_mt940

TEXT = """:20:S1
:25:DE89370400440532013000
:28C:1/1
:60F:C260301EUR1000,00
:61:2603020302C100,00NTRFINV/2026/41
:86:without details
:61:2603020302C100,00NTRFINV/2026/42
MUELLER GMBH
:86:details below the reference
:61:2603020302C50,00NTRFINV/2026/43//B3
:86:without details
:61:2603020302C20,00NTRFINV/2026/44//B4
/OCMT/USD22,00/
:86:details below the bank's reference
:62F:C260302EUR1270,00
"""
for entry in parse_mt940(TEXT).statements[0].entries:
    print(entry.amount, entry.reference, "|", entry.account_servicer_ref)
PY
cat >"$work/expected" <<'TXT'
100.00 INV/2026/41 | None
100.00 INV/2026/42MUELLER GMBH | None
50.00 INV/2026/43 | B3
20.00 INV/2026/44 | B4/OCMT/USD22,00/
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
