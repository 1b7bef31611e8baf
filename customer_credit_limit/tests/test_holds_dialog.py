"""Mass hold and release: counted first, done by managers only, each change on record."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

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
        wizard.operation = "release"
        self.assertEqual(wizard.change_count, 1)

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
