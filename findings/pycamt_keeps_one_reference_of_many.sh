#!/bin/sh
# One would guess: a payment that names two invoices by structured references, each with its amount,
#   comes out of the reader with both; texts without structure come out joined, all of them.
# What happens: pycamt keeps the first structured reference as the remittance information. The second
#   one, and how much of the payment is for which, are gone. Its "full" text exists for texts
#   without structure only.
# Whom it hurts: who applies payments by reference: 200 for two invoices of 150 and 50 is laid on the
#   first invoice, which is then overpaid by 50, and the second one is chased although it was paid.
# Versions: pycamt 1.1.1, lxml 6.1.3.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install pycamt==1.1.1 lxml==6.1.3 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" -W ignore - >"$work/seen" <<'PY'
from pycamt.parser import Camt053Parser

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

for found in Camt053Parser(XML.encode()).get_transactions():
    print(found["Amount"], {key: value for key, value in found.items() if key.startswith("Remit")})
PY
cat >"$work/expected" <<'TXT'
100.00 {'RemittanceInformation': 'INV/2026/1', 'RemittanceInformationFull': 'INV/2026/1'}
200.00 {'RemittanceInformation': 'RF18539007547034'}
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
