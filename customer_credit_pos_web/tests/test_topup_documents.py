"""The document of a top-up: nothing about a country stands in the way of money that arrived."""

from odoo.tests import tagged

from .common_shop import ShopCommon


@tagged("post_install", "-at_install")
class TestTopupDocuments(ShopCommon):
    """An e-invoice says "no supply"; a journal of legal documents is left alone."""

    def _topup_invoice(self):
        order = self.topup(50.0)
        self.pay(order)
        return order._get_topup_invoices()

    def test_without_e_invoice_there_is_no_tax(self):
        self.customer.invoice_edi_format = False
        invoice = self._topup_invoice()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertFalse(invoice.invoice_line_ids.tax_ids)

    def test_an_e_invoice_says_that_nothing_is_supplied(self):
        """BIS 3 wants a category on each line: O is outside the scope of tax."""
        self.customer.country_id = self.env.ref("base.be")
        self.customer.with_company(self.company).invoice_edi_format = "ubl_bis3"
        invoice = self._topup_invoice()
        tax = invoice.invoice_line_ids.tax_ids
        self.assertEqual((tax.amount, tax.ubl_cii_tax_category_code), (0.0, "O"))
        self.assertEqual(invoice.amount_total, 50.0)
        self.assertEqual(invoice.payment_state, "paid")
        builder = self.env["account.edi.xml.ubl_bis3"]
        self.assertNotIn("tax_on_line", builder._invoice_constraints_common(invoice))
        self.assert_store_credit(50.0)
        self.assert_ties_out()

    def test_a_top_up_is_sent_without_a_file(self):
        """No receiver refuses it: Peppol takes category O from sellers without VAT number alone."""
        self.customer.country_id = self.company.country_id = self.env.ref("base.be")
        self.customer.vat = self.company.vat = "BE0477472701"
        self.customer.email = "azure@example.com"
        customer = self.customer.with_company(self.company)
        customer.invoice_edi_format = "ubl_bis3"
        if "peppol" in customer._fields["invoice_sending_method"].get_values(self.env):
            customer.invoice_sending_method = "peppol"
        invoice = self._topup_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(invoice)
        self.assertTrue(invoice.invoice_pdf_report_id)
        self.assertFalse(invoice.ubl_cii_xml_id)

    def test_what_is_sold_is_sent_as_the_customer_wants(self):
        """A line beside the store credit makes it an invoice like others."""
        self.customer.country_id = self.env.ref("base.be")
        self.customer.with_company(self.company).invoice_edi_format = "ubl_bis3"
        Send = self.env["account.move.send"]
        invoice = self.invoice(100.0)
        self.assertEqual(Send._get_default_invoice_edi_format(invoice), "ubl_bis3")
        self.assertFalse(Send._get_default_invoice_edi_format(self._topup_invoice()))

    def test_the_tax_is_made_once(self):
        self.customer.with_company(self.company).invoice_edi_format = "ubl_bis3"
        first = self.company._get_topup_tax(self.customer)
        self.assertEqual(self.company._get_topup_tax(self.customer), first)
        self.assertEqual(first.type_tax_use, "none")

    def test_a_journal_without_documents_is_kept(self):
        journal = self.company_data["default_journal_sale"]
        self.assertEqual(self.company._get_topup_journal(journal), journal)
