#!/bin/sh
# One would guess: references, names and postal codes of an e-invoice are texts in what reads it, as
#   the standard says (EN 16931: Text or Identifier), with the zeros in front.
# What happens: einvoicing for JavaScript reads the numbers of the document and the order so, but where
#   the remittance information (PaymentID), the buyer's reference or the postal code are digits
#   alone, the zeros in front are gone: 0001234567 is 1234567, Dresden's 01067 is 1067. A letter or a
#   slash among the digits keeps them: 00/123.
# Whom it hurts: who pays or matches by the reference: the payee's bank knows 0001234567, and one with
#   a check digit or a fixed length no longer fits; letters come back from Dresden. Pad fixed
#   lengths again, or read those fields from the XML.
# Versions: einvoicing 0.0.3 with fast-xml-parser 4.5.7, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    einvoicing@0.0.3 fast-xml-parser@4.5.7 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const { writeFileSync } = require("fs");
const { UblReader } = require("einvoicing");

const VAT = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>";
const RATE = `<cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent>${VAT}`;
const party = (name, zone) => `<cac:Party><cac:PostalAddress><cbc:CityName>Dresden</cbc:CityName>
<cbc:PostalZone>${zone}</cbc:PostalZone><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode>
</cac:Country></cac:PostalAddress><cac:PartyLegalEntity><cbc:RegistrationName>${name}</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party>`;
const UBL = "urn:oasis:names:specification:ubl:schema:xsd";
const invoice = (number, reference) => `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="${UBL}:Invoice-2" xmlns:cac="${UBL}:CommonAggregateComponents-2"
 xmlns:cbc="${UBL}:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
<cbc:ID>${number}</cbc:ID><cbc:IssueDate>2026-01-31</cbc:IssueDate><cbc:DueDate>2026-03-02</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cbc:BuyerReference>${reference}</cbc:BuyerReference>
<cac:OrderReference><cbc:ID>${reference}</cbc:ID></cac:OrderReference>
<cac:AccountingSupplierParty>${party("Shop", "01067")}</cac:AccountingSupplierParty>
<cac:AccountingCustomerParty>${party("Customer", "01069")}</cac:AccountingCustomerParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><cbc:PaymentID>${reference}</cbc:PaymentID>
<cac:PayeeFinancialAccount><cbc:ID>DE89370400440532013000</cbc:ID></cac:PayeeFinancialAccount>
</cac:PaymentMeans>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="EUR">100.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount>
<cac:TaxCategory>${RATE}</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="EUR">100.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="EUR">119.00</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="EUR">119.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>
<cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount><cac:Item><cbc:Name>X</cbc:Name>
<cac:ClassifiedTaxCategory>${RATE}</cac:ClassifiedTaxCategory></cac:Item>
<cac:Price><cbc:PriceAmount currencyID="EUR">100.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>`;

(async () => {
    for (const reference of ["0001234567", "00/123", "000000003139471430009017"]) {
        writeFileSync(`${__dirname}/invoice.xml`, invoice("0042", reference));
        const read = await new UblReader().readFromFile(`${__dirname}/invoice.xml`);
        const plain = JSON.parse(JSON.stringify(read));
        console.log(reference, "-> payment", plain.payment.props.id, "buyer", plain.buyerReference,
            "order", plain.purchaseOrderReference.props.id);
        console.log("   ", plain.id._recordId, plain.seller.props.address.props.postalZone,
            plain.buyer.props.address.props.postalZone);
    }
})();
JS
node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
0001234567 -> payment 1234567 buyer 1234567 order 0001234567
    0042 1067 1069
00/123 -> payment 00/123 buyer 00/123 order 00/123
    0042 1067 1069
000000003139471430009017 -> payment 3139471430009017 buyer 3139471430009017 order 000000003139471430009017
    0042 1067 1069
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
