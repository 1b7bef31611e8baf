"""Files of a bank (CAMT.053 as of ISO 20022), made for a story."""

from xml.sax.saxutils import escape

from odoo import fields

OURS, THEIRS = "DE89370400440532013000", "GB33BUKB20201555555555"
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
FILE = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="{namespace}">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>MSG-{number}</MsgId><CreDtTm>{day}T18:00:00</CreDtTm></GrpHdr>
    <Stmt>
      <Id>STMT-{number}</Id>
      <CreDtTm>{day}T18:00:00</CreDtTm>
      <Acct><Id><IBAN>{ours}</IBAN></Id><Ccy>{currency}</Ccy></Acct>
      <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">0.00</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>
      <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{total:.2f}</Amt>
        <CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>
{entries}
    </Stmt>
  </BkToCstmrStmt>
</Document>
"""
ENTRY = """      <Ntry>
        <Amt Ccy="{currency}">{amount:.2f}</Amt><CdtDbtInd>{side}</CdtDbtInd>{reversal}
        <Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>
        <AcctSvcrRef>{reference}</AcctSvcrRef>
        <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{kind}</SubFmlyCd></Fmly></Domn>
        </BkTxCd>
        <NtryDtls><TxDtls>
          <Refs><AcctSvcrRef>{reference}</AcctSvcrRef><EndToEndId>{end}</EndToEndId></Refs>
          <RltdPties>{parties}</RltdPties>{remittance}{returned}{more}
        </TxDtls></NtryDtls>
      </Ntry>"""


def make_file(number, currency, entries):
    """Return the bytes of a file with these entries.

    :param entries: [{"amount": signed, "name": of the other side, and, where known, "account":
        its IBAN, "words": what it says, "structured": reference, "end": end-to-end id, "more":
        what the bank adds, "returned": code of the reason}]
    """
    day = fields.Date.to_string(fields.Date.today())
    total = sum(entry["amount"] for entry in entries)
    return FILE.format(
        namespace=NAMESPACE, number=number, day=day, ours=OURS, currency=currency,
        total=abs(total), side="CRDT" if total >= 0 else "DBIT",
        entries="\n".join(
            _entry(f"{number}-{turn}", currency, day, **entry)
            for turn, entry in enumerate(entries, start=1)
        ),
    ).encode()  # fmt: skip


def _entry(reference, currency, day, *, amount, name, account="", words="", structured="",
           end="NOTPROVIDED", more="", returned=""):  # fmt: skip
    """Return one entry: money that came in, went out, or came back."""
    party = "Dbtr" if amount > 0 else "Cdtr"
    parties = f"<{party}><Nm>{escape(name)}</Nm></{party}>"
    if account:
        parties += f"<{party}Acct><Id><IBAN>{account}</IBAN></Id></{party}Acct>"
    told = f"<Ustrd>{escape(words)}</Ustrd>" if words else ""
    if structured:
        kind = "<Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
        told += f"<Strd><CdtrRefInf>{kind}<Ref>{escape(structured)}</Ref></CdtrRefInf></Strd>"
    return ENTRY.format(
        currency=currency, day=day, amount=abs(amount), reference=reference, end=end,
        side="CRDT" if amount > 0 else "DBIT", parties=parties,
        reversal="<RvslInd>true</RvslInd>" if returned else "",
        family="ICDT" if returned else "RCDT", kind="RRTN" if returned else "ESCT",
        remittance=f"<RmtInf>{told}</RmtInf>" if told else "",
        returned=f"<RtrInf><Rsn><Cd>{returned}</Cd></Rsn></RtrInf>" if returned else "",
        more=f"<AddtlTxInf>{escape(more)}</AddtlTxInf>" if more else "",
    )  # fmt: skip
