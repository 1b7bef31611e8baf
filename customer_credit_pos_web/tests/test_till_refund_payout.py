"""Money goes back the way it came: store credit to store credit, unless somebody may pay out."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestTillPayout(SettlementCommon):
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

    def on_account(self, how, **vals):
        """Sell a chair on account, and settle it with 60 of store credit and 40 in cash."""
        order = self.sell([(self.pay_later_pm, 100.0)], **vals)
        if how == "booked":
            self.close_and_reopen()
        payments = [(self.credit_pm, 60.0), (self.cash_pm1, 40.0)]
        document = order.account_move or order
        data = self.settlement_data([(document, 100.0)], payments)
        if how == "oldest first":
            data["payment_ids"][0][2].update(
                settled_document=False, customer_credit_oldest_first=True
            )
        return order, self.sync(data)

    def test_what_store_credit_settled_goes_back_to_store_credit(self):
        """On account first, then paid with store credit: two orders are no way around."""
        for how, vals in (
            ("open", {}),
            ("booked", {}),
            ("invoiced", {"to_invoice": True}),
            ("oldest first", {"to_invoice": True}),
        ):
            with self.subTest(how):
                order, _settlement = self.on_account(how, **vals)
                before = self.credit_account().balance
                with self.assertRaisesRegex(AccessError, r"Only\D*40\.00"), self.env.cr.savepoint():
                    self.refund(order, [(self.cash_pm1, -100.0)])
                self.refund(order, [(self.cash_pm1, -40.0), (self.credit_pm, -60.0)])
                self.assert_credit(before + 60.0)

    def test_store_credit_applied_to_the_invoice_goes_back_to_store_credit(self):
        order = self.sell([(self.pay_later_pm, 100.0)], to_invoice=True)
        self.env["customer.credit.apply"].create(
            {
                "partner_id": self.customer.id,
                "line_ids": [
                    Command.create({"invoice_id": order.account_move.id, "amount": 100.0})
                ],
            }
        ).action_confirm()
        self.assert_credit(100.0)
        with self.assertRaisesRegex(AccessError, "pay out"), self.env.cr.savepoint():
            self.refund(order, [(self.cash_pm1, -100.0)])

    def test_a_settlement_that_was_undone_paid_nothing(self):
        self.cashier.group_ids += self.env.ref(
            "customer_credit_pos_web.group_pos_store_credit_payout"
        )
        order, settlement = self.on_account("open")
        self.env["pos.order"].with_user(self.cashier).undo_settlement(
            settlement.id, self.pos_session.id, "Wrong customer"
        )
        self.assertFalse(order._is_paid_with_store_credit())
        self.settle([(order, 100.0)])
        self.assertFalse(order._is_paid_with_store_credit())
