#!/bin/sh
# One would guess: what is left to be paid, by a ledger that knows credit notes (type 381) and takes
#   them off the turnover, is invoices less credit notes; and a term of "30 jours fin de mois" ends
#   with a month: on 28 February for an invoice of 10 January.
# What happens: facturex's Ledger.totals() adds credit notes to what is owed: an invoice of 120, its
#   credit note and an invoice of 60 are 300 to come in, not 60, while Reports.revenue() takes the
#   credit note off in the same ledger. Its "30jfm" goes to the end of the invoice's month and then
#   30 days on: 2 March for all of January, 30 March for all of February. Both ways of counting are
#   in use in France; the one that ends with a month is not to be had.
# Whom it hurts: who reads from it what customers owe, or sets due dates by it: somebody whose
#   invoice was taken back owes twice as much as before, and the due date is two days later or one
#   day earlier than that by which the customer's software pays, with a reminder between.
# Versions: facturex 0.6.4.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install facturex==0.6.4 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
HOME="$work" "$work/venv/bin/python" -W ignore - "$work" <<'PY' >"$work/seen"
import datetime
import sys
from decimal import Decimal
from pathlib import Path

from facturex import parse
from facturex.ledger import Ledger
from facturex.reports import Reports
from facturex.tools.dates import echeance

UBL = "urn:oasis:names:specification:ubl:schema:xsd"
PARTY = """<cac:{role}><cac:Party><cac:PostalAddress><cac:Country>
<cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party></cac:{role}>"""
RATE = """<cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent>
<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"""


def amount(name, value):
    return f'<cbc:{name} currencyID="EUR">{value:.2f}</cbc:{name}>'


def document(root, number, code, net):
    tax = net * Decimal("0.2")
    quantity = "InvoicedQuantity" if root == "Invoice" else "CreditedQuantity"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="{UBL}:{root}-2" xmlns:cac="{UBL}:CommonAggregateComponents-2"
 xmlns:cbc="{UBL}:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID><cbc:ID>{number}</cbc:ID>
<cbc:IssueDate>2026-01-10</cbc:IssueDate><cbc:{root}TypeCode>{code}</cbc:{root}TypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
{PARTY.format(role="AccountingSupplierParty", name="Shop")}
{PARTY.format(role="AccountingCustomerParty", name="Azure")}
<cac:TaxTotal>{amount("TaxAmount", tax)}<cac:TaxSubtotal>{amount("TaxableAmount", net)}
{amount("TaxAmount", tax)}<cac:TaxCategory>{RATE}</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal>{amount("LineExtensionAmount", net)}{amount("TaxExclusiveAmount", net)}
{amount("TaxInclusiveAmount", net + tax)}{amount("PayableAmount", net + tax)}
</cac:LegalMonetaryTotal><cac:{root}Line><cbc:ID>1</cbc:ID>
<cbc:{quantity} unitCode="C62">1</cbc:{quantity}>{amount("LineExtensionAmount", net)}
<cac:Item><cbc:Name>Chair</cbc:Name><cac:ClassifiedTaxCategory>{RATE}</cac:ClassifiedTaxCategory>
</cac:Item><cac:Price>{amount("PriceAmount", net)}</cac:Price></cac:{root}Line></{root}>"""


with Ledger(Path(sys.argv[1]) / "ledger.db") as ledger:
    for root, number, code, net in (
        ("Invoice", "F1", "380", 100), ("CreditNote", "C1", "381", 100), ("Invoice", "F2", "380", 50)
    ):
        file = Path(sys.argv[1]) / f"{number}.xml"
        file.write_text(document(root, number, code, Decimal(net)), encoding="utf-8")
        read = parse(str(file))
        ledger.record(read)
        print(read.number, read.type_code, f"{read.effective_total_gross():.2f}")
        print("  left to be paid", ledger.totals()["reste_a_encaisser"])
    print(Reports(ledger).revenue())
for day in (datetime.date(2026, 1, 10), datetime.date(2026, 1, 31), datetime.date(2026, 2, 10)):
    print(day, "30jfm", echeance(day, "30jfm"))
PY
cat >"$work/expected" <<'TXT'
F1 380 120.00
  left to be paid 120.00
C1 381 120.00
  left to be paid 240.00
F2 380 60.00
  left to be paid 300.00
{'factures': 2, 'avoirs': 1, 'ht': Decimal('50.00'), 'tva': Decimal('10.00'), 'ttc': Decimal('60.00')}
2026-01-10 30jfm 2026-03-02
2026-01-31 30jfm 2026-03-02
2026-02-10 30jfm 2026-03-30
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
