#!/bin/sh
# One would guess: a PDF that factur-x says is PDF/A-3 (Factur-X and ZUGFeRD demand it) was
#   brought to that form, or at least looked at.
# What happens: it writes "pdfaid:part 3, conformance B" into the metadata of whatever it gets.
#   Here ReportLab's Helvetica is not embedded and there is no output intent, each of which
#   PDF/A forbids; nothing is said.
# Whom it hurts: who makes invoices with ReportLab and adds the XML: they look right, and the
#   portal of a public customer refuses them, as validators check what the file says of itself.
# Versions: factur-x 7.8, reportlab 5.1.0, pypdf 7.1.1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install factur-x==7.8 reportlab==5.1.0 pypdf==7.1.1 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import io
import re

import facturx
from pypdf import PdfReader
from reportlab.pdfgen import canvas

XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext>
<ram:GuidelineSpecifiedDocumentContextParameter>
<ram:ID>urn:factur-x.eu:1p0:minimum</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument>
<ram:ID>INV1</ram:ID>
<ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20261128</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:ApplicableHeaderTradeAgreement>
<ram:SellerTradeParty>
<ram:Name>S</ram:Name>
<ram:SpecifiedLegalOrganization>
<ram:ID schemeID="0002">123456782</ram:ID></ram:SpecifiedLegalOrganization>
<ram:PostalTradeAddress>
<ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>
<ram:SpecifiedTaxRegistration>
<ram:ID schemeID="VA">FR11123456782</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
<ram:BuyerTradeParty>
<ram:Name>B</ram:Name></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery/>
<ram:ApplicableHeaderTradeSettlement>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:TaxBasisTotalAmount>100.00</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">20.00</ram:TaxTotalAmount>
<ram:GrandTotalAmount>120.00</ram:GrandTotalAmount>
<ram:DuePayableAmount>120.00</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""

page = io.BytesIO()
drawn = canvas.Canvas(page)
drawn.drawString(72, 720, "Invoice INV1: 120.00 EUR")
drawn.save()
made = facturx.generate_from_binary(page.getvalue(), XML, xmp_compression=False)
print("says of itself:", *re.findall(r"<pdfaid:(.*?)</", made.decode("latin-1")))
document = PdfReader(io.BytesIO(made))
for font in document.pages[0]["/Resources"]["/Font"].values():
    font = font.get_object()
    embedded = any(key.startswith("/FontFile") for key in font.get("/FontDescriptor", {}))
    print(font["/BaseFont"], "embedded" if embedded else "not embedded")
print("output intent:", "/OutputIntents" in document.trailer["/Root"])
PY
cat >"$work/expected" <<'TXT'
says of itself: part>3 conformance>B
/Helvetica not embedded
output intent: False
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
