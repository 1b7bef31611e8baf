"""The demo story has a schedule, a run that was sent, a dispute and a revision."""

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import convert_file

from odoo.addons.customer_statement.demo.customer_reminder_demo import ReminderTeller
from odoo.addons.customer_statement.demo.customer_statement_demo import ANSWERS

from .common_sending import SendingCommon

BASE = "customer_credit_balance"
FILES = (
    (BASE, "res_users_demo.xml"),
    (BASE, "res_partner_demo.xml"),
    (BASE, "product_demo.xml"),
    ("customer_statement", "customer_statement_demo.xml"),
    ("customer_statement", "customer_reminder_demo.xml"),
    ("customer_statement", "customer_plan_demo.xml"),
)


@tagged("post_install", "-at_install")
class TestStatementDemo(SendingCommon):
    """One telling in the fresh company, read back."""

    shares_setup = False  # long: see tools/shared_setup.py

    @classmethod
    def setUpClass(cls):
        """Load the demo files and tell the story."""
        super().setUpClass()
        for module, name in FILES:
            convert_file(cls.env(su=True), module, f"demo/{name}", {}, mode="init", noupdate=True)
        cls.Demo = cls.env["customer.credit.demo"].sudo()
        cls.Demo._create_story(cls.company)
        cls.Demo._create_statement_story(cls.company)
        cls.Demo._create_reminder_story(cls.company)
        cls.Demo._create_plan_story(cls.company)
        cls.env.invalidate_all()
        cls.schedule = cls.Schedule.search([("company_id", "=", cls.company.id)])
        cls.run_ = cls.schedule.run_ids

    def statements_of(self, name):
        """Return the statements of a customer, the newest first."""
        return self.Statement.search(
            [("partner_id", "=", self.env.ref(f"{BASE}.demo_partner_{name}").id)], order="id desc"
        )

    def test_run_of_the_month_was_sent(self):
        """The schedule looks ahead; its run is done and nobody failed.

        Which customers that are depends on the day: the story is told backwards from today.
        """
        self.assertTrue(self.schedule.next_run)
        self.assertEqual((self.run_.state, self.run_.failed_count), ("done", 0))
        owing = {
            partner.id
            for partner, balance in self.env["account.move.line"]._read_group(
                [
                    ("company_id", "=", self.company.id),
                    ("partner_id", "in", self.run_.line_ids.partner_id.ids),
                    ("parent_state", "=", "posted"),
                    ("account_type", "=", "asset_receivable"),
                    ("date", "<=", self.run_.date_to),
                ],
                ["partner_id"],
                ["balance:sum"],
            )
            if not self.company.currency_id.is_zero(balance)
        }
        self.assertEqual(set(self.run_.statement_ids.partner_id.ids), owing)
        self.assertEqual(self.run_.done_count, len(owing))
        answering = {self.env.ref(f"{BASE}.demo_partner_{name}").id for _verb, name, *_ in ANSWERS}
        self.assertLessEqual(answering, owing)
        self.assertEqual(set(self.run_.statement_ids.mapped("mail_state")), {"sent"})
        self.assertFalse(any(self.run_.statement_ids.mapped("problem")))

    def test_customers_answered(self):
        """One confirmed, one disputes and promises, one was settled, one has a revision."""
        self.assertEqual(self.statements_of("school").confirmation, "agreed")
        builder = self.statements_of("builder")
        self.assertEqual(builder.state, "disputed")
        self.assertEqual(sorted(builder.dispute_ids.mapped("kind")), ["dispute", "promise"])
        disputed = builder.dispute_ids.filtered("line_key")
        lines = {line.key for part in builder._get_data().sections for line in part.lines}
        self.assertIn(disputed.line_key, lines, "a line that stands on the statement")
        self.assertEqual(self.statements_of("bergmann").dispute_ids.state, "accepted")
        revision, first = self.statements_of("gifts")
        self.assertEqual((first.state, revision.revision_of_id), ("replaced", first))

    def test_reminders_of_today_are_told(self):
        """A month in steps; answered, promised, disputed, called, paused, covered; interest."""
        policies = self.env["customer.reminder.policy"].search(
            [("company_id", "=", self.company.id)]
        )
        runs = policies.run_ids
        done = runs.filtered(lambda run: run.state == "done")
        told = done.grouped("date_to")
        today = max(told)
        days = [(today - day).days for day in sorted(told)]
        self.assertEqual(days, [14, 9, 0])
        self.assertEqual([sum(told[day].mapped("done_count")) for day in sorted(told)], [6, 6, 6])
        steps = {it.partner_id.name: it.reminder_days for it in told[today].statement_ids}
        self.assertEqual((steps["Kestrel Cycles"], steps["Mill Lane Bakery"]), (14, 3))
        why = {
            line.partner_id.name: line.reason
            for line in (runs - done).line_ids.filtered(lambda line: line.state == "skipped")
        }
        self.assertEqual((runs - done).mapped("state"), ["draft"])
        self.assertEqual(
            {why[name] for name in ("Harbour Museum Shop", "Northgate Brewery", "Kestrel Cycles",
                                    "Mill Lane Bakery", "Brook Printing", "Harbour Joinery")},
            {"paused", "covered", "reply", "promised", "disputed", "planned"},
        )  # fmt: skip
        reminders = told[today].statement_ids
        found = {
            "unread": reminders.filtered(lambda it: it.reply_state == "unread"),
            "calls": reminders.filtered(lambda it: it.call_state == "todo"),
        }
        self.assertEqual({name: len(it) for name, it in found.items()}, {"unread": 1, "calls": 2})
        answers = reminders.dispute_ids
        self.assertEqual(sorted(answers.mapped("kind")), ["dispute", "dispute", "promise"])
        late = answers.filtered("escalated_on")
        self.assertEqual(late.partner_id.name, "Brook Printing")
        claim = self.env["customer.statement.interest.claim"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual((claim.state, claim.partner_id.name), ("claimed", "Fairview Hotel"))
        waived = self.env["customer.statement.interest.line"].search(
            [("company_id", "=", self.company.id), ("reason", "!=", False)]
        )
        self.assertEqual(waived.partner_id.name, "Orchard Clinic")
        self.assertFalse(self.Demo._create_reminder_story(self.company))

    def test_plans_and_announced_payments_are_told(self):
        """One plan is kept, one is broken, one is offered; one payment is awaited, one is there."""
        mine = [("company_id", "=", self.company.id)]
        plans = self.env["customer.payment.plan"].search(mine).grouped("state")
        self.assertEqual(set(plans), {"active", "broken", "offered"})
        parts = plans["active"]._get_ordered()
        self.assertEqual(parts.mapped("state"), ["paid", "open", "open"])
        self.assertTrue(plans["broken"].activity_ids)
        found = self.env["customer.remittance"].search(mine).grouped("state")
        self.assertEqual(set(found), {"announced", "used"})
        self.assertEqual(found["announced"].line_ids.dispute_id.state, "open")
        mails = self.Mail.search([("model", "=", "customer.payment.plan")])
        self.assertEqual(set(mails.mapped("state")), {"sent"})
        self.assertFalse(self.Demo._create_plan_story(self.company))

    def test_the_story_has_one_today_also_late_in_the_evening(self):
        """It is tomorrow already where the demo is installed, and not where interest is claimed."""
        self.env.user.tz = "Europe/Brussels"
        with freeze_time("2026-11-29 23:30:00"):
            teller = ReminderTeller(self.env, self.company)
            claims = teller.work["customer.statement.interest.claim"]
            self.assertEqual(teller.today, fields.Date.context_today(claims))

    def test_story_is_told_once_and_not_by_rpc(self):
        """A second installation changes nothing, and nobody starts it from outside."""
        self.assertFalse(self.Demo._create_statement_story(self.company))
        with self.assertRaises(AccessError):
            get_public_method(self.Demo, "_create_statement_story")
