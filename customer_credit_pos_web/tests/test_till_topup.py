"""Topping up at the till: money in, credit out, no sale."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillTopup(TillCommon):
    """Credit exists only when money has arrived."""

    def test_money_becomes_credit_at_once(self):
        order = self.top_up(50.0)
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.till_entries(order), [("till_topup", 50.0)])
        self.assertTrue(order.is_store_credit_topup)
        self.assert_credit(50.0)

    def test_the_receipt_says_what_the_customer_has_now(self):
        data = self.order_data(
            [(self.cash_pm1, 50.0), (self.credit_pm, -50.0)], customer=self.customer, lines=[]
        )
        result = self.env["pos.order"].with_user(self.cashier).sync_from_ui([data])
        left = {payment["payment_method_id"]: payment["store_credit_balance_after"]
                for payment in result["pos.payment"]}  # fmt: skip
        self.assertEqual(left[self.credit_pm.id], 50.0)

    def test_what_was_topped_up_can_be_spent_at_once(self):
        self.top_up(100.0, self.bank_pm1)
        self.sell([(self.credit_pm, 100.0)])
        self.assert_credit(0.0)

    def test_a_replayed_topup_adds_nothing(self):
        data = self.order_data(
            [(self.cash_pm1, 50.0), (self.credit_pm, -50.0)], customer=self.customer, lines=[]
        )
        self.sync(data)
        self.sync(data)
        self.assert_credit(50.0)

    def test_change_is_given_in_cash(self):
        data = self.order_data(
            [(self.cash_pm1, 60.0), (self.credit_pm, -50.0)], customer=self.customer, lines=[]
        )
        data["amount_return"] = -10.0
        order = self.sync(data)
        self.assertEqual(self.till_entries(order), [("till_topup", 50.0)])

    def test_credit_without_money_is_refused(self):
        data = self.order_data([(self.credit_pm, -50.0)], customer=self.customer, lines=[])
        with self.assertRaisesRegex(UserError, "not fully paid"):
            self.sync(data)
        data = self.order_data([(self.credit_pm, -50.0)], customer=self.customer, lines=[])
        data["amount_total"] = -50.0
        with self.assertRaisesRegex(UserError, "worth .*0.00, not .*50.00"):
            self.sync(data)

    def test_a_topup_is_not_put_on_the_customers_account(self):
        with self.assertRaisesRegex(UserError, "needs money"):
            self.top_up(50.0, self.pay_later_pm)

    def test_a_topup_cannot_be_paid_with_store_credit(self):
        self.give_credit(100.0)
        with self.assertRaisesRegex(UserError, "cannot buy store credit"):
            self.top_up(50.0, self.credit_pm)

    def test_a_topup_needs_a_customer(self):
        data = self.order_data([(self.cash_pm1, 50.0), (self.credit_pm, -50.0)], lines=[])
        with self.assertRaisesRegex(UserError, "Choose a customer"):
            self.sync(data)

    def test_the_amount_stays_within_the_tills_limits(self):
        self.config.write({"store_credit_topup_min": 10.0, "store_credit_topup_max": 200.0})
        with self.assertRaisesRegex(UserError, r"smallest top-up is .*10\.00"):
            self.top_up(5.0)
        with self.assertRaisesRegex(UserError, r"largest top-up is .*200\.00"):
            self.top_up(200.5)
        self.top_up(200.0)

    def test_a_cashier_without_the_right_cannot_top_up(self):
        self.take_right(self.cashier, "customer_credit_pos_web.group_pos_store_credit_topup")
        with self.assertRaisesRegex(AccessError, "may not top up"):
            self.top_up(50.0)

    def test_goods_never_hide_in_a_topup(self):
        data = self.order_data(
            [(self.bank_pm1, 150.0), (self.credit_pm, -50.0)], customer=self.customer
        )
        with self.assertRaisesRegex(UserError, "change of a payment in cash"):
            self.sync(data)

    def test_sales_figures_and_taxes_do_not_see_topups(self):
        self.sell([(self.cash_pm1, 100.0)])
        self.top_up(50.0)
        self.env.flush_all()
        report = self.env["report.pos.order"].search([("session_id", "=", self.pos_session.id)])
        self.assertEqual(sum(report.mapped("price_total")), 100.0)
        session = self.close_till()
        revenue = session.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "income"
        )
        self.assertEqual(sum(revenue.mapped("balance")), -100.0)

    def test_closing_books_the_topup_for_its_customer(self):
        self.top_up(50.0)
        self.top_up(30.0, self.bank_pm1, customer=self.other_customer)
        self.assert_ties_out()
        self.close_till()
        self.assertEqual(self.liability_items(), [-50.0])
        self.assertEqual(self.liability_items(self.other_customer), [-30.0])
        self.assert_store_credit(50.0)
        self.assert_ties_out()
