"""What shoppers do in the browser: real Chromium, at the width of a desk and of a phone."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.customer_credit_balance.core.verdict import Blocker

from .common_checkout import CheckoutCommon


class ShopTourCommon(CheckoutCommon, HttpCase):
    """A shopper with 45 of store credit, a cart of 120 and the provider "Demo"."""

    @classmethod
    def setUpClass(cls):
        """Serve the website of the test company; skip where the provider is not there."""
        super().setUpClass()
        cls.website.write({"sequence": -1})
        others = cls.env["website"].search([("id", "!=", cls.website.id)])
        others.write({"domain": "http://elsewhere.example.com"})
        if cls.env["ir.module.module"]._get("payment_demo").state != "installed":
            cls.skipTest(cls, "the provider Demo is not installed")
        cls.demo = cls.env["payment.provider"].search(
            [("code", "=", "demo"), ("company_id", "=", cls.company.id)], limit=1
        ) or cls.env.ref("payment.payment_provider_demo").copy({"company_id": cls.company.id})
        cls.demo.payment_method_ids = [
            Command.link(cls.env.ref("payment_demo.payment_method_demo").id)
        ]
        cls.demo.journal_id = cls.bank_journal
        cls.card.write({"state": "disabled", "is_published": False})
        cls.demo.write({"state": "test", "is_published": True})
        cls.shopper.partner_id.write(
            {
                "street": "Rue des Bourlottes 9",
                "city": "Ramillies",
                "zip": "1367",
                "country_id": cls.env.ref("base.be").id,
                "phone": "+32 81 813 700",
            }
        )

    def setUp(self):
        """Fill the cart."""
        super().setUp()
        self.give_credit(45.0)
        self.cart = self.order()

    def play(self, tour, url="/shop/checkout?try_skip_step=true"):
        """Play the tour as the shopper."""
        self.start_tour(url, tour, login="shopper", timeout=180)
        self.env.invalidate_all()

    def account(self):
        """Return (balance, reserved) of the shopper."""
        account = self.credit_account()
        return (account.balance, account.reserved)


@tagged("post_install", "-at_install")
class TestShopToursOnDesktop(ShopTourCommon):
    """Wide screens."""

    def test_pay_all(self):
        """One click instead of a card."""
        self.give_credit(155.0)
        self.play("store_credit_pay_all")
        self.assertEqual((self.cart.state, self.account()), ("sale", (80.0, 0.0)))
        self.assert_ties_out()

    def test_pay_a_part_beside_another_provider(self):
        """45 by credit, 75 by the other."""
        self.play("store_credit_pay_part")
        self.assertEqual((self.cart.state, self.account()), ("sale", (0.0, 0.0)))
        self.assert_ties_out()

    def test_pay_less_than_there_is(self):
        """The amount is the customer's choice."""
        self.play("store_credit_pay_less")
        self.assertEqual((self.cart.state, self.account()), ("sale", (25.0, 0.0)))

    def test_a_typed_amount_is_used_before_the_rest_is_paid(self):
        """The box is ticked by typing: paying it all by the other provider would be a surprise."""
        self.play("store_credit_typed_then_paid")
        self.assertEqual((self.cart.state, self.account()), ("sale", (25.0, 0.0)))

    def test_the_other_provider_fails(self):
        """The credit is free again."""
        self.play("store_credit_other_fails")
        self.assertEqual((self.cart.state, self.account()), ("draft", (45.0, 0.0)))

    def test_the_other_provider_is_pending_and_completes_later(self):
        """The credit stays aside until the other payment is there."""
        self.play("store_credit_other_pending")
        self.assertEqual(self.account(), (45.0, 45.0))
        tx = self.cart.transaction_ids.filtered("store_credit_part_id")
        tx.action_demo_set_done()
        tx._post_process()
        self.env.invalidate_all()
        self.assertEqual((self.cart.state, self.account()), ("sale", (0.0, 0.0)))
        self.assert_ties_out()

    def test_pay_an_invoice_partly(self):
        """45 of 120 in the portal."""
        invoice = self.invoice(120.0)
        self.play("store_credit_pay_invoice_part", invoice.access_url)
        self.assertEqual((invoice.amount_residual, self.account()), (75.0, (0.0, 0.0)))
        self.assert_ties_out()

    def test_a_held_customer_reads_why_and_may_pay_at_once(self):
        """Stopped from buying on account, with the message for customers, not with the reason."""
        Order = self.registry["sale.order"]
        reason = Blocker("hold", "Crook", "block")
        self.patch(Order, "_get_credit_blockers", lambda order, decision=None: [reason])
        self.patch(Order, "_get_credit_customer_message", lambda order: "Please call our office.")
        self.website.credit_on_account = True
        self.customer.customer_credit_on_account = True
        self.play("store_credit_held_customer")
        self.assertEqual((self.cart.amount_paid, self.account()), (120.0, (0.0, 0.0)))

    def test_a_foreign_currency_cart_says_so(self):
        """No box, a sentence that says why, and the order is paid another way."""
        own = self.cart.currency_id
        foreign = self.setup_other_currency("CHF" if own.name != "CHF" else "USD")
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": foreign.id, "website_id": self.website.id}
        )
        self.shopper.partner_id.specific_property_product_pricelist = pricelist
        self.cart.write({"pricelist_id": pricelist.id, "currency_id": foreign.id})
        self.play("store_credit_foreign_cart")
        self.assertEqual((self.cart.state, self.account()), ("sale", (45.0, 0.0)))


@tagged("post_install", "-at_install")
class TestShopToursOnPhone(ShopTourCommon):
    """Narrow screens with touch."""

    browser_size = "390x844"
    touch_enabled = True

    def test_pay_a_part_on_a_phone(self):
        """The same box, the same two payments."""
        self.play("store_credit_pay_part")
        self.assertEqual((self.cart.state, self.account()), ("sale", (0.0, 0.0)))
