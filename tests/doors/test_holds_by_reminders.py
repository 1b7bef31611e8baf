"""Reminders that put customers on hold: told by one addon, held by another, neither knows of it."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_statement.tests.common_reminders import DAY, ReminderCommon

QUESTION = "customer_credit_limit.mail_activity_hold_question"


@tagged("post_install", "-at_install")
class TestHoldsByReminders(ReminderCommon):
    """The first step after the due date puts on hold."""

    @classmethod
    def setUpClass(cls):
        """Let the step put on hold, and give somebody the right to decide."""
        super().setUpClass()
        cls.Rule = cls.env["customer.credit.hold.rule"].sudo()
        cls.limit_manager = cls._new_user(
            "reminder_limits", "customer_credit_limit.group_credit_limit_manager"
        )
        cls.limit_manager.company_ids = cls.company
        cls.limit_manager.company_id = cls.company
        cls.policy.step_ids.filtered(lambda step: step.days == 3).put_on_hold = True

    def businesses(self, count):
        """Return companies that are late."""
        partners = self.late(count)
        partners.is_company = True
        return partners

    def held(self, partners):
        """Return who of these is on hold."""
        partners.invalidate_recordset()
        return partners.filtered("credit_on_hold")

    @freeze_time(DAY)
    def test_a_reminder_holds_until_what_it_asked_for_is_paid_or_promised(self):
        """At once, with a reason that names it; a hold by rule like any other."""
        paid, promised, kept = self.businesses(3)
        everybody = paid | promised | kept
        self.owe(paid, 40.0, "2026-02-09")
        run = self.remind()

        self.assertEqual(self.held(everybody), everybody)
        reminder = self.reminder_of(run, paid)
        for word in ("Payment reminder", reminder.name, "140.00"):
            self.assertIn(word, paid.credit_hold_reason)
        lines = self.env["customer.credit.audit"].search([("partner_id", "=", paid.id)])
        self.assertEqual(lines.mapped("event"), ["hold"])
        self.Rule._evaluate(self.company)
        self.assertEqual(self.held(everybody), everybody)

        invoice = self.env["account.move"].search(
            [("partner_id", "=", paid.id), ("amount_total", "=", 100.0)]
        )
        self.pay(invoice, 100.0, DAY)
        self.reminder_of(run, promised)._promise(promised, "", date(2026, 2, 20))
        self.assertEqual(self.Rule._evaluate(self.company, held_only=True)["released"], 2)
        self.assertEqual(self.held(everybody), kept)
        self.step(3).put_on_hold = False
        self.Rule._evaluate(self.company)
        self.assertEqual(self.held(everybody), kept)
        with freeze_time("2026-02-21"):
            self.Rule._evaluate(self.company)
            self.assertEqual(self.held(everybody), promised | kept)

    @freeze_time(DAY)
    def test_a_reminder_that_nobody_got_holds_nobody(self):
        """Its email came back: not warned, not held, until it is handed over in another way."""
        customer = self.businesses(1)
        run = self.remind()
        self.assertEqual(self.held(customer), customer)
        self.bounce(run)
        self.Rule._evaluate(self.company)
        self.assertFalse(self.held(customer))
        self.reminder_of(run, customer)._send_again("print")
        self.Rule._evaluate(self.company)
        self.assertEqual(self.held(customer), customer)

    @freeze_time(DAY)
    def test_about_a_person_somebody_decides(self):
        """The reminder is sent, nobody is held; a manager says yes or no."""
        agreed, declined, paid = self.late(3)
        everybody = agreed | declined | paid
        self.remind()

        self.assertFalse(self.held(everybody))
        asked = everybody.sudo().activity_ids.filtered(
            lambda it: it.activity_type_id == self.env.ref(QUESTION)
        )
        self.assertEqual(asked.mapped("res_id"), everybody.ids)
        self.assertIn("Payment reminder", asked[0].note)
        with self.assertRaises(AccessError):
            agreed.with_user(self.statement_manager).action_credit_hold_agree()
        agreed.with_user(self.limit_manager).action_credit_hold_agree()
        declined.with_user(self.limit_manager).action_credit_hold_decline()
        with self.assertRaises(UserError):
            declined.with_user(self.limit_manager).action_credit_hold_agree()
        self.pay(self.env["account.move"].search([("partner_id", "=", paid.id)]), 100.0, DAY)
        self.Rule._evaluate(self.company)

        self.assertEqual(self.held(everybody), agreed)
        self.assertFalse(everybody.sudo().activity_ids & asked)
        self.assertFalse(paid.with_user(self.limit_manager).customer_credit_hold_asked)

    @freeze_time(DAY)
    def test_a_company_may_leave_persons_to_the_rule(self):
        """The setting off: held like everybody else."""
        self.company.customer_credit_hold_ask_persons = False
        person = self.late(1)
        self.remind()

        self.assertEqual(self.held(person), person)
