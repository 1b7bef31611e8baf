"""Who may buy on account: whoever was allowed to, never whoever was forgotten."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestOnAccount(CreditLimitCommon):
    """The permission is a decision on the customer: a tick, a limit, a policy."""

    def may(self, partner=None):
        """Ask the hook of the base."""
        return (partner or self.customer)._may_buy_on_account(self.company)

    def test_nobody_is_allowed_by_default(self):
        """Not by the lack of a limit, nor by the company's default, whatever that allows."""
        self.assertFalse(self.may())
        self.policy.write(
            {"default_limit_mode": "custom", "default_limit": 5000.0, "on_account": True}
        )
        self.assertFalse(self.may())
        self.put_on_hold()
        self.assertFalse(self.may(), "a profile without a choice is no permission")
        self.assertFalse(self.env["res.partner"]._may_buy_on_account(self.company))

    def test_a_tick_by_a_credit_manager(self):
        """In one company, for all contacts of the customer; nobody else may set it."""
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        for user in (self.salesperson, self.sales_manager):
            with self.assertRaises(AccessError):
                self.customer.with_user(user).customer_credit_on_account = True
        self.customer.with_user(self.credit_manager).customer_credit_on_account = True
        self.assertTrue(self.may())
        self.assertTrue(self.may(contact))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertFalse(self.customer._may_buy_on_account(other))
        self.assertFalse(self.customer.copy().customer_credit_on_account)

    def test_a_limit_of_their_own(self):
        """Above zero, or without an end by choice; a temporary one within its days."""
        for amount, allowed in ((500.0, True), (0, False), (None, True)):
            self.set_limit(amount)
            self.assertEqual(self.may(), allowed, amount)
        today = fields.Date.today()
        self.set_limit(0).write({"temporary_limit": 10.0, "temporary_until": today})
        self.assertTrue(self.may())
        self.profile().temporary_from = today + timedelta(days=1)
        self.profile().temporary_until = today + timedelta(days=2)
        self.assertFalse(self.may())

    def test_a_policy_of_their_own(self):
        """That allows it, or gives a limit above zero; no limit in it is no permission."""
        policy = self.policy.copy({"name": "Trade"})
        self.profile().policy_id = policy
        self.assertFalse(self.may())
        policy.on_account = True
        self.assertTrue(self.may())
        policy.write({"on_account": False, "default_limit_mode": "custom", "default_limit": 9.0})
        self.assertTrue(self.may())
