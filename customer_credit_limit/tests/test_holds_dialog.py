"""Mass hold and release: counted first, done by managers only, each change on record."""

from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .test_holds_rules import HoldRuleCommon


@tagged("post_install", "-at_install")
class TestHoldWizard(HoldRuleCommon):
    """From the list of customers and from a rule."""

    def wizard(self, partners, user=None, **vals):
        """Return the dialog over these customers."""
        Wizard = self.env["customer.credit.hold.wizard"].with_user(user or self.limit_manager)
        context = {"active_model": "res.partner", "active_ids": partners.ids}
        return Wizard.with_context(**context).create({"reason": "Insolvency", **vals})

    def test_it_says_how_many_before_it_does(self):
        """Contacts count as their company; whoever is held by hand already is not counted."""
        self.quotation(10.0)
        self.put_on_hold(self.other_customer)
        partners = self.customer + self.contact + self.other_customer
        wizard = self.wizard(partners)
        self.assertEqual(
            (wizard.customer_count, wizard.change_count, wizard.order_count), (2, 1, 1)
        )
        self.assertFalse(self.customer.credit_on_hold)
        self.assertEqual(
            wizard.summary.split("\n"), ["1 of 2 customers will be held.", "Open quotations: 1"]
        )
        wizard.operation = "release"
        self.assertEqual(wizard.change_count, 1)
        self.assertIn("1 of 2 customers will be released.", wizard.summary)

    def test_of_one_customer_it_says_only_what_is_news(self):
        """Nobody counts to one; that nothing changes is told."""
        self.assertFalse(self.wizard(self.customer).summary)
        self.quotation(10.0)
        self.assertEqual(self.wizard(self.customer).summary, "Open quotations: 1")
        wizard = self.wizard(self.other_customer, operation="release")
        self.assertEqual(wizard.summary, "0 of 1 customers will be released.")

    def test_a_customer_is_held_and_released_from_its_page(self):
        """Managers have a button at the head of the page; it opens the dialog for that customer."""
        action = self.env.ref("customer_credit_limit.action_customer_credit_hold")

        def buttons(user):
            Partner = self.env["res.partner"].with_user(user)
            view = Partner.get_view(self.env.ref("base.view_partner_form").id)
            found = etree.fromstring(view["arch"]).xpath(f"//button[@name='{action.id}']")
            return [safe_eval(button.get("context"))["default_operation"] for button in found]

        self.assertEqual(buttons(self.limit_manager), ["hold", "release"])
        self.assertEqual(buttons(self.salesperson), [])
        for operation in buttons(self.limit_manager):
            wizard = self.wizard(self.customer, operation=operation)
            wizard.action_apply()
            self.assertEqual(self.customer.credit_on_hold, operation == "hold")

    def test_over_the_limit_is_said_without_a_minus(self):
        """50 more than the 100 that may be owed, or 0."""
        self.owe(150.0)
        self.assertEqual(self.customer.customer_credit_over_by, 0.0)
        self.customer.with_user(self.limit_manager).write(
            {"credit_limit_mode": "custom", "credit_limit_amount": 100.0}
        )
        self.env.invalidate_all()
        self.assertEqual(
            (self.customer.customer_credit_over_by, self.customer.credit_headroom), (50, -50)
        )

    def test_mass_hold(self):
        """Reason for colleagues, message for customers, until when, and the record."""
        until = fields.Date.today() + timedelta(days=30)
        wizard = self.wizard(
            self.customer + self.other_customer, message="Please call us", until=until
        )
        res = wizard.action_apply()
        self.assertIn("2", res["params"]["title"])
        for partner in self.customer + self.other_customer:
            profile = self.profile(partner)
            self.assertTrue(partner.credit_on_hold)
            self.assertEqual(
                (profile.hold_reason, profile.hold_message, profile.hold_until),
                ("Insolvency", "Please call us", until),
            )
            self.assertEqual(self.events(partner), ["hold"])
        line = self.env["customer.credit.audit"].search([("event", "=", "hold")], limit=1)
        self.assertEqual((line.user_id, line.note), (self.limit_manager, "Insolvency"))

    def test_mass_release(self):
        """Holds by hand end; where a rule would hold again, none may for the days of grace."""
        self.policy.grace_days = 3
        self.put_on_hold(self.other_customer)
        self.owe(150.0, days_overdue=20)
        self.evaluate()
        res = self.rule.with_user(self.limit_manager).action_release_wizard()
        self.assertEqual(res["context"]["default_partner_ids"], self.customer.ids)
        self.wizard(
            self.customer + self.other_customer, operation="release", reason="Agreed"
        ).action_apply()
        profile = self.profile()
        self.assertEqual(
            (profile.hold, profile.hold_until), ("off", fields.Date.today() + timedelta(days=3))
        )
        self.assertEqual(self.profile(self.other_customer).hold, "auto")
        self.evaluate()
        self.assertFalse((self.customer + self.other_customer).filtered("credit_on_hold"))
        self.assertEqual(self.events(self.other_customer)[-1], "release")

    def test_a_last_day_is_today_or_later(self):
        """A hold or a release that is over already would be none, whatever the message says."""
        yesterday = fields.Date.today() - timedelta(days=1)
        for operation in ("hold", "release"):
            with self.assertRaisesRegex(UserError, "today or later"):
                self.wizard(self.customer, operation=operation, until=yesterday).action_apply()

    def test_a_hold_needs_a_reason(self):
        """A blank is none."""
        with self.assertRaises(UserError):
            self.wizard(self.customer, reason="  ").action_apply()

    def test_only_managers(self):
        """Neither the dialog nor its button, nor a manager's dialog used by somebody else."""
        wizard = self.wizard(self.customer)
        for user in (self.salesperson, self.approver, self.sales_manager):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.wizard(self.customer, user=user)
                with self.assertRaises(AccessError):
                    wizard.with_user(user).action_apply()
        self.assertFalse(self.customer.credit_on_hold)

    def test_not_for_another_company(self):
        """A manager of one company holds nobody elsewhere."""
        other = self.setup_other_company()["company"]
        with self.assertRaises(AccessError):
            self.wizard(self.customer, company_id=other.id).action_apply()

    def test_the_dialog_opens(self):
        """With the customers that were ticked."""
        context = {"active_model": "res.partner", "active_ids": self.contact.ids}
        Wizard = self.env["customer.credit.hold.wizard"].with_user(self.limit_manager)
        with Form(Wizard.with_context(**context)) as form:
            form.reason = "Insolvency"
        self.assertEqual(form.record.partner_ids, self.customer)
