"""What happens between choosing store credit and paying: carts, cards, companies and currencies."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_checkout import CheckoutCommon


@tagged("post_install", "-at_install")
class TestShopChanges(CheckoutCommon):
    """45 of store credit chosen for a cart of 120; then something changes."""

    @classmethod
    def setUpClass(cls):
        """Choose all store credit for the cart."""
        super().setUpClass()
        case = cls()
        case.give_credit(45.0)
        cls.cart = case.order().with_user(cls.shopper).sudo()
        cls.cart._set_credit_to_use(45.0)

    def account(self):
        """Return (balance, reserved) of the shopper."""
        self.env.invalidate_all()
        account = self.credit_account()
        return (account.balance, account.reserved)

    def allow_authorisation(self):
        """Let the card be authorised first, as providers do that capture by hand."""
        Provider = self.registry["payment.provider"]
        compute = Provider._compute_feature_support_fields

        def support(providers):
            compute(providers)
            providers.support_manual_capture = "full_only"

        self.patch(Provider, "_compute_feature_support_fields", support)
        self.card.invalidate_recordset(["support_manual_capture"])

    def reservation(self, part):
        """Return the reservation of a part."""
        return part._find_store_credit_row("customer.credit.reservation")

    # --------------------------------------------------------------- the cart changes

    def test_a_promotion_lowers_what_is_used(self):
        """A reward of 100 leaves 20 to pay: 20 are used, and the total is the order's own."""
        self.cart.order_line = [Command.create({"product_id": self.chair.id, "price_unit": -100.0})]
        self.assertEqual(self.cart._get_credit_to_use(), 20.0)
        self.assertEqual(self.cart._get_store_credit_offer()["left"], 0.0)
        self.cart._verify_cart_after_update()
        self.assertEqual((self.cart.credit_to_use, self.cart.amount_total), (20.0, 20.0))

    def test_delivery_raises_what_is_left_for_the_card(self):
        """10 for delivery: 85 are left, whatever the page had shown before."""
        self.cart.order_line = [Command.create({"product_id": self.chair.id, "price_unit": 10.0})]
        offer = self.cart._get_store_credit_offer()
        self.assertEqual((offer["used"], offer["left"]), (45.0, 85.0))

    def test_another_currency_uses_none(self):
        """A foreign price list: nothing is used, the shopper reads why; back again, it counts."""
        own = self.cart.currency_id
        foreign = self.setup_other_currency("CHF" if own.name != "CHF" else "USD")
        self.cart.currency_id = foreign
        self.assertEqual(self.cart._get_credit_to_use(), 0.0)
        self.assertEqual(self.cart._get_store_credit_offer(), {})
        self.assertIn(foreign.name, self.cart._get_store_credit_hint())
        self.assertIn("45.00", self.cart._get_store_credit_hint())
        with self.assertRaises(UserError):
            self.cart._set_credit_to_use(10.0)
        self.cart.currency_id = own
        self.assertEqual((self.cart._get_credit_to_use(), self.cart._get_store_credit_hint()),
                         (45.0, ""))  # fmt: skip

    def test_a_frozen_account_uses_none_and_says_so(self):
        """The shopper is asked to call; why it is frozen stays inside."""
        self.credit_account()._set_state("frozen", "Suspicious")
        self.assertEqual(self.cart._get_credit_to_use(), 0.0)
        self.assertIn("contact us", self.cart._get_store_credit_hint())
        self.assertNotIn("Suspicious", self.cart._get_store_credit_hint())

    def test_guests_and_strangers_are_told_nothing(self):
        """Neither the figure nor a reason."""
        self.cart.currency_id = self.setup_other_currency("CHF")
        for user in (self.website.user_id, self.stranger):
            cart = self.cart.with_user(user).sudo()
            self.assertEqual((cart._get_store_credit_hint(), cart._get_store_credit_offer()),
                             ("", {}))  # fmt: skip

    def test_colleagues_who_may_see_nothing_spend_nothing(self):
        """Where the website shows colleagues nothing, neither box nor route betrays a figure."""
        invoice = self.invoice(120.0).with_user(self.shopper).sudo()
        self.company.website_id = self.website
        self.website.store_credit_colleagues = "none"
        self.assertEqual(self.cart._get_store_credit_offer(), {})
        for document in (self.cart, invoice):
            self.assertEqual(document._get_store_credit_usable(self.shopper), 0.0)
            with self.assertRaises(AccessError):
                self.transaction(document, 10.0)._get_processing_values()
        self.website.store_credit_colleagues = "balance"
        self.assertEqual(self.cart._get_store_credit_offer()["used"], 45.0)

    def test_another_company_pays_nothing(self):
        """Credit in one company is none in another, for the same customer and website user."""
        other = self.setup_other_company()["company"]
        cart = self.env["sale.order"].with_company(other).create(
            {"partner_id": self.shopper.partner_id.id, "company_id": other.id}
        )  # fmt: skip
        cart.order_line = [Command.create({"name": "x", "product_id": self.chair.id})]
        cart = cart.with_user(self.shopper).sudo()
        self.assertEqual((cart._get_store_credit_offer(), cart._get_store_credit_hint()), ({}, ""))
        with self.assertRaises(UserError):
            cart._set_credit_to_use(10.0)
        tx = self.transaction(cart, 10.0)
        with self.assertRaises(UserError):
            tx._get_processing_values()
        self.assertEqual(self.account(), (45.0, 0.0))

    def test_express_checkout_gives_way(self):
        """One button that takes the whole total is not shown beside a part in store credit."""
        providers = self.env["payment.provider"]._get_compatible_providers(
            self.company.id, self.shopper.partner_id.id, 120.0, is_express_checkout=True,
            sale_order_id=self.cart.id,
        )  # fmt: skip
        self.assertFalse(providers.filtered(lambda it: it.code == "store_credit"))
        self.assertEqual(self.cart._get_credit_to_use(), 45.0)

    # --------------------------------------------------------------- the card changes its mind

    def test_authorised_then_voided(self):
        """Confirmed on authorisation; voided, the credit comes back once, the books agree."""
        self.allow_authorisation()
        main, part = self.split(self.cart, 45.0)
        main._set_authorized()
        main._post_process()
        self.assertEqual(
            (self.cart.state, part.state, self.account()), ("sale", "done", (0.0, 0.0))
        )
        main._set_canceled()
        main._post_process()
        main._post_process()
        self.assertEqual(self.entries(), [("web_payment", -45.0), ("web_refund", 45.0)])
        self.assertEqual(self.account(), (45.0, 0.0))
        self.assert_ties_out()

    def test_authorised_then_voided_by_the_button(self):
        """Odoo's button voids by a transaction of its own: the credit comes back once, too."""
        self.allow_authorisation()
        main, _part = self.split(self.cart, 45.0)
        main._set_authorized()
        main._post_process()
        voided = main._void()
        voided._set_canceled()  # as providers answer
        self.assertEqual((voided.state, main.state), ("cancel", "cancel"))
        (main | voided)._post_process()
        main._set_canceled()  # the provider says it once more
        self.assertEqual(self.entries(), [("web_payment", -45.0), ("web_refund", 45.0)])
        self.assertEqual(self.account(), (45.0, 0.0))
        self.assert_ties_out()

    def test_authorised_then_captured(self):
        """Authorisation spends the part; the capture books the card, and nothing twice."""
        self.allow_authorisation()
        main, part = self.split(self.cart, 45.0)
        main._set_authorized()
        main._post_process()
        main._set_done()
        main._post_process()
        self.assertEqual((main.payment_id.amount, part.payment_id.amount), (75.0, 45.0))
        self.assertEqual(self.entries(), [("web_payment", -45.0)])
        self.assert_ties_out()

    def test_pending_then_refused(self):
        """The transfer never came: the credit is free again, the order stays a quotation."""
        main, part = self.split(self.cart, 45.0)
        main._set_pending()
        main._post_process()
        self.assertEqual(self.account(), (45.0, 45.0))
        main._set_canceled()
        main._post_process()
        self.assertEqual((self.account(), part.state), ((45.0, 0.0), "cancel"))
        self.assertEqual(self.cart.state, "sent")

    # --------------------------------------------------------------- times

    def test_the_settings_say_how_long_credit_waits(self):
        """Minutes for a payment that was started, days for one under way."""
        self.company.write({"store_credit_started_minutes": 5, "store_credit_pending_days": 3})
        main, part = self.split(self.cart, 45.0)
        now = fields.Datetime.now()
        minutes = (self.reservation(part).expires_at - now).total_seconds() / 60
        self.assertAlmostEqual(minutes, 5, delta=1)
        main._set_pending()
        self.assertEqual((self.reservation(part).expires_at - now).days, 3)

    def test_a_customer_who_pays_the_rest_later_is_asked_for_the_rest_only(self):
        """The credit vanished, the card paid 75: the portal asks for 45, not for 120 again."""
        main, part = self.split(self.cart, 45.0)
        self.credit_account()._set_state("frozen", "checked")
        main._set_done()
        main._post_process()
        self.env.invalidate_all()
        self.assertEqual((self.cart.state, part.state), ("draft", "error"))
        self.assertTrue(self.cart._has_store_credit_payment())
        self.assertEqual(self.cart.amount_total - self.cart.amount_paid, 45.0)

    # --------------------------------------------------------------- chargebacks

    def top_up(self, amount=50.0):
        """Return the payment of a top-up by card, done."""
        order = self.env["sale.order"]._get_or_create_topup(self.shopper, self.website, amount)
        tx = self.card_payment(order, amount)
        tx._set_done()
        tx._post_process()
        self.env.invalidate_all()
        return tx

    def test_a_chargeback_takes_the_credit_back_once(self):
        """The bank took 50 back: the credit goes, a second click finds nothing left."""
        tx = self.top_up()
        self.assert_store_credit(95.0)
        tx.action_record_chargeback()
        self.env.invalidate_all()
        self.assert_store_credit(45.0)
        with self.assertRaisesRegex(UserError, "nothing left"):
            tx.action_record_chargeback()
        self.assert_store_credit(45.0)
        self.assertEqual(self.credit_account().state, "active")
        self.assert_ties_out()

    def test_a_chargeback_of_spent_credit_freezes_and_tells(self):
        """What was bought with it is gone: a visible debt, a frozen account, a to-do."""
        tx = self.top_up()
        self.pay(self.order(90.0), 90.0)
        tx.action_record_chargeback()
        self.env.invalidate_all()
        account = self.credit_account()
        self.assertEqual((account.balance, account.state), (-45.0, "frozen"))
        self.assertTrue(account.activity_ids)
        self.assert_ties_out()

    def test_only_credit_managers_record_chargebacks_of_topups(self):
        """Neither a salesperson nor the shopper; nor of an ordinary order."""
        tx = self.top_up()
        for user in (self.salesperson, self.shopper):
            with self.assertRaises(AccessError):
                tx.with_user(user).action_record_chargeback()
        order = self.order(30.0)
        other = self.card_payment(order, 30.0)
        other._set_done()
        other._post_process()
        with self.assertRaises(UserError):
            other.action_record_chargeback()
        self.assert_store_credit(95.0)
