"""Promotions and gift cards in a cart with store credit, where Odoo's loyalty is installed."""

from odoo import Command
from odoo.tests import tagged

from .common_checkout import CheckoutCommon


@tagged("post_install", "-at_install")
class TestTopupRewards(CheckoutCommon):
    """A chair of 120 and 50 of store credit in one cart."""

    @classmethod
    def setUpClass(cls):
        """Skip without the addon that gives rewards in the shop."""
        super().setUpClass()
        if cls.env["ir.module.module"]._get("website_sale_loyalty").state != "installed":
            cls.skipTest(cls, "website_sale_loyalty is not installed")
        cls.env["loyalty.program"].search([]).action_archive()
        cls.credit_product = cls.env.ref("customer_credit_pos_web.product_store_credit")

    def setUp(self):
        """Fill the cart."""
        super().setUp()
        self.cart = self.order().with_user(self.shopper).sudo()

    def add_credit(self):
        """Put 50 of store credit into the cart, as the shop does."""
        self.cart._cart_add(self.credit_product.id, 1, store_credit_amount=50.0)
        self.cart._verify_cart_after_update()

    def promotion(self, discount=10.0, **vals):
        """Return a program that takes a share off every order by itself."""
        return self.env["loyalty.program"].create(
            {
                "name": "Off",
                "program_type": "promotion",
                "trigger": "auto",
                "applies_on": "current",
                "rule_ids": [Command.create({"minimum_amount": 0, **vals})],
                "reward_ids": [
                    Command.create(
                        {"reward_type": "discount", "discount": discount,
                         "discount_mode": "percent", "discount_applicability": "order"}
                    )
                ],
            }
        )  # fmt: skip

    def gift_card(self, points):
        """Return a gift card worth so much."""
        program = self.env["loyalty.program"].create(
            {
                "name": "Gift Cards",
                "program_type": "gift_card",
                "applies_on": "future",
                "trigger": "auto",
                "reward_ids": [
                    Command.create(
                        {"reward_type": "discount", "discount": 1, "discount_mode": "per_point",
                         "discount_applicability": "order"}
                    )
                ],
            }
        )  # fmt: skip
        return self.env["loyalty.card"].create({"program_id": program.id, "points": points})

    def apply(self, card):
        """Enter the code of a card; return what came of it."""
        status = self.cart._try_apply_code(card.code)
        for coupon, rewards in status.items():
            self.cart._apply_program_reward(rewards[:1], coupon)
        self.cart._update_programs_and_rewards()

    # --------------------------------------------------------------- what is discounted

    def test_a_promotion_discounts_the_chair_alone(self):
        """10 % of 120, whatever else is in the cart."""
        self.promotion()
        self.add_credit()
        self.assertEqual(self.cart.reward_amount, -12.0)
        self.assertEqual(self.cart.amount_total, 158.0)

    def test_store_credit_alone_is_never_discounted(self):
        """50 of store credit costs 50, and the page of the cart works."""
        self.promotion()
        self.cart.order_line.unlink()
        self.add_credit()
        self.assertFalse(self.cart.order_line.filtered("reward_id"))
        self.assertEqual(self.cart.amount_total, 50.0)

    def test_store_credit_reaches_no_minimum(self):
        """A promotion from 150 on is not reached by 120 and 50."""
        self.promotion(minimum_amount=150.0)
        self.add_credit()
        self.assertFalse(self.cart.order_line.filtered("reward_id"))

    def test_a_gift_card_pays_everything_but_store_credit(self):
        """A card of 500 takes 120 off; 50 stay to be paid, and 380 stay on the card."""
        self.add_credit()
        self.apply(self.gift_card(500.0))
        self.assertEqual((self.cart.reward_amount, self.cart.amount_total), (-120.0, 50.0))

    def test_a_gift_card_on_the_cart_does_not_pay_credit_added_later(self):
        """The order of the two makes no difference."""
        self.apply(self.gift_card(500.0))
        self.add_credit()
        self.assertEqual((self.cart.reward_amount, self.cart.amount_total), (-120.0, 50.0))

    # --------------------------------------------------------------- beside a payment by credit

    def test_a_promotion_after_the_choice_lowers_what_is_used(self):
        """120 chosen, 10 % come off: 108 are used, nothing is left to pay."""
        self.give_credit(200.0)
        self.cart._set_credit_to_use(120.0)
        self.promotion()
        self.cart._recompute_cart()
        offer = self.cart._get_store_credit_offer()
        self.assertEqual((offer["used"], offer["left"]), (108.0, 0.0))

    def test_a_promotion_that_ends_raises_what_is_left(self):
        """108 chosen, the promotion ends: 12 are left, and the order waits for them."""
        self.give_credit(108.0)
        program = self.promotion()
        self.cart._recompute_cart()
        self.cart._set_credit_to_use(108.0)
        self.assertEqual(self.cart._get_store_credit_offer()["left"], 0.0)
        program.action_archive()
        self.cart._recompute_cart()
        offer = self.cart._get_store_credit_offer()
        self.assertEqual((offer["used"], offer["left"]), (108.0, 12.0))

    def test_a_gift_card_beside_store_credit(self):
        """30 by gift card, 45 by store credit, 45 by the other provider."""
        self.give_credit(45.0)
        self.apply(self.gift_card(30.0))
        self.cart._set_credit_to_use(45.0)
        main, part = self.split(self.cart, 45.0)
        self.assertEqual((main.amount, part.amount), (45.0, 45.0))
        main._set_done()
        main._post_process()
        self.assertEqual(self.cart.state, "sale")
        self.assert_ties_out()

    # --------------------------------------------------------------- what it earns

    def earned(self):
        """Return the points and coupons that this cart would earn."""
        self.cart._update_programs_and_rewards()
        return sum(self.cart.coupon_point_ids.mapped("points"))

    def test_store_credit_earns_no_points(self):
        """1 point for each unit spent: 120 for the chair, none for 50 of store credit."""
        self.env["loyalty.program"].create(
            {
                "name": "Points",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "rule_ids": [
                    Command.create({"reward_point_mode": "money", "reward_point_amount": 1})
                ],
                "reward_ids": [
                    Command.create({"reward_type": "discount", "discount": 1,
                                    "discount_mode": "per_point", "required_points": 1000,
                                    "discount_applicability": "order"})
                ],
            }
        )  # fmt: skip
        alone = self.earned()
        self.add_credit()
        self.assertEqual((alone, self.earned()), (120, 120))

    def test_store_credit_alone_earns_nothing(self):
        """Coupons for the next order, by order, unit and amount: store credit is no order."""
        program = self.env["loyalty.program"].create(
            {
                "name": "Next order",
                "program_type": "next_order_coupons",
                "applies_on": "future",
                "trigger": "auto",
                "rule_ids": [Command.create({"minimum_amount": 0, "minimum_qty": 0})],
                "reward_ids": [Command.create({"reward_type": "discount", "discount": 10})],
            }
        )
        self.cart.order_line.unlink()
        self.add_credit()
        for mode in ("order", "unit", "money"):
            for split in (False, True):
                with self.subTest(mode=mode, split=split):
                    program.rule_ids.write(
                        {"reward_point_mode": mode, "reward_point_split": split and mode != "order"}
                    )
                    self.assertEqual(self.earned(), 0)

    def test_store_credit_beside_a_chair_earns_nothing(self):
        """What the chair earns alone is what both earn."""
        program = self.env["loyalty.program"].create(
            {
                "name": "Next order",
                "program_type": "next_order_coupons",
                "applies_on": "future",
                "trigger": "auto",
                "rule_ids": [Command.create({"minimum_amount": 0, "minimum_qty": 0})],
                "reward_ids": [Command.create({"reward_type": "discount", "discount": 10})],
            }
        )
        self.add_credit()
        for mode, split, points in (
            ("order", False, 1), ("unit", False, 1), ("unit", True, 1),
            ("money", False, 120), ("money", True, 120),
        ):  # fmt: skip
            with self.subTest(mode=mode, split=split):
                program.rule_ids.write({"reward_point_mode": mode, "reward_point_split": split})
                self.assertEqual(self.earned(), points)

    def test_an_electronic_wallet_buys_no_store_credit(self):
        """500 in the wallet pay the chair; 50 stay to be paid in money."""
        program = self.env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "applies_on": "future",
                "trigger": "auto",
                "reward_ids": [
                    Command.create({"reward_type": "discount", "discount": 1,
                                    "discount_mode": "per_point",
                                    "discount_applicability": "order"})
                ],
            }
        )  # fmt: skip
        wallet = self.env["loyalty.card"].create(
            {"program_id": program.id, "points": 500, "partner_id": self.cart.partner_id.id}
        )
        self.add_credit()
        self.cart._apply_program_reward(program.reward_ids, wallet)
        self.cart._update_programs_and_rewards()
        self.assertEqual(self.cart.amount_total, 50.0)
