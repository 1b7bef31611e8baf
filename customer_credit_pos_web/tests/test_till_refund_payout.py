"""Money goes back the way it came: store credit to store credit, unless somebody may pay out."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillPayout(TillCommon):
    """What store credit paid does not leave the drawer as cash without a right."""

    def setUp(self):
        """The customer has 200 of store credit."""
        super().setUp()
        self.give_credit(200.0)

    def test_credit_is_not_given_back_in_cash(self):
        order = self.sell([(self.credit_pm, 100.0)])
        for method in (self.cash_pm1, self.bank_pm1, self.pay_later_pm):
            with self.assertRaisesRegex(AccessError, "pay out"), self.env.cr.savepoint():
                self.refund(order, [(method, -100.0)])
        with self.assertRaisesRegex(AccessError, "pay out"), self.env.cr.savepoint():
            self.refund(order, [(self.cash_pm1, -100.0)], user=self.till_manager)
        self.refund(order, [(self.credit_pm, -100.0)])
        self.assert_credit(200.0)

    def test_the_right_pays_out_and_is_on_record(self):
        group = self.env.ref("customer_credit_pos_web.group_pos_store_credit_payout")
        self.cashier.group_ids = [Command.link(group.id)]
        order = self.sell([(self.credit_pm, 100.0)])
        refund = self.refund(order, [(self.cash_pm1, -100.0)])
        for record in (order, refund):
            self.assertIn("paid out", str(record.message_ids[:1].body))
        self.assert_credit(100.0)
        self.close_till()
        self.assert_ties_out()

    def test_the_part_in_cash_comes_back_in_cash_once(self):
        order = self.sell([(self.credit_pm, 140.0), (self.cash_pm1, 60.0)], quantity=2)
        with self.assertRaisesRegex(AccessError, "60.00"), self.env.cr.savepoint():
            self.refund(order, [(self.cash_pm1, -100.0)])
        self.refund(order, [(self.cash_pm1, -60.0), (self.credit_pm, -40.0)])
        with self.assertRaisesRegex(AccessError, "0.00"), self.env.cr.savepoint():
            self.refund(order, [(self.cash_pm1, -1.0), (self.credit_pm, -99.0)])
        self.refund(order, [(self.credit_pm, -100.0)])
        self.assert_credit(200.0)

    def test_an_order_made_paid_at_once_asks_too(self):
        order = self.sell([(self.credit_pm, 100.0)])
        data = self.refund_data(order, [(self.cash_pm1, -100.0)])
        for command in data["lines"]:
            command[2].pop("id")
        refund = self.env["pos.order"].with_user(self.cashier).create(data)
        self.assertEqual(refund.state, "draft")
        with self.assertRaisesRegex(AccessError, "pay out"):
            refund.write({"state": "done"})

    def test_change_of_an_exchange_is_credit(self):
        order = self.sell([(self.credit_pm, 200.0)], quantity=2)
        cheap = self.create_product("Cushion", self.categ_basic, 30.0, 10.0)

        def exchange(payments):
            return self.sync(
                self.order_data(
                    payments,
                    customer=self.customer,
                    lines=[
                        {"product": self.product, "quantity": -1,
                         "refunded_orderline_id": order.lines.id},
                        {"product": cheap, "quantity": 1},
                    ],
                )
            )  # fmt: skip

        with self.assertRaisesRegex(AccessError, "pay out"), self.env.cr.savepoint():
            exchange([(self.cash_pm1, -70.0)])
        exchange([(self.credit_pm, -70.0)])
        self.assert_credit(70.0)

    def test_what_was_exchanged_comes_back_as_credit(self):
        order = self.sell([(self.credit_pm, 100.0)])
        other = self.create_product("Stool", self.categ_basic, 100.0, 10.0)
        data = self.order_data(
            [],
            customer=self.customer,
            lines=[
                {"product": other, "quantity": 1},
                {"product": self.product, "quantity": -1,
                 "refunded_orderline_id": order.lines.id},
            ],
        )  # fmt: skip
        data["payment_ids"] = []
        exchange = self.sync(data)
        self.assertEqual(exchange.state, "paid")
        back = self.refund_data(exchange, [(self.cash_pm1, -100.0)])
        back["lines"][0][2]["product_id"] = other.id
        with self.assertRaisesRegex(AccessError, "pay out"), self.env.cr.savepoint():
            self.sync(back)
        back = self.refund_data(exchange, [(self.credit_pm, -100.0)])
        self.sync(back)
        self.assert_credit(200.0)

    def test_a_sale_to_somebody_is_refunded_to_them(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        with self.assertRaisesRegex(UserError, "refund it to them"), self.env.cr.savepoint():
            self.refund(order, [(self.credit_pm, -100.0)], customer=self.other_customer)
        nobody = self.env["res.partner"]
        order = self.sync(self.order_data([(self.cash_pm1, 100.0)], customer=nobody))
        self.refund(order, [(self.credit_pm, -100.0)], customer=self.customer)
        self.assert_credit(300.0)

    def test_a_top_up_is_not_taken_back_in_cash(self):
        self.top_up(50.0)
        data = self.order_data(
            [(self.credit_pm, 50.0), (self.cash_pm1, -50.0)], customer=self.customer, lines=[]
        )
        with self.assertRaisesRegex(UserError, "no change"):
            self.sync(data)
