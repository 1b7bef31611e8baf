#!/bin/sh
# One would guess: the table that CamtParser makes of a camt.053 statement holds what was booked,
#   or has a column that says which entries are pending, so that opening + entries = closing.
# What happens: a pending entry (status PDNG, allowed beside booked ones and not in the balance)
#   is a row like the others; the status is read nowhere.
# Whom it hurts: who registers payments of customers from the table: announced money counts as
#   received, and once more when the next statement books it.
# Versions: bankstatementparser 0.0.29.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install bankstatementparser==0.0.29 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import pathlib
import tempfile

from bankstatementparser import CamtParser

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-05T10:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S</Id><CreDtTm>2026-11-05T10:00:00</CreDtTm>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-05</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt><ValDt><Dt>2026-11-02</Dt></ValDt>
<NtryDtls><TxDtls><Refs><EndToEndId>INV1</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-04</Dt></BookgDt><ValDt><Dt>2026-11-04</Dt></ValDt></Ntry>
<Ntry><Amt Ccy="EUR">40.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts><BookgDt><Dt>2026-11-05</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""

with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "statement.xml"
    path.write_text(CAMT, encoding="utf-8")
    parser = CamtParser(str(path))
    entries, balances = parser.parse(), parser.get_account_balances()
for _number, entry in entries.iterrows():
    print(entry["BookgDt"], entry["Amount"])
opening, closing = (balances[balances["Code"] == code]["Amount"].sum() for code in ("OPBD", "CLBD"))
print("off by", opening + entries["Amount"].sum() - closing)
print("a column of the status:", any("sts" in name.lower() or "stat" in name.lower() for name in entries))
PY
cat >"$work/expected" <<'TXT'
2026-11-02 100.00
2026-11-04 -100.00
2026-11-05 40.00
off by 40.00
a column of the status: False
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
