"""The customer account at the till: it asks the same contract as sale orders."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_credit_balance.core.verdict import Blocker

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillCustomerAccount(TillCommon):
    """Blockers come from whatever addon knows some; the till obeys."""

    def block(self, limit):
        """Let the contract refuse whoever would owe more than ``limit``."""

        def blockers(document, decision=None):
            after = float(document._get_credit_exposure().total) + document._get_credit_amount()
            if after > limit:
                return [Blocker("over_limit", f"{after - limit:.2f} over the limit", "approval")]
            return []

        self.patch(self.registry["customer.credit.mixin"], "_get_credit_blockers", blockers)

    def till_exposure(self):
        """Return what open sessions add to the customer's exposure."""
        terms = self.customer._get_credit_exposure_terms(self.company)
        return terms["till"].get(self.customer, 0.0)

    def test_within_the_limit_the_order_is_put_on_account(self):
        self.block(100.0)
        order = self.sell([(self.pay_later_pm, 100.0)])
        self.assertEqual(order.state, "paid")

    def test_over_the_limit_another_payment_is_asked_for(self):
        self.block(150.0)
        with self.assertRaisesRegex(UserError, "choose another way to pay"):
            self.sell([(self.pay_later_pm, 200.0)], quantity=2)

    def test_orders_of_the_open_session_count(self):
        self.block(150.0)
        self.sell([(self.pay_later_pm, 100.0)])
        with self.assertRaisesRegex(UserError, "choose another way to pay"):
            self.sell([(self.pay_later_pm, 100.0)])

    def test_only_the_part_on_account_counts(self):
        self.block(50.0)
        self.sell([(self.pay_later_pm, 50.0), (self.cash_pm1, 50.0)])

    def test_a_replay_is_not_judged_again(self):
        self.block(100.0)
        data = self.order_data([(self.pay_later_pm, 100.0)], customer=self.customer)
        order = self.sync(data)
        self.assertEqual(self.sync(data), order)

    def test_without_a_customer_nobody_owes(self):
        with self.assertRaisesRegex(UserError, "Choose a customer"):
            self.sell([(self.pay_later_pm, 100.0)], customer=False)

    def test_the_debt_moves_from_the_session_to_the_books(self):
        order = self.sell([(self.pay_later_pm, 100.0)])
        self.assertEqual(self.till_exposure(), 100.0)
        self.assertEqual(float(order._get_credit_exposure().total), 0.0)
        self.close_till()
        self.assertEqual(self.till_exposure(), 0.0)
        terms = self.customer._get_credit_exposure_terms(self.company)
        self.assertEqual(terms["receivable"][self.customer], 100.0)

    def test_an_invoiced_order_counts_once(self):
        self.sell([(self.pay_later_pm, 100.0)], to_invoice=True)
        total = sum(
            amounts.get(self.customer, 0.0)
            for amounts in self.customer._get_credit_exposure_terms(self.company).values()
        )
        self.assertEqual(total, 100.0)

    # --------------------------------------------------------------- asked beforehand

    def refusal(self, amount, customer=None, user=None):
        """Return what the till is told when the method is touched."""
        Order = self.env["pos.order"].with_user(user or self.cashier)
        customer = customer or self.customer
        return Order.get_customer_account_refusal(customer.id, self.config.id, amount)

    def test_the_till_asks_before_the_order_is_paid(self):
        self.block(150.0)
        self.assertFalse(self.refusal(150.0))
        self.assertIn("choose another way to pay", self.refusal(200.0))
        self.sell([(self.pay_later_pm, 100.0)])
        self.assertIn("choose another way to pay", self.refusal(100.0))
        self.assertNotIn("50.00", self.refusal(100.0))

    def test_asking_leaves_nothing_behind(self):
        self.block(0.0)
        before = self.env["pos.order"].search_count([])
        self.refusal(100.0)
        self.env.flush_all()
        self.assertEqual(self.env["pos.order"].search_count([]), before)

    def test_customers_read_a_sentence_of_their_own(self):
        self.block(0.0)
        self.patch(
            self.registry["customer.credit.mixin"],
            "_get_credit_customer_message",
            lambda document: "Please see us at the desk.",
        )
        self.assertEqual(self.refusal(100.0), "Please see us at the desk.")
        with self.assertRaisesRegex(UserError, "^Please see us at the desk.$"):
            self.sell([(self.pay_later_pm, 100.0)])

    def test_only_till_users_may_ask(self):
        for user in (self.employee, self.portal_user):
            with self.assertRaises(AccessError):
                self.refusal(100.0, user=user)
