"""What store credit adds to the checkout page: seven queries at most."""

from odoo.http import root
from odoo.tests import HttpCase, tagged

from .common_checkout import CheckoutCommon

# The box, the header, the terms on account; who may see and spend, who may buy on account; whether
# the provider of its company is published (two).
ADDED = 7


@tagged("post_install", "-at_install")
class TestShopSpeed(CheckoutCommon, HttpCase):
    """The same cart, the same shopper, with everything switched on and off."""

    def setUp(self):
        """Give a shopper with an address a cart, and open the page once to fill the caches."""
        super().setUp()
        others = self.env["website"].search([("id", "!=", self.website.id)])
        others.write({"domain": "http://elsewhere.example.com"})
        self.website.write({"sequence": -1})
        self.shopper.partner_id.write(
            {
                "street": "Rue des Bourlottes 9",
                "city": "Ramillies",
                "zip": "1367",
                "country_id": self.env.ref("base.be").id,
                "phone": "+32 81 813 700",
            }
        )
        # What other addons ask before a sale on account is theirs to measure.
        mixin = self.registry["customer.credit.mixin"]
        self.patch(mixin, "_get_credit_blockers", lambda document, decision=None: [])
        self.give_credit(45.0)
        self.cart = self.order()
        self.authenticate("shopper", "shopper")
        self.session["sale_order_id"] = self.cart.id
        root.session_store.save(self.session)

    def page(self):
        """Return (text, queries) of the payment page."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        text = self.url_open("/shop/payment").text
        return text, self.env.cr.sql_log_count - before

    def switch(self, on):
        """Switch everything that this addon shows at checkout on or off."""
        self.website.write(
            {"credit_in_shop": on, "credit_on_account": on, "store_credit_show_header": on}
        )
        self.page()

    def count(self, on):
        """Return the queries of the page, everything on or off."""
        self.switch(on)
        text, queries = self.page()
        self.assertEqual("Use my store credit" in text, on)
        return queries

    def test_the_payment_page_costs_seven_queries_more_at_most(self):
        """With the box, with buying on account and with the balance in the header."""
        without = self.count(False)
        self.assertLessEqual(self.count(True), without + ADDED)
        self.cart.credit_to_use = 45.0
        self.assertLessEqual(self.count(True), without + ADDED)
