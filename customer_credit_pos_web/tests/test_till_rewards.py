"""Promotions, gift cards and eWallets at a till with store credit (pos_loyalty)."""

import unittest

from odoo import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tests.common import get_db_name

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillRewards(TillCommon):
    """A reward is a line below zero: what was paid is what can come back."""

    @classmethod
    def setUpClass(cls):
        """Skip without the addon that gives rewards at tills; make one program of each kind."""
        if "source_pos_order_id" not in Registry(get_db_name())["loyalty.card"]._fields:
            raise unittest.SkipTest("pos_loyalty is not installed")
        super().setUpClass()
        cls.env["loyalty.program"].search([]).action_archive()
        cls.promotion = cls.create_program("promotion")
        cls.gift_program = cls.create_program("gift_card")
        cls.wallet_program = cls.create_program("ewallet")

    @classmethod
    def create_program(cls, kind):
        """Return a program of this kind, as Odoo's button makes it, without a promotion's code."""
        made = cls.env["loyalty.program"].create_from_template(kind)
        program = cls.env["loyalty.program"].browse(made["res_id"])
        if kind == "promotion":
            program.rule_ids.minimum_qty = 0
            reward = {"reward_type": "discount", "discount": 10.0, "discount_mode": "percent"}
            program.reward_ids = [Command.clear(), Command.create(reward)]
        program.rule_ids.product_ids.available_in_pos = True
        if kind == "gift_card":
            program.pos_report_print_id = cls.env.ref("loyalty.report_gift_card")
        return program

    def setUp(self):
        """The customer has 150 of store credit."""
        super().setUp()
        self.give_credit(150.0)

    # --------------------------------------------------------------- arrange

    def reward_line(self, program, amount, card=None, **vals):
        """Return the line of a reward, as the till sends it."""
        reward = program.reward_ids
        return {
            "product": reward.discount_line_product_id,
            "quantity": 1,
            "price_unit": -amount,
            "price_subtotal": -amount,
            "price_subtotal_incl": -amount,
            "is_reward_line": True,
            "reward_id": reward.id,
            "coupon_id": card.id if card else False,
            "points_cost": amount,
            **vals,
        }

    def card(self, program, points):
        """Return a card of the customer worth so much."""
        return self.env["loyalty.card"].create(
            {"program_id": program.id, "points": points, "partner_id": self.customer.id}
        )

    def sell_rewarded(self, payments, program, amount, card=None):
        """Sell a chair of 100 with a reward; return the order."""
        lines = [
            {"product": self.product, "quantity": 1},
            self.reward_line(program, amount, card),
        ]
        return self.sync(self.order_data(payments, customer=self.customer, lines=lines))

    def refund_whole(self, order, paid):
        """Refund the chair with its reward to store credit, as the till's screen does."""
        chair, reward = order.lines
        lines = [
            {"product": self.product, "quantity": -1, "refunded_orderline_id": chair.id},
            {
                "product": reward.product_id,
                "quantity": -1,
                "price_unit": reward.price_unit,
                "price_subtotal": -reward.price_subtotal,
                "price_subtotal_incl": -reward.price_subtotal_incl,
                "refunded_orderline_id": reward.id,
            },
        ]
        data = self.order_data([(self.credit_pm, -paid)], customer=self.customer, lines=lines)
        return self.sync({**data, "is_refund": True})

    # --------------------------------------------------------------- promotions

    def test_store_credit_pays_what_the_promotion_leaves(self):
        """90 of a chair of 100; more than that is no change."""
        order = self.sell_rewarded([(self.credit_pm, 90.0)], self.promotion, 10.0)
        self.assertEqual(order.state, "paid")
        self.assert_credit(60.0)
        with self.assertRaises(UserError):
            self.sell_rewarded([(self.credit_pm, 100.0)], self.promotion, 10.0)
        self.assert_credit(60.0)

    def test_the_discount_does_not_come_back_as_credit(self):
        """The chair returned without its discount: 90 were paid, so 90 can come back."""
        order = self.sell_rewarded([(self.credit_pm, 90.0)], self.promotion, 10.0)
        with self.assertRaises(UserError) as refused:
            self.refund(order, [(self.credit_pm, -100.0)])
        self.assertIn("90.00", str(refused.exception))
        self.assert_credit(60.0)
        self.refund_whole(order, 90.0)
        self.assert_credit(150.0)
        with self.assertRaises(UserError):
            self.refund(order, [(self.credit_pm, -100.0)])
        self.close_till()
        self.assert_credit(150.0)
        self.assert_ties_out()

    # --------------------------------------------------------------- cards

    def test_a_gift_card_beside_store_credit(self):
        """60 from the card and 40 of credit: 40 of credit can come back, the card is the card's."""
        card = self.card(self.gift_program, 60.0)
        order = self.sell_rewarded([(self.credit_pm, 40.0)], self.gift_program, 60.0, card)
        self.assertEqual(order.state, "paid")
        self.assert_credit(110.0)
        with self.assertRaises(UserError) as refused:
            self.refund(order, [(self.credit_pm, -100.0)])
        self.assertIn("40.00", str(refused.exception))
        self.refund_whole(order, 40.0)
        self.assert_credit(150.0)
        self.close_till()
        self.assert_ties_out()

    def test_an_ewallet_is_topped_up_from_store_credit(self):
        """The product of an eWallet is goods like any other: 50 of credit pay 50 of it."""
        wallet = self.wallet_program.rule_ids.product_ids
        wallet.list_price = 50.0
        order = self.sync(
            self.order_data([(self.credit_pm, 50.0)], customer=self.customer, lines=[(wallet, 1)])
        )
        card = self.card(self.wallet_program, 0.0)
        order.with_user(self.cashier).confirm_coupon_programs(
            {
                card.id: {
                    "points": 50.0,
                    "program_id": self.wallet_program.id,
                    "coupon_id": card.id,
                    "partner_id": self.customer.id,
                }
            }
        )
        self.assertEqual(card.points, 50.0)
        self.assert_credit(100.0)
        self.close_till()
        self.assert_ties_out()

    # --------------------------------------------------------------- top-ups

    def test_a_reward_gives_no_cheaper_credit(self):
        """A top-up of 100 for 90 and a promotion is refused, and so is one for a gift card."""
        card = self.card(self.gift_program, 60.0)
        for program, amount, used in (
            (self.promotion, 10.0, None),
            (self.gift_program, 60.0, card),
        ):
            data = self.order_data(
                [(self.cash_pm1, 100.0 - amount), (self.credit_pm, -100.0)],
                customer=self.customer,
                lines=[self.reward_line(program, amount, used)],
            )
            with self.subTest(program=program.name), self.assertRaises(UserError):
                self.sync(data)
        self.assert_credit(150.0)
        self.top_up(20.0)
        self.assert_credit(170.0)
