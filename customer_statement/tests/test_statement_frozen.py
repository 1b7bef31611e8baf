"""Sent statements stay as they were: tried through every door."""

from psycopg2 import errors

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import StatementCommon

# One dot, as PNG.
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAA"
    "BJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestStatementFrozen(StatementCommon):
    """Amounts come from the books alone; what was sent is kept; a revision says what it is."""

    @classmethod
    def setUpClass(cls):
        """Begin with one invoice."""
        super().setUpClass()
        cls.move = cls.invoice(cls, 100.0)

    def sent(self):
        """Return a statement that was sent."""
        statement = self.statement()
        statement.action_send()
        return statement

    def test_amounts_are_never_typed(self):
        """No user writes an amount, a number or a state, not even into a draft."""
        statement = self.statement().with_user(self.statement_manager)
        for vals in (
            {"closing_balance": 1.0},
            {"values": {}},
            {"document": {}},
            {"state": "sent"},
            {"name": "STM/1"},
            {"problem": False},
        ):
            with self.assertRaises(UserError):
                statement.write(vals)
        with self.assertRaises(UserError):
            self.Statement.create(
                {"partner_id": self.customer.id, "date_from": "2026-01-01", "closing_balance": 5.0}
            )

    def test_what_was_sent_is_not_changed(self):
        """Customer, period, note and layout are frozen, by form and by RPC."""
        statement = self.sent()
        for vals in (
            {"partner_id": self.other_customer.id},
            {"date_to": "2026-02-28"},
            {"note": "Different"},
            {"kind": "open_items", "template_id": False},
        ):
            with self.assertRaises(UserError):
                statement.write(vals)
        with self.assertRaises(UserError):
            statement.action_generate()
        with self.assertRaises(UserError):
            statement.unlink()
        with self.assertRaises(UserError):
            statement.action_send()

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_it_too(self):
        """SQL past the ORM is refused as well."""
        statement = self.sent()
        self.env.flush_all()
        for query in (
            "UPDATE customer_statement SET closing_balance = 1 WHERE id = %s",
            "UPDATE customer_statement SET state = 'draft' WHERE id = %s",
            "UPDATE customer_statement SET document = NULL WHERE id = %s",
            "DELETE FROM customer_statement WHERE id = %s",
        ):
            with self.assertRaises(errors.CheckViolation), self.env.cr.savepoint():
                self.env.cr.execute(query, [statement.id])

    def test_the_pdf_of_a_sent_statement_is_kept(self):
        """Neither replaced nor deleted through the list of attachments."""
        statement = self.sent()
        attachment = statement.attachment_id
        with self.assertRaises(UserError):
            attachment.write({"raw": b"%PDF-other"})
        with self.assertRaises(UserError):
            attachment.unlink()

    def test_the_page_of_a_sent_statement_is_kept(self):
        """Whatever is changed of template, company or customer, its page reads as it was sent."""
        template = self.template.copy({"message": "Dear {customer}", "logo": PICTURE})
        statement = self.statement(template=template)
        draft = statement._render_html()
        statement.action_send()
        page = statement._render_html()
        self.assertIn("Dear Azure Interior", page)
        self.assertIn(PICTURE, page)
        self.assertIn(statement.name, draft)
        template.write(
            {"message": "Changed", "title": "Changed", "accent_color": "#ff0000", "logo": False,
             "show_aging": False, "layout": "compact", "show_credits": False}
        )  # fmt: skip
        self.company.company_details = "<p>Another address</p>"
        self.customer.write({"name": "Another name", "street": "Another street", "lang": "en_US"})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(statement._render_html(), page)
        self.assertEqual(statement.preview, page)

    def test_statements_share_one_logo(self):
        """The picture is kept once, and neither changed nor deleted."""
        template = self.template.copy({"logo": PICTURE})
        self.invoice(10.0, self.other_customer)
        statements = self.statement(self.customer + self.other_customer, template=template)
        statements[0].action_send()
        statements[1].action_send()
        logo = statements.logo_id
        self.assertEqual(len(logo), 1)
        for door in (lambda: logo.write({"raw": b"other"}), logo.unlink):
            with self.assertRaises(UserError):
                door()

    def test_what_does_not_add_up_is_not_sent(self):
        """The reason stands on the statement and in the refusal."""
        self.falsify_residual(self.move)
        statement = self.statement()
        self.assertIn("ledger", statement.problem)
        with self.assertRaisesRegex(UserError, "add up"):
            statement.action_send()
        self.assertEqual(statement.state, "draft")

    def test_a_revision_replaces_and_marks_what_changed(self):
        """It is numbered after the first, reads the books anew and marks the new line."""
        statement = self.sent()
        self.invoice(50.0, invoice_date="2026-01-20")
        revision = self.Statement.browse(statement.action_revise()["res_id"])
        self.assertEqual(revision.name, f"{statement.name}-R1")
        lines = revision._get_data().sections[0].lines
        self.assertEqual([(line.amount, line.changed) for line in lines],
                         [(100.0, False), (50.0, True)])  # fmt: skip
        self.assertIn(statement.name, revision._get_document().replaces)
        self.assertEqual(statement.state, "sent", "until the revision is sent")
        revision.action_send()
        self.assertEqual(statement.state, "replaced")
        self.assertEqual(statement.closing_balance, 100.0)

    def test_one_revision_at_a_time(self):
        """A second draft for the same statement is refused."""
        statement = self.sent()
        statement.action_revise()
        with self.assertRaises(UserError):
            statement.action_revise()

    def test_a_revision_of_a_revision_counts_on(self):
        """Number 2 replaces number 1."""
        revision = self.Statement.browse(self.sent().action_revise()["res_id"])
        revision.action_send()
        second = self.Statement.browse(revision.action_revise()["res_id"])
        self.assertTrue(second.name.endswith("-R2"))
        self.assertEqual(second.revision_of_id, revision)

    def test_the_right_is_asked_first(self):
        """An employee neither sends nor revises."""
        statement = self.sent()
        with self.assertRaises(AccessError):
            statement.with_user(self.employee).action_revise()
        with self.assertRaises(AccessError):
            self.statement().with_user(self.employee).action_send()

    def test_other_companies_stay_apart(self):
        """A user of another company reads nothing; a customer of another company is refused."""
        company = self.setup_other_company()["company"]
        statement = self.statement()
        user = self._new_user(
            "other_company", "customer_statement.group_customer_statement_manager"
        )
        user.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        with self.assertRaises(AccessError):
            statement.with_user(user).read(["name"])
        self.other_customer.company_id = company
        with self.assertRaises(ValidationError):
            self.statement(self.other_customer)

    def test_a_batch_costs_no_query_per_customer(self):
        """Ten statements are made with as many queries as three."""
        partners = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(14)])
        self.statement(partners[:1])
        counts = []
        for batch in (partners[1:4], partners[4:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            statements = self.statement(batch)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(statements.mapped("partner_id"), batch)
            self.assertEqual(len(set(statements.mapped("name"))), len(batch))
        self.assertLessEqual(counts[1], counts[0], counts)
