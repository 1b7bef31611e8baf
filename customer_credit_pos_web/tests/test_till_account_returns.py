"""Goods that come off the customer's account: what they leave is money, so they are looked at."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestTillAccountReturns(SettlementCommon):
    """What a forged return leaves would be outstanding credits."""

    def setUp(self):
        """One customer owes for a chair."""
        super().setUp()
        self.sold = self.sell([(self.pay_later_pm, 100.0)])

    def assert_refused(self, message, data, user=None):
        """The server says why; nothing came off anybody's account."""
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            self.sync(data, user)
        self.assertEqual(self.due(), {self.sold.pos_reference: 100.0})

    def test_what_one_bought_comes_off_no_other_account(self):
        data = self.refund_data(
            self.sold, [(self.pay_later_pm, -100.0)], customer=self.other_customer
        )
        self.assert_refused("was a sale to", data)

    def test_no_more_comes_off_than_was_bought(self):
        data = self.refund_data(self.sold, [(self.pay_later_pm, -300.0)], quantity=3)
        self.assert_refused("Only .*100.00 of", data)
        self.refund(self.sold, [(self.pay_later_pm, -100.0)])
        self.assertEqual(self.due(), {})
        again = self.refund_data(self.sold, [(self.pay_later_pm, -100.0)])
        with self.assertRaisesRegex(UserError, "Only .*0.00 of"):
            self.sync(again)

    def test_goods_without_an_order_need_a_manager(self):
        payments = [(self.pay_later_pm, -100.0)]
        data = self.order_data(payments, quantity=-1, customer=self.customer)
        self.assert_refused("only a manager", data)
        self.sync(data, self.till_manager)
        self.close_till()
        self.assertEqual(sum(self.open_items()), 0.0)

    def test_goods_worth_less_than_nothing_need_a_manager(self):
        """A chair at -500, or with 600 % off, is outstanding credits out of nothing."""
        for number, data in enumerate(self.worthless(self.pay_later_pm)):
            with self.subTest(number):
                self.assert_refused("only a manager", data)
        self.sync(data, self.till_manager)

    def test_nobody_owes_more_than_goods_cost(self):
        """Cash on account would be a loan, and so would be a debt beside a credit."""
        for payments, quantity in (
            ([(self.pay_later_pm, 100.0), (self.cash_pm1, -100.0)], 0),
            ([(self.pay_later_pm, 100.0), (self.pay_later_pm, -100.0)], 0),
            ([(self.pay_later_pm, 150.0), (self.cash_pm1, -50.0)], 1),
            ([(self.pay_later_pm, 150.0), (self.pay_later_pm, -50.0)], 1),
        ):
            lines = [(self.product, quantity)] if quantity else []
            data = self.order_data(payments, customer=self.customer, lines=lines)
            with self.subTest(payments):
                self.assert_refused("Only what goods cost", data)

    def test_change_is_not_owed_afterwards(self):
        """A method that is corrected on a paid order asks again."""
        order = self.sell([(self.cash_pm1, 150.0), (self.cash_pm1, -50.0)])
        paid = order.with_user(self.cashier).payment_ids.filtered(lambda it: it.amount > 0)
        with self.assertRaisesRegex(UserError, "Only what goods cost"):
            paid.write({"payment_method_id": self.pay_later_pm.id})

    def test_what_is_owed_comes_off_the_account_first(self):
        """Neither store credit nor cash is given for goods that nobody paid."""
        for method in (self.credit_pm, self.cash_pm1):
            data = self.refund_data(self.sold, [(method, -100.0)])
            self.assert_refused("Only .*0.00 of it may be", data)
        self.assert_refused("Only .*0.00 of it may be", data, self.till_manager)
        self.settle([(self.sold, 30.0)])
        data = self.refund_data(self.sold, [(self.credit_pm, -40.0), (self.pay_later_pm, -60.0)])
        with self.assertRaisesRegex(UserError, "Only .*30.00 of it"), self.env.cr.savepoint():
            self.sync(data)
        self.refund(self.sold, [(self.credit_pm, -30.0), (self.pay_later_pm, -70.0)])
        self.assertEqual(self.due(), {})
        self.assert_credit(30.0)
        self.close_till()
        self.assertEqual(sum(self.open_items()), 0.0)
        self.assert_ties_out()

    def test_what_was_paid_of_it_comes_back_as_it_came(self):
        for booked, vals in ((False, {}), (True, {}), (False, {"to_invoice": True})):
            with self.subTest(booked=booked, **vals):
                payments = [(self.cash_pm1, 120.0), (self.pay_later_pm, 80.0)]
                order = self.sell(payments, quantity=2, **vals)
                if booked:
                    self.close_and_reopen()
                self.refund(order, [(self.cash_pm1, -100.0)], **vals)
                data = self.refund_data(order, [(self.cash_pm1, -100.0)], **vals)
                with self.assertRaisesRegex(UserError, "Only .*20.00"), self.env.cr.savepoint():
                    self.sync(data)
                payments = [(self.cash_pm1, -20.0), (self.pay_later_pm, -80.0)]
                self.refund(order, payments, **vals)

    def test_an_order_that_was_paid_hides_none_that_is_owed(self):
        """A till takes back one order at a time; a client links goods of another to it."""
        paid = self.sell([(self.cash_pm1, 100.0)])
        for first, second in ((paid, self.sold), (self.sold, paid)):
            with self.subTest(first=first.name), self.env.cr.savepoint() as savepoint:
                lines = [
                    {"product": self.product, "quantity": -1,
                     "refunded_orderline_id": first.lines.id},
                    {"product": self.product, "quantity": -1},
                ]  # fmt: skip
                refund = self.sync(
                    self.order_data(
                        [(self.cash_pm1, -200.0)], customer=self.customer, lines=lines,
                        state="draft",
                    )
                ).with_user(self.cashier)  # fmt: skip
                refund.lines[1].refunded_orderline_id = second.lines
                with self.assertRaisesRegex(UserError, "Only .*100.00 of it may be"):
                    refund.action_pos_order_paid()
                savepoint.rollback()
        self.assertEqual(self.due(), {self.sold.pos_reference: 100.0})

    def test_an_order_made_paid_at_once_asks_too(self):
        """Its payments come afterwards."""
        data = self.refund_data(self.sold, [(self.cash_pm1, -100.0)])
        lines = [{key: it[key] for key in it if key != "id"} for _c, _i, it in data["lines"]]
        Order = self.env["pos.order"].with_user(self.cashier)
        refund = Order.create(
            data | {"lines": [Command.create(it) for it in lines], "payment_ids": []}
        )
        self.assertEqual(refund.state, "draft")

    def test_an_exchange_gives_nothing_back(self):
        stool = self.create_product("Stool", self.categ_basic, 100.0, 10.0)
        data = self.order_data(
            [(self.cash_pm1, 0.0)],
            customer=self.customer,
            lines=[
                {"product": self.product, "quantity": -1,
                 "refunded_orderline_id": self.sold.lines.id},
                {"product": stool, "quantity": 1},
            ],
        )  # fmt: skip
        self.assertEqual(self.sync(data).state, "paid")
        self.assertEqual(self.due(), {self.sold.pos_reference: 100.0})
