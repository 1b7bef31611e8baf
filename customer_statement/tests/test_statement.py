"""Statements as records: generated, sent, revised, and never changed afterwards."""

from odoo.tests import tagged

from .common import StatementCommon


@tagged("post_install", "-at_install")
class TestStatement(StatementCommon):
    """From the books to a numbered document."""

    def test_an_activity_statement_lists_what_was_booked(self):
        """Invoice 100, paid 40: the statement closes at 60 and adds up."""
        self.pay(self.invoice(100.0), 40.0)
        statement = self.statement()
        self.assertEqual(statement.closing_balance, 60.0)
        self.assertFalse(statement.problem)
        self.assertRegex(statement.name, r"^STM/\d{4}/\d{5}$")
        types = [line.type for line in statement._get_data().sections[0].lines]
        self.assertEqual(types, ["invoice", "payment"])

    def test_it_becomes_a_pdf(self):
        """The Print menu gives a PDF without any browser."""
        self.invoice(100.0)
        statement = self.statement()
        content, kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "customer_statement.report_customer_statement", statement.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))

    def test_a_sent_statement_keeps_its_pdf(self):
        """What was sent is what is printed later, whatever is booked afterwards."""
        self.invoice(100.0)
        statement = self.statement()
        statement.action_send()
        before = statement._render_pdf()
        self.invoice(50.0)
        self.assertEqual(statement._render_pdf(), before)
        self.assertEqual(statement.state, "sent")
