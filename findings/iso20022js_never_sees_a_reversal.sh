#!/bin/sh
# One would guess: a reader of bank statements (camt.053) and status reports (pain.002) gives
#   references as they stand in the file, since they are texts, an amount in minor units as a whole
#   number, and says of an entry that the bank has marked as a reversal that it is one.
# What happens: iso20022.js reads the XML with a parser that makes numbers and truths of texts
#   which look like them. A reference 00042 is 42, one of 27 digits is 2.1e+26, 2026.10 is 2026.1;
#   only codes and the entry's own reference are spared. The mark of a reversal has become true
#   before it is compared with the text "true", so "reversal" is false for every entry. 1.15 is
#   114.99999999999999 cents.
# Whom it hurts: who matches payments and refused direct debits by the reference that went out with
#   them: 42 is not 00042, Swiss QR references lose all but their front, and those with letters
#   work, so tests pass. A debit that the bank gave back books as an ordinary one. Give references
#   a letter, round the amounts, and read RvslInd yourself.
# Versions: iso20022.js 0.0.15, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    iso20022.js@0.0.15 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.mjs" <<'JS'
import { CashManagementEndOfDayReport, PaymentStatusReport } from "iso20022.js";

const entry = ([amount, sign, reversed, text]) => `<Ntry><NtryRef>007</NtryRef>
<Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${sign}</CdtDbtInd><RvslInd>${reversed}</RvslInd>
<Sts>BOOK</Sts><BookgDt><Dt>2026-03-01</Dt></BookgDt><ValDt><Dt>2026-03-01</Dt></ValDt>
<AcctSvcrRef>000123</AcctSvcrRef><BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd>
<NtryDtls><TxDtls><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`;
const ENTRIES = [
    ["8.41", "CRDT", "false", "INV/2026/7"],
    ["8.41", "DBIT", "true", "INV/2026/7"],
    ["1.15", "CRDT", "false", "00042"],
    ["4.35", "CRDT", "false", "2026.10"],
    ["19.99", "CRDT", "false", "210000000003139471430009017"],
];
const STATEMENT = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-02T08:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2026-03-02T08:00:00</CreDtTm>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy>
<Svcr><FinInstnId><BIC>COBADEFFXXX</BIC></FinInstnId></Svcr></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">25.49</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>
${ENTRIES.map(entry).join("\n")}</Stmt></BkToCstmrStmt></Document>`;
for (const it of CashManagementEndOfDayReport.fromXML(STATEMENT).statements[0].entries) {
    const { remittanceInformation } = it.transactions[0];
    const refs = [it.referenceId, it.accountServicerReferenceId, remittanceInformation];
    const shown = refs.map((ref) => JSON.stringify(ref)).join(" ");
    console.log(it.creditDebitIndicator, it.amount, it.reversal, shown);
}

const refused = (id) => `<TxInfAndSts><OrgnlEndToEndId>${id}</OrgnlEndToEndId><TxSts>RJCT</TxSts>
<StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf></TxInfAndSts>`;
const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
<GrpHdr><MsgId>R1</MsgId><CreDtTm>2026-03-02T08:00:00</CreDtTm>
<InitgPty><Nm>Bank</Nm></InitgPty></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>D1</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.02</OrgnlMsgNmId>
</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>P1</OrgnlPmtInfId>
${["00042", "INV7"].map(refused).join("\n")}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;
for (const it of PaymentStatusReport.fromXML(REPORT).statusInformations) {
    console.log(it.status, it.reason.code, JSON.stringify(it.originalEndToEndId));
}
JS
node "$work/run.mjs" >"$work/seen"
cat >"$work/expected" <<'TXT'
credit 841 false "007" 123 "INV/2026/7"
debit 841 false "007" 123 "INV/2026/7"
credit 114.99999999999999 false "007" 123 42
credit 434.99999999999994 false "007" 123 2026.1
credit 1998.9999999999998 false "007" 123 2.1000000000313946e+26
RJCT AM04 42
RJCT AM04 "INV7"
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
