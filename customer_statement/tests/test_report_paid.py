"""What payments paid: documents, amounts and the rest, on every way a statement is looked at."""

import io

from openpyxl import load_workbook
from pypdf import PdfReader

from odoo import Command
from odoo.tests import tagged

from odoo.addons.customer_credit_balance.models.application.customer_credit import Wanted

from ..pdf.keeping import pack, unpack
from .common import StatementCommon


@tagged("post_install", "-at_install")
class TestPaid(StatementCommon):
    """Opened lines and the rest are the payment, in its currency."""

    def match(self, payment, *invoices):
        """Match a payment with documents, in this order."""
        for invoice in invoices:
            items = self.receivable_line(payment.move_id) | self.receivable_line(invoice)
            items.reconcile()

    def lines(self, **options):
        """Return {type: [lines]} of the customer's statement, which adds up."""
        data = self.read(**options)
        self.assert_adds_up(data)
        found = {}
        for part in data.sections:
            for line in part.lines:
                found.setdefault(line.type, []).append(line)
        return found

    def parts(self, line):
        """Return [(number, amount, amount of the document, currency)] of a line."""
        return [
            (part.number, part.amount, part.document_amount, part.currency)
            for part in line.paid or ()
        ]

    def test_a_payment_opens_into_its_documents_and_the_rest(self):
        """130 for 100 and 20 leave 10; an open-items statement tells it of the open credit."""
        first, second = self.invoice(100.0), self.invoice(20.0)
        payment = self.pay_on_account(130.0)
        self.match(payment, first, second)
        for kind in ("activity", "open_items", "balance_forward"):
            (line,) = self.lines(kind=kind)["payment"]
            self.assertEqual(
                self.parts(line), [(first.name, 100.0, 100.0, ""), (second.name, 20.0, 20.0, "")]
            )
            self.assertEqual(line.rest(2), 10.0)

    def test_it_is_what_was_paid_by_the_day(self):
        """Matched with an invoice of February: all of it is left in January."""
        payment = self.pay_on_account(100.0)
        self.match(payment, self.invoice(60.0, invoice_date="2026-02-10"))
        (line,) = self.lines()["payment"]
        self.assertEqual((self.parts(line), line.rest(2)), ([], 100.0))
        (line,) = self.lines(date_to="2026-02-28")["payment"]
        self.assertEqual(line.rest(2), 40.0)

    def test_another_currency_is_told_in_the_currency_of_the_document(self):
        """25 of ours pay 50 euros; 60 euros paid at another rate are 60 euros."""
        invoice = self.invoice(50.0, currency_id=self.foreign.id)
        self.pay(invoice, 25.0, "2026-01-20", self.company.currency_id)
        (line,) = self.lines()["payment"]
        self.assertEqual(self.parts(line), [(invoice.name, 25.0, 50.0, "EUR")])
        later = self.invoice(60.0, currency_id=self.foreign.id, invoice_date="2026-02-10")
        self.pay(later, 60.0, "2026-03-05", self.foreign)
        _first, line = self.lines(date_to="2026-03-31")["payment"]
        self.assertEqual(self.parts(line), [(later.name, 60.0, 60.0, "")])
        self.assertEqual(line.rest(2), 0.0)

    def test_a_part_of_a_credit_leads_to_the_invoice(self):
        """Not to the entry that splits it; the credit note opens like a payment."""
        credit = self.invoice(50.0, move_type="out_refund")
        invoice = self.invoice(100.0)
        self.env["customer.credit"].sudo()._apply_to_invoices(
            self.customer, self.company, [Wanted(self.receivable_line(credit), invoice, 30.0)],
            date=invoice.invoice_date, key="test-paid-split",
        )  # fmt: skip
        (line,) = self.lines()["credit_note"]
        self.assertEqual(self.parts(line), [(invoice.name, 30.0, 30.0, "")])
        self.assertEqual(line.rest(2), 20.0)

    def test_a_discount_is_part_of_what_is_paid(self):
        """98 in money settle 100: the invoice is paid by 100, of which 2 are no money."""
        invoice = self.discounted_invoice()
        self.pay(invoice, 98.0, "2026-01-20")
        self.assertEqual(invoice.amount_residual, 0.0)
        (line,) = self.lines()["payment"]
        self.assertEqual(self.parts(line), [(invoice.name, 100.0, 100.0, "")])
        self.assertEqual((line.amount, line.rest(2), line.deducted), (-100.0, 0.0, 2.0))
        details = self.statement()._get_document().sections[0].tables[0].rows[2].details
        self.assertEqual(details[-1], ["of which discount or difference", "2.00"])

    def discounted_invoice(self):
        """Return an invoice of 100 with 2 percent off within ten days."""
        term = self.env["account.payment.term"].create(
            {
                "name": "2/10 net 30", "early_discount": True, "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100,
                                             "nb_days": 30})],
            }
        )  # fmt: skip
        return self.invoice(100.0, invoice_payment_term_id=term.id)

    def test_paid_by_another_customer_and_refunded(self):
        """What left the statement is told, too."""
        invoice = self.invoice(100.0, self.other_customer)
        payment = self.pay_on_account(130.0)
        self.match(payment, invoice)
        lines = self.lines()
        self.assertEqual(self.parts(lines["payment"][0]), [(invoice.name, 100.0, 100.0, "")])
        self.assertFalse(lines["transfer"][0].is_payment())

    def test_a_payment_that_does_not_open_into_itself_is_a_fault(self):
        """The sentence names the payment."""
        payment = self.pay_on_account(130.0)
        self.match(payment, self.invoice(100.0))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET amount_residual_currency = -20 WHERE id = %s",
            [self.receivable_line(payment.move_id).id],
        )
        self.env.invalidate_all()
        faults = self.read().faults()
        self.assertIn(("paid", 130.0, 120.0), [(it.what, it.expected, it.found) for it in faults])
        self.assertIn(payment.move_id.name, self.statement().problem)

    def test_values_of_an_earlier_version_are_no_fault(self):
        """Nothing is known of what their payments paid."""
        self.match(self.pay_on_account(100.0), self.invoice(100.0))
        data = self.read()
        self.assertEqual(type(data).from_json(data.to_json()), data)
        values = data.to_json()
        del values["opened"]
        for part in values["sections"]:
            for line in part["lines"]:
                line.pop("paid", None)
        self.assertEqual(type(data).from_json(values).faults(), [])

    def test_any_number_of_payments_takes_three_queries(self):
        """Ten payments of ten customers or one of one."""
        partners = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(10)])
        for partner in partners:
            self.match(self.pay_on_account(30.0, partner), self.invoice(10.0, partner))
        self.env.flush_all()
        for count in (1, 10):
            self.env.invalidate_all()
            with self.assertQueryCount(3):
                found = self.Reader._read(
                    self.company, partners[:count], "activity", "2026-01-01", "2026-01-31"
                )
            for data in found.values():
                self.assertEqual([len(it.paid or ()) for it in data.sections[0].lines], [0, 1])

    # --------------------------------------------------------------- what is seen

    def opened_statement(self, **template):
        """Return (statement, invoice): a payment of 130 for 100, with a number that is markup."""
        invoice = self.invoice(100.0, ref="<b>&")
        self.match(self.pay_on_account(130.0), invoice)
        return self.statement(template=self.template.copy(template)), invoice

    def pdf_text(self, statement):
        """Return what the PDF says."""
        return PdfReader(io.BytesIO(statement._render_pdf())).pages[0].extract_text()

    def test_paper_shows_it_where_the_template_says_so(self):
        """Off: the page is as it was."""
        statement, invoice = self.opened_statement()
        self.assertEqual(self.pdf_text(statement).count(invoice.name), 1)
        self.assertNotIn("Not applied yet", self.pdf_text(statement))
        statement.template_id = self.template.copy({"show_paid": True})
        text = self.pdf_text(statement)
        self.assertEqual(text.count(invoice.name), 2)
        self.assertIn("Not applied yet", text)

    def test_pages_fold_it_out(self):
        """By the browser's own fold, closed unless the paper shows it; texts are escaped."""
        statement, invoice = self.opened_statement()
        html = statement._render_html()
        self.assertIn('<details class="o_statement_paid"><summary>Payment', html)
        self.assertIn(f"<li><span>{invoice.name} · Invoice</span><span>100.00</span></li>", html)
        self.assertNotIn("<b>&", html)
        statement.template_id = self.template.copy({"show_paid": True})
        self.assertIn('<details class="o_statement_paid" open>', statement._render_html())

    def test_it_is_kept_as_it_was_sent(self):
        """And a statement that was kept before payments opened is still read."""
        statement, _invoice = self.opened_statement()
        document = statement._get_document()
        packed = pack(document)
        self.assertEqual(unpack(packed).sections, document.sections)
        for key in ("shows_details", "details_label"):
            del packed[key]
        for table in packed["sections"][0]["tables"]:
            table["rows"] = [row[:6] for row in table["rows"]]
        self.assertEqual(unpack(packed).sections[0].tables[0].rows[1].details, [])

    def test_the_spreadsheet_has_a_sheet_of_it(self):
        """Numbers are numbers; without payments there is none."""
        statement, invoice = self.opened_statement()
        book = load_workbook(io.BytesIO(statement._get_xlsx()))
        rows = list(book["What Payments Paid"].iter_rows(values_only=True))
        self.assertEqual(rows[1][2:7], (invoice.name, "Invoice", 100, "USD", 100))
        self.assertEqual(rows[2][3:6], ("Not applied yet", 30, "USD"))
        self.invoice(10.0, self.other_customer)
        other = self.statement(self.other_customer)
        self.assertEqual(len(load_workbook(io.BytesIO(other._get_xlsx())).sheetnames), 1)
