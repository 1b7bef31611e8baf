"""What customers do in the browser: real Chromium, at the width of a desk and of a phone."""

from odoo.tests import HttpCase, tagged

from .common_shop import ShopCommon


class TopupTourCommon(ShopCommon, HttpCase):
    """A shopper, and the demo provider of the test company."""

    @classmethod
    def setUpClass(cls):
        """Offer the demo provider only."""
        super().setUpClass()
        demo = cls.env.ref("payment.payment_provider_demo", raise_if_not_found=False).sudo()
        if not demo or demo.code != "demo":
            cls.skipTest(cls, "payment_demo is not installed")
        cls.provider.is_published = False
        cls.demo = demo.copy({"company_id": cls.company.id})
        cls.demo.write({"state": "test", "is_published": True})

    def assert_topped_up(self, amount):
        """The money is booked, and the credit can be spent."""
        self.assert_store_credit(amount)
        self.assertEqual(self.available(), amount)
        order = self.env["sale.order"].search(
            [("store_credit_topup_user_id", "=", self.shopper.id)]
        )
        self.assertEqual(order.transaction_ids.provider_id, self.demo)
        self.assertIn(order._get_topup_invoices().payment_state, ("paid", "in_payment"))
        self.assert_ties_out()


@tagged("post_install", "-at_install")
class TestTopupOnDesktop(TopupTourCommon):
    """Wide screens."""

    def test_suggested_amount(self):
        """From My Account to the history, with a suggested amount."""
        self.start_tour("/my", "customer_credit_topup_suggested", login="shopper")
        self.assert_topped_up(50.0)


@tagged("post_install", "-at_install")
class TestTopupOnPhone(TopupTourCommon):
    """Narrow screens with touch."""

    browser_size = "390x844"
    touch_enabled = True

    def test_other_amount(self):
        """The same with an amount of one's own."""
        self.start_tour("/my", "customer_credit_topup_other_amount", login="shopper")
        self.assert_topped_up(75.0)
