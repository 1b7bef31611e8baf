"""What is kept of private persons ends by itself; companies, open matters and the books stay."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.privacy import customer_statement as privacy
from ..models.privacy import customer_statement_privacy_mixin as mixin
from ..models.remittance.customer_remittance import Announced
from .common_sending import SendingCommon


@tagged("post_install", "-at_install")
class TestPrivacy(SendingCommon):
    """Statements of 2014, which today are older than the ten years of the company."""

    @classmethod
    def setUpClass(cls):
        """Make a person who paid long ago, and answered by mail."""
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {"name": "Jane Doe", "email": "jane@example.com"}
        )
        cls.Company = cls.env["res.company"]

    def told(self, partner=None, year=2014, paid=True):
        """Return a statement of a customer of that year, answered, disputed and settled."""
        partner = partner or self.person
        invoice = self.invoice(100, partner, invoice_date=f"{year}-01-15")
        statement = self.sent(partner, kind="open_items", date_to=f"{year}-03-31",
                              note="<p>Dear Jane</p>")  # fmt: skip
        statement.sudo().message_post(
            body="I was ill", message_type="email", author_id=partner.id,
            attachments=[("illness.txt", b"flu")],
        )  # fmt: skip
        statement._settle_reply("nothing")
        dispute = statement._dispute(partner, "", "other", "Ask my mother")
        dispute.answer = "We asked her"
        dispute.with_user(self.statement_manager).action_accept()
        if paid:
            self.pay(invoice, 100, f"{year}-04-01")
        return statement

    def clean(self, times=1, left=60.0):
        """Run the daily action without its commits."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=left):
            for _turn in range(times):
                self.Statement.sudo()._cron_clean_private()
        self.env.invalidate_all()

    def assert_refused(self, statement, change):
        """The database refuses this change, whoever connects."""
        refused = self.assertRaises(CheckViolation, msg=change)
        with mute_logger("odoo.sql_db"), refused, self.env.cr.savepoint():
            self.env.cr.execute(
                f"UPDATE customer_statement SET {change} WHERE id = %s", [statement.id]
            )

    def words(self, statement):
        """Return all that is left of the words about a statement."""
        dispute = statement.dispute_ids
        files = self.env["ir.attachment"].sudo().search(
            [("res_model", "in", (statement._name, dispute._name)),
             ("res_id", "in", statement.ids + dispute.ids)]
        )  # fmt: skip
        messages = self.env["mail.message"].sudo().search(
            [("model", "in", (statement._name, dispute._name)),
             ("res_id", "in", statement.ids + dispute.ids)]
        )  # fmt: skip
        return [it for it in (
            files, messages, statement.sudo().activity_ids, statement.sudo().message_follower_ids,
            dispute.note, dispute.answer, statement.note, statement.document, statement.values,
            statement.attachment_id, statement.access_token,
            [it for it in statement.sudo().delivery_ids if it.recipients or it.subject],
        ) if it]  # fmt: skip

    def test_words_go_and_figures_stay(self):
        """Once; the company counts, and whoever prints it reads why not."""
        statement = self.told()
        kept = ("name", "date_to", "closing_balance", "sent_at", "partner_id", "state")
        before = [statement[name] for name in kept]
        self.assertEqual(len(self.words(statement)), 11)
        self.clean(times=2)

        self.assertEqual(self.words(statement), [])
        self.assertTrue(statement.privacy_cleaned_on)
        self.assertEqual([statement[name] for name in kept], before)
        dispute = statement.dispute_ids
        self.assertEqual((dispute.amount, dispute.state), (100, "accepted"))
        self.assertEqual(self.company.customer_statement_privacy_count, 1)
        self.assertFalse(statement.preview)
        with self.assertRaisesRegex(UserError, "limited time"):
            statement._render_pdf()
        with self.assertRaisesRegex(UserError, "limited time"):
            statement.action_send_again()

    def test_what_is_open_young_or_of_a_company_stays(self):
        """Each for another reason; nothing at all where the company keeps for ever."""
        unpaid = self.told(self.env["res.partner"].create({"name": "Unpaid"}), paid=False)
        young = self.told(self.env["res.partner"].create({"name": "Young"}), 2025)
        unread = self.told(self.env["res.partner"].create({"name": "Unread"}))
        unread._write_engine({"reply_state": "unread"})
        disputed = self.told(self.env["res.partner"].create({"name": "Disputed"}))
        disputed.dispute_ids._write_engine({"state": "open"})
        business = self.told(self.customer)
        contact = self.told(self.contact)
        due = self.told()
        self.company.customer_statement_privacy_years = 0
        self.clean()
        self.assertFalse(due.privacy_cleaned_on)
        self.company.customer_statement_privacy_years = 10
        self.clean()
        self.assertTrue(due.privacy_cleaned_on)
        for statement in unpaid | young | unread | disputed | business | contact:
            self.assertFalse(statement.privacy_cleaned_on, statement.partner_id.name)
            self.assertTrue(statement.attachment_id)

    def test_the_database_lets_nothing_else_pass(self):
        """Neither words of a younger one or of a company, nor figures; no key of a context."""
        old, young, business = self.told(), self.told(year=2025), self.told(self.customer)
        self.env.flush_all()
        day = "privacy_cleaned_on = CURRENT_DATE"
        for statement, change in (
            (old, "document = NULL"),
            (old, f"{day}, closing_balance = 1"),
            (old, f"""{day}, document = '{{"a": 1}}'"""),
            (young, f"document = NULL, {day}"),
            (business, f"document = NULL, {day}"),
        ):
            self.assert_refused(statement, change)
        with self.assertRaises(UserError):
            old.with_context(customer_statement_privacy=True).write(
                {"privacy_cleaned_on": "2026-01-01"}
            )
        self.clean()
        for change in ("privacy_cleaned_on = NULL", "name = 'X'"):
            self.assert_refused(old, change)

    def test_slices_are_committed_and_one_that_fails_stops_no_other(self):
        """Whoever is cut off goes on there the next time."""
        first, second, third = (
            self.told(self.env["res.partner"].create({"name": name})) for name in "ABC"
        )
        self.patch(privacy, "SLICE", 1)
        self.clean(left=0)
        self.assertEqual(
            [bool(it.privacy_cleaned_on) for it in (first, second, third)], [True, False, False]
        )
        clean = type(first)._clean_private

        def fail(statements):
            if second in statements:
                raise ZeroDivisionError
            return clean(statements)

        with patch.object(type(first), "_clean_private", fail), mute_logger(mixin.__name__):
            self.clean()
        self.assertEqual((second.privacy_cleaned_on, bool(third.privacy_cleaned_on)), (False, True))
        self.clean()
        self.assertTrue(second.privacy_cleaned_on)
        self.assertEqual(self.company.customer_statement_privacy_count, 3)

    def test_a_person_sees_what_is_kept_and_nothing_else(self):
        """On the portal a cleaned statement is none."""
        statement = self.told()
        user = self.portal_user_of(self.person)
        found = self.Statement.with_user(user).search([])
        self.assertEqual(found, statement.with_user(user))
        self.clean()
        self.assertFalse(self.Statement.with_user(user).search([]))

    def promised(self, partner, paid=True):
        """Return a payment plan and an announced payment of 2014, talked about."""
        with freeze_time("2014-02-10"):
            planned, announced = (self.invoice(100, partner, invoice_date="2014-01-15")
                                  for _number in range(2))  # fmt: skip
            plan = self.env["customer.payment.plan"].sudo()._make(
                partner, self.company, self.receivable_line(planned), [(date(2014, 2, 10), 100.0)],
                user_id=self.accountant.id,
            )  # fmt: skip
            plan._agree(partner)
            remittance = self.env["customer.remittance"].sudo()._announce(
                partner, self.company, date(2014, 2, 20),
                [Announced(announced, 90.0, "", "When I am well again")],
            )  # fmt: skip
            if paid:
                self.pay(planned, 100, "2014-02-10")
                plan._check_today()
                remittance._withdraw()
        for record in plan, remittance:
            record.message_post(body="I lost my job")
        self.env.flush_all()
        self.cr.execute("UPDATE customer_remittance SET create_date = '2014-02-10'")
        self.env.invalidate_all()
        return plan, remittance

    def said(self, record):
        """Return how many messages and emails are left of a record."""
        here = [("model", "=", record._name), ("res_id", "=", record.id)]
        return sum(self.env[name].sudo().search_count(here) for name in ("mail.message",
                   "mail.mail"))  # fmt: skip

    def test_plans_and_announced_payments_lose_their_words_too(self):
        """What is awaited or owed, and what companies said, stays."""
        plan, remittance = self.promised(self.person)
        others = [
            *self.promised(self.customer),
            *self.promised(self.env["res.partner"].create({"name": "Unpaid"}), paid=False),
        ]
        before = [self.said(record) for record in others]
        self.assertEqual((plan.state, remittance.state), ("kept", "withdrawn"))
        self.clean()
        for record in plan, remittance:
            self.assertEqual(self.said(record), 0)
            self.assertTrue(record.privacy_cleaned_on)
        self.assertFalse(remittance.line_ids.note or plan.end_reason or plan.access_token)
        self.assertEqual((remittance.line_ids.amount, plan.amount), (90.0, 100.0))
        self.assertEqual([self.said(record) for record in others], before)
        self.assertEqual(
            [record.line_ids.note for record in others if "line_ids" in record._fields],
            ["When I am well again"] * 2,
        )
