"""Quotations that are ready: asked for early, without confirming anything."""

from odoo import Command
from odoo.tests import tagged

from .request_common import CreditRequestCommon


@tagged("post_install", "-at_install")
class TestReadyQuotations(CreditRequestCommon):
    """With the policy's setting; without it nothing happens before confirmation."""

    def setUp(self):
        """Ask early, and give the customer a limit."""
        super().setUp()
        self.policy.request_on = "save"
        self.set_limit(1000.0)

    def sent(self, amount=1500.0):
        """Return a quotation that the rep has sent."""
        order = self.quotation(amount, user_id=self.salesperson.id)
        order.with_user(self.salesperson).action_quotation_sent()
        return order

    def test_sending_asks_but_confirms_nothing(self):
        """The approval leaves the quotation a quotation: the customer has not said yes."""
        order = self.sent()
        request = self.request_of(order)
        self.assertEqual((order.state, order.credit_state), ("sent", "waiting"))
        self.assertEqual((request.state, request.confirm_after), ("pending", False))
        request.with_user(self.approver).action_approve()
        self.assertEqual((order.state, order.credit_state), ("sent", "approved"))
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_confirming_a_ready_quotation_waits_for_the_same_request(self):
        """Then the approval confirms it."""
        order = self.sent()
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(self.Request.search_count([("order_id", "=", order.id)]), 1)
        self.request_of(order).with_user(self.approver).action_approve()
        self.assertEqual(order.state, "sale")

    def test_a_ready_quotation_that_grows(self):
        """Within the limit first, beyond it later; and again with the new amount."""
        order = self.sent(900.0)
        self.assertFalse(self.request_of(order))
        line = order.order_line
        order.with_user(self.salesperson).write(
            {"order_line": [Command.update(line.id, {"price_unit": 1200.0})]}
        )
        request = self.request_of(order)
        self.assertEqual((order.credit_state, request.amount), ("waiting", 200.0))
        order.with_user(self.salesperson).write(
            {"order_line": [Command.update(line.id, {"price_unit": 1300.0})]}
        )
        self.assertEqual((request.amount, request.state), (300.0, "pending"))

    def test_created_as_sent(self):
        """By import or by another program."""
        order = self.quotation(1500.0, state="sent")
        self.assertEqual(order.credit_state, "waiting")

    def test_only_where_the_policy_says_so(self):
        """Asking at confirmation stays quiet until then."""
        self.policy.request_on = "confirm"
        order = self.sent()
        self.assertFalse(order.credit_state)
        self.assertFalse(self.request_of(order))

    def test_drafts_are_nobody_s_business(self):
        """A quotation that is still being written is not asked for."""
        order = self.quotation(1500.0)
        order.order_line.price_unit = 1600.0
        self.assertFalse(self.request_of(order))
