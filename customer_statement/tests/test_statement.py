"""Statements as records: generated, sent, revised, and never changed afterwards."""

from odoo import fields
from odoo.tests import Form, tagged

from ..core.recurrence import named_period
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

    def new_form(self, **context):
        """Return the empty form of a statement, as a statement manager opens it."""
        model = self.Statement.with_user(self.statement_manager).with_context(**context)
        return Form(model)

    def test_choosing_a_customer_is_enough(self):
        """New, the customer, Generate, Send: it tells last month."""
        today = fields.Date.context_today(self.Statement)
        with self.new_form() as form:
            self.assertEqual(form.period, "month")
            form.partner_id = self.customer
        statement = form.record
        self.assertEqual((statement.date_from, statement.date_to), named_period("month", today))
        statement.action_generate()
        statement.action_send()
        self.assertEqual(statement.state, "sent")

    def test_a_client_that_gives_no_days_gets_last_month(self):
        """The same through the API; open items are those of today, chosen days stay."""
        today = fields.Date.context_today(self.Statement)
        Statement = self.Statement.with_user(self.statement_manager)
        month, items, chosen = Statement.create(
            [
                {"partner_id": self.customer.id},
                {"partner_id": self.customer.id, "kind": "open_items"},
                {"partner_id": self.customer.id, "date_from": "2026-01-01"},
            ]
        )
        self.assertEqual((month.date_from, month.date_to), named_period("month", today))
        self.assertEqual((items.date_from, items.date_to), (False, today))
        self.assertEqual((str(chosen.date_from), chosen.date_to), ("2026-01-01", today))

    def test_a_period_is_chosen_by_its_name(self):
        """The days follow the name, the name follows the days; open items need none."""
        today = fields.Date.context_today(self.Statement)
        with self.new_form() as form:
            form.partner_id = self.customer
            form.period = "quarter"
            self.assertEqual((form.date_from, form.date_to), named_period("quarter", today))
            form.date_from = "2026-01-05"
            self.assertEqual(form.period, "custom")
            form.kind = "open_items"
            self.assertEqual((form.date_from, form.date_to), (False, today))
            form.kind = "balance_forward"
            self.assertEqual(form.period, "month")

    def test_a_period_goes_on_where_the_last_statement_ended(self):
        """The last one ended in January: the next begins in February; drafts do not count."""
        self.statement().action_send()
        self.statement(date_from="2026-02-01", date_to="2026-03-31")
        with self.new_form() as form:
            form.partner_id = self.customer
            form.period = "since"
            self.assertEqual((str(form.date_from), form.period), ("2026-02-01", "since"))

    def test_figures_of_a_draft_follow_its_choices(self):
        """Another customer, another period, another kind: no old figure is sent with it."""
        self.invoice(100)
        self.invoice(50, invoice_date="2026-02-05")
        self.invoice(30, self.other_customer)
        draft = self.statement()
        self.assertEqual(draft.closing_balance, 100)
        draft.partner_id = self.other_customer
        self.assertEqual(draft.closing_balance, 30)
        draft.write({"partner_id": self.customer.id, "date_to": "2026-02-28"})
        self.assertEqual((draft.closing_balance, draft._get_data().date_to.month), (150, 2))
        draft.kind = "open_items"
        self.assertEqual((draft.opening_balance, draft._get_data().kind), (0, "open_items"))
        draft.action_send()
        self.assertEqual(draft.closing_balance, 150)

    def test_a_revision_tells_what_is_chosen_in_it(self):
        """January was sent by mistake: the revision is of February, though nobody reads again."""
        self.invoice(50, invoice_date="2026-02-05")
        statement = self.statement()
        statement.action_send()
        revision = statement._revise()
        with Form(revision) as form:
            form.date_from, form.date_to = "2026-02-01", "2026-02-28"
        self.assertEqual(revision.closing_balance, 50)
        revision.action_send()
        self.assertEqual(str(revision._get_data().date_to), "2026-02-28")

    def test_open_items_tell_no_movements(self):
        """A list of open items in February, as a reminder is, leaves no gap after January."""
        self.statement().action_send()
        self.statement(kind="open_items", date_to="2026-02-10").action_send()
        with self.new_form() as form:
            form.partner_id = self.customer
            form.period = "since"
            self.assertEqual(str(form.date_from), "2026-02-01")
