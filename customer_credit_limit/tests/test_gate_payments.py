"""Online payments: money first; held and exceeding orders wait with their payment booked."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .payment_common import CreditPaymentCommon


@tagged("post_install", "-at_install")
class TestPayments(CreditPaymentCommon):
    """Post-processing never raises and never loses money."""

    def test_a_prepaid_order_uses_no_credit(self):
        """Paid in full, it goes on without any limit, and leaves no exposure."""
        self.set_limit(0)
        order = self.quotation(500.0)
        tx = self.pay_online(order)
        self.assertEqual((order.state, tx.payment_id.state), ("sale", "in_process"))
        self.assertEqual(self.customer.credit_exposure, 0.0)

    def test_prepaid_passes_far_over_the_limit(self):
        """What the customer owes otherwise does not matter to an order that is paid."""
        self.owe(5000.0)
        self.set_limit(100.0)
        order = self.quotation(500.0)
        self.pay_online(order)
        self.assertEqual(order.state, "sale")

    def test_partly_paid_beyond_the_limit_waits_with_its_payment(self):
        """The payment is booked, the order waits, and says so."""
        self.set_limit(100.0)
        order = self.quotation(500.0)
        tx = self.pay_online(order, 300.0, prepayment=0.5)
        self.assertEqual(tx.payment_id.amount, 300.0)
        self.assertTrue(tx.is_post_processed)
        self.assertIn(order.state, ("draft", "sent"))
        self.assertEqual(order.credit_state, "waiting")
        self.assertTrue(order.message_ids.filtered(lambda it: "Money has arrived" in it.body))
        rest = float(order._get_credit_verdict().excess)
        self.assertEqual(rest, 100.0, "500 less 300 paid, 100 of room")

    def test_partly_paid_within_the_limit_passes(self):
        """Only what is not paid uses the limit."""
        self.set_limit(200.0)
        order = self.quotation(500.0)
        self.pay_online(order, 300.0, prepayment=0.5)
        self.assertEqual((order.state, self.customer.credit_exposure), ("sale", 200.0))

    def test_a_deposit_releases_a_waiting_order(self):
        """The path to yes: the deposit that the banner asks for is enough."""
        self.set_limit(100.0)
        order = self.quotation(500.0)
        order.action_confirm()
        self.assertEqual(order.credit_state, "waiting")
        self.pay_online(order, order.credit_verdict["ways"][0]["amount"])
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "ok"))

    def test_paying_at_once_passes_a_hold_by_choice(self):
        """The policy says whether prepaid orders of held customers go on."""
        order, late = self.quotation(500.0), self.quotation(500.0)
        self.put_on_hold()
        self.pay_online(order)
        self.assertEqual(order.state, "sale")
        self.policy.prepaid_allowed_on_hold = False
        late.require_payment = True
        self.assertFalse(late._has_to_be_paid(), "no payment is asked for in vain")
        with self.assertRaises(ValidationError):
            self.pay_online(late)

    def test_authorized_money_counts_as_paid(self):
        """Also before it is captured."""
        self.set_limit(0)
        self.provider.support_manual_capture = "full_only"
        order = self.quotation(500.0)
        self.pay_online(order, state="authorized")
        self.assertEqual(order.state, "sale")

    def test_a_prepaid_order_that_grows_is_checked(self):
        """What is added was not paid."""
        self.set_limit(0)
        order = self.order((self.chair, 5, 100), confirm=False)
        self.pay_online(order)
        self.assertEqual(order.state, "sale")
        with self.assertRaises(UserError):
            order.order_line.product_uom_qty = 6

    def test_signing_in_the_portal_waits_too(self):
        """What the signature calls leaves the order waiting, and fails nobody."""
        self.set_limit(100.0)
        order = self.quotation(500.0)
        order.with_user(self.portal_user).sudo()._validate_order()
        self.assertEqual((order.state, order.credit_state), ("draft", "waiting"))
