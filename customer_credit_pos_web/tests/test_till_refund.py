"""Refunding at the till to store credit: what was paid comes back once, never more."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillRefund(TillCommon):
    """The original order, not the client, says how much may come back."""

    def test_credit_comes_back_to_credit(self):
        self.give_credit(100.0)
        order = self.sell([(self.credit_pm, 100.0)])
        refund = self.refund(order, [(self.credit_pm, -100.0)])
        self.assertEqual(self.till_entries(refund), [("till_refund", 100.0)])
        self.assert_credit(100.0)

    def test_what_was_paid_in_cash_may_come_back_as_credit(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        self.refund(order, [(self.credit_pm, -100.0)])
        self.assert_credit(100.0)

    def test_a_part_comes_back_as_credit_and_a_part_in_cash(self):
        order = self.sell([(self.cash_pm1, 200.0)], quantity=2)
        self.refund(order, [(self.credit_pm, -40.0), (self.cash_pm1, -60.0)])
        self.assert_credit(40.0)

    def test_a_replayed_refund_gives_nothing_again(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        data = self.refund_data(order, [(self.credit_pm, -100.0)])
        self.sync(data)
        self.sync(data)
        self.assert_credit(100.0)

    def test_goods_come_back_once(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        self.refund(order, [(self.credit_pm, -100.0)])
        with self.assertRaisesRegex(UserError, r"Only .*0\.00"):
            self.refund(order, [(self.credit_pm, -100.0)])
        self.assert_credit(100.0)

    def test_what_came_back_in_cash_does_not_come_back_as_credit(self):
        order = self.sell([(self.cash_pm1, 200.0)], quantity=2)
        self.refund(order, [(self.cash_pm1, -100.0)])
        self.refund(order, [(self.credit_pm, -100.0)])
        with self.assertRaisesRegex(UserError, r"Only .*0\.00"):
            self.refund(order, [(self.credit_pm, -100.0)])

    def test_never_more_than_the_refund(self):
        order = self.sell([(self.cash_pm1, 200.0)], quantity=2)
        with self.assertRaisesRegex(UserError, r"Only .*100\.00"):
            self.refund(order, [(self.credit_pm, -150.0), (self.cash_pm1, 50.0)])

    def test_a_forged_total_gives_no_more_than_the_goods(self):
        order = self.sell([(self.cash_pm1, 200.0)], quantity=2)
        data = self.refund_data(order, [(self.credit_pm, -200.0)])
        data["amount_total"] = -200.0
        with self.assertRaisesRegex(UserError, "worth .*100.00, not .*200.00"):
            self.sync(data)

    def test_a_forged_price_gives_no_more_than_was_paid(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        data = self.refund_data(order, [(self.credit_pm, -900.0)])
        data["amount_total"] = -900.0
        line = data["lines"][0][2]
        line.update(price_unit=900.0, price_subtotal=-900.0, price_subtotal_incl=-900.0)
        with self.assertRaisesRegex(UserError, r"Only .*100\.00"):
            self.sync(data)

    def test_subtotals_of_refunds_come_with_either_sign(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        data = self.refund_data(order, [(self.credit_pm, -100.0)])
        data["lines"][0][2].update(price_subtotal=100.0, price_subtotal_incl=100.0)
        self.sync(data)
        self.assert_credit(100.0)
        with self.assertRaisesRegex(UserError, r"Only .*0\.00"):
            self.refund(order, [(self.credit_pm, -100.0)])

    def test_credit_goes_back_to_the_customer_who_paid_it(self):
        self.give_credit(100.0)
        order = self.sell([(self.credit_pm, 100.0)])
        with self.assertRaisesRegex(UserError, "Customer 1: refund it to them"):
            self.refund(order, [(self.credit_pm, -100.0)], customer=self.other_customer)

    def test_goods_without_their_order_need_a_manager(self):
        data = self.order_data([(self.credit_pm, -100.0)], -1, self.customer)
        with self.assertRaisesRegex(UserError, "only a manager"), self.env.cr.savepoint():
            self.sync(data)
        self.sync(data, self.till_manager)
        self.assert_credit(100.0)

    def test_a_line_worth_less_than_nothing_needs_a_manager(self):
        """A chair at -500, or with 600 % off, is money out of nothing."""
        for number, data in enumerate(self.worthless(self.credit_pm)):
            with self.subTest(number):
                with self.assertRaisesRegex(UserError, "only a manager"), self.env.cr.savepoint():
                    self.sync(data)
                self.assert_credit(0.0)
        self.sync(data, self.till_manager)
        self.assert_credit(500.0)

    def exchange(self, order, price, total):
        """Exchange one of two chairs for a cushion of 30 with a reward of ``price``."""
        cushion = self.create_product("Cushion", self.categ_basic, 30.0, 10.0)
        reward = self.create_product("Reward", self.categ_basic, price, 0.0)
        data = self.order_data(
            [(self.credit_pm, total)],
            customer=self.customer,
            lines=[
                {"product": self.product, "quantity": -1,
                 "refunded_orderline_id": order.lines.id},
                {"product": cushion, "quantity": 1},
                {"product": reward, "quantity": 1},
            ],
        )  # fmt: skip
        return self.sync(data)

    def test_a_reward_takes_off_what_is_sold_no_more(self):
        order = self.sell([(self.cash_pm1, 200.0)], quantity=2)
        with self.assertRaisesRegex(UserError, "only a manager"), self.env.cr.savepoint():
            self.exchange(order, -80.0, -150.0)
        self.exchange(order, -10.0, -80.0)
        self.assert_credit(80.0)

    def test_a_cashier_without_the_right_cannot_refund_to_credit(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        self.take_right(self.cashier, "customer_credit_pos_web.group_pos_store_credit_refund")
        with self.assertRaisesRegex(AccessError, "may not refund"):
            self.refund(order, [(self.credit_pm, -100.0)])

    def test_an_exchange_gives_the_difference_back(self):
        order = self.sell([(self.cash_pm1, 200.0)], quantity=2)
        cheap = self.create_product("Cushion", self.categ_basic, 30.0, 10.0)
        data = self.order_data(
            [(self.credit_pm, -170.0)],
            customer=self.customer,
            lines=[
                {"product": self.product, "quantity": -2,
                 "refunded_orderline_id": order.lines.id},
                {"product": cheap, "quantity": 1},
            ],
        )  # fmt: skip
        self.sync(data)
        self.assert_credit(170.0)

    def test_the_next_session_refunds_as_well(self):
        self.give_credit(100.0)
        order = self.sell([(self.credit_pm, 100.0)])
        self.close_till()
        self.open_new_session()
        self.refund(order, [(self.credit_pm, -100.0)])
        self.assert_credit(100.0)
        self.close_till()
        self.assert_store_credit(100.0)
        self.assert_ties_out()

    def test_invoiced_orders_come_back_to_credit_too(self):
        self.give_credit(100.0)
        order = self.sell([(self.credit_pm, 100.0)], to_invoice=True)
        refund = self.refund(order, [(self.credit_pm, -100.0)], to_invoice=True)
        self.assertEqual(refund.account_move.move_type, "out_refund")
        self.close_till()
        self.assertEqual(self.liability_items(), [-100.0, 100.0, -100.0])
        self.assert_store_credit(100.0)
        self.assertFalse(any((order + refund).account_move.mapped("amount_residual")))
        self.assert_ties_out()
