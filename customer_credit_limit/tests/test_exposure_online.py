"""Money on its way: what authorized, pending and captured payments mean for other orders.

An authorization secures its own order and nothing else; a payment under way secures nothing;
money that is booked lowers the exposure like any credit of the customer.
"""

from odoo.tests import tagged

from .payment_common import CreditPaymentCommon


@tagged("post_install", "-at_install")
class TestOnlineMoney(CreditPaymentCommon):
    """One order with its payment, another one that wants the room."""

    def setUp(self):
        """Let the provider authorize before it captures."""
        super().setUp()
        self.provider.support_manual_capture = "partial"

    def pay(self, order, state, amount=None, orders=None):
        """Return a transaction for the order in this state, post-processed but for pending."""
        return self.pay_online(order, amount, state, prepayment=0.1, orders=orders)

    def exposure(self, code=None):
        """Return what counts against the limit, in all or one term."""
        figure = self.customer._get_credit_limit_exposure_by_partner(self.company)[self.customer]
        return float(figure.term(code) if code else figure.total)

    def test_an_authorized_order_takes_no_room(self):
        """Its money is set aside at the bank: another order may use the limit."""
        self.set_limit(500.0)
        self.pay(self.quotation(500.0), "authorized")
        self.assertEqual((self.exposure("orders"), self.exposure("authorized")), (500.0, -500.0))
        other = self.quotation(500.0)
        other.action_confirm()
        self.assertEqual(other.state, "sale")

    def test_an_authorization_makes_no_room_for_others(self):
        """More authorized than the order is worth, or on a quotation: nothing for other orders."""
        self.set_limit(100.0)
        order = self.quotation(50.0)
        self.pay(order, "authorized", amount=500.0)
        self.assertEqual((order.state, self.exposure()), ("sale", 0.0))
        waiting = self.quotation(1000.0)
        self.pay(waiting, "authorized", amount=500.0)
        self.assertEqual(waiting.credit_state, "waiting")
        self.assertEqual(self.exposure(), 0.0)
        third = self.quotation(100.01)
        third.action_confirm()
        self.assertEqual(third.credit_state, "waiting")

    def test_a_payment_under_way_secures_nothing(self):
        """A transfer that was announced is no money."""
        self.set_limit(100.0)
        order = self.quotation(500.0)
        self.pay(order, "pending")
        order.action_confirm()
        self.assertEqual(order.credit_state, "waiting")
        self.assertEqual(self.exposure(), 0.0)

    def test_captured_money_counts_once(self):
        """From authorized to captured and booked the exposure stays the same."""
        self.set_limit(0)
        order = self.quotation(500.0)
        tx = self.pay(order, "authorized")
        self.assertEqual(self.exposure(), 0.0)
        tx._set_done()
        self.assertEqual(self.exposure(), 0.0, "captured, not booked yet")
        tx._post_process()
        self.assertEqual(
            (self.exposure(), self.exposure("credits"), self.exposure("authorized")),
            (0.0, -500.0, 0.0),
        )

    def test_captured_in_parts_counts_once(self):
        """What was captured is booked, the rest is still authorized."""
        self.set_limit(0)
        order = self.quotation(500.0)
        tx = self.pay(order, "authorized")
        part = tx._create_child_transaction(200.0)
        part._set_done()
        part._post_process()
        self.assertEqual(
            (self.exposure("orders"), self.exposure("authorized"), self.exposure("credits")),
            (500.0, -300.0, -200.0),
        )
        self.assertEqual(order._get_credit_prepaid(), 500.0)

    def test_an_authorization_given_back_counts_again(self):
        """A voided authorization leaves an order that is owed."""
        self.set_limit(500.0)
        tx = self.pay(self.quotation(500.0), "authorized")
        tx._set_canceled()
        self.assertEqual(self.exposure(), 500.0)

    def test_money_of_a_waiting_order_is_a_credit(self):
        """Captured for an order that waits: it lowers what the customer owes until then."""
        self.set_limit(100.0)
        order = self.quotation(500.0)
        self.pay(order, "done", amount=300.0)
        self.assertEqual((order.credit_state, self.exposure()), ("waiting", -300.0))

    def test_a_payment_for_two_orders_secures_none_before_it_is_booked(self):
        """Which of them it pays is not known yet."""
        self.set_limit(100.0)
        orders = self.quotation(60.0) + self.quotation(60.0)
        self.pay(orders[0], "authorized", amount=120.0, orders=orders)
        orders.action_confirm()
        self.assertEqual(orders.mapped("credit_state"), ["ok", "waiting"])

    def test_by_invoices_no_order_counts(self):
        """Where invoices count, neither orders nor what secures them do."""
        self.policy.basis = "invoices"
        self.set_limit(500.0)
        self.pay(self.quotation(500.0), "authorized")
        self.assertEqual((self.exposure(), self.exposure("authorized")), (0.0, 0.0))
