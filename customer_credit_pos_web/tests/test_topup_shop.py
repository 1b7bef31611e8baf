"""Buying the credit product in the shop: the amount is chosen, the quantity is one."""

from odoo.tests import tagged

from .common_shop import ShopHttpCommon


@tagged("post_install", "-at_install")
class TestTopupShop(ShopHttpCommon):
    """Product page and cart, over HTTP."""

    def setUp(self):
        """Publish the credit product, and start without a cart."""
        super().setUp()
        self.product.website_published = True
        self.authenticate("shopper", "shopper")

    def cart(self):
        """Return the shopper's cart."""
        self.env.invalidate_all()
        return self.env["sale.order"].search(
            [("partner_id", "=", self.customer.id), ("state", "=", "draft")], limit=1
        )

    def add(self, page=None, **data):
        """Submit the form of the product page."""
        return self.submit(
            "/shop/credit/add",
            {"product_id": str(self.product.id), **data},
            page=page or self.product.website_url,
        )

    def test_product_page_asks_for_an_amount(self):
        """Suggested amounts and a field, no quantity; guests are asked to log in."""
        page = self.url_open(self.product.website_url).text
        self.assertIn('action="/shop/credit/add"', page)
        self.assertNotIn('name="add_qty"', page)
        self.authenticate(None, None)
        page = self.url_open(self.product.website_url).text
        self.assertNotIn('action="/shop/credit/add"', page)
        self.assertIn("/web/login?redirect=", page)

    def test_chosen_amount_is_in_the_cart_once(self):
        """Each top-up is a line of its own; recomputing the cart keeps its amount."""
        self.add(amount="other", other_amount="33")
        cart = self.cart()
        self.assertRecordValues(cart.order_line, [{"price_unit": 33.0, "product_uom_qty": 1.0}])
        self.add(amount="100")
        self.assertEqual(self.cart().order_line.mapped("price_unit"), [33.0, 100.0])
        page = self.url_open("/shop/cart")
        self.assertEqual(page.status_code, 200)
        cart._recompute_cart()
        self.assertEqual(cart.amount_total, 133.0)

    def test_quantity_stays_one(self):
        """Two times the same is not a way around the largest amount."""
        self.add(amount="100")
        line = self.cart().order_line
        result, error = self.rpc("/shop/cart/update", line_id=line.id, quantity=5)
        self.assertFalse(error)
        self.assertEqual(result["quantity"], 1)
        result, error = self.rpc(
            "/shop/cart/add",
            product_template_id=self.product.product_tmpl_id.id,
            product_id=self.product.id,
            quantity=7,
            store_credit_amount=20,
        )
        self.assertFalse(error)
        self.assertEqual(sum(self.cart().order_line.mapped("product_uom_qty")), 2)

    def test_bad_amounts_do_not_reach_the_cart(self):
        """By the form or by the cart's own route."""
        for amount in ("-5", "0", "9", "1e400", "nan", "abc", "99999"):
            self.add(amount="other", other_amount=amount)
            _result, error = self.rpc(
                "/shop/cart/add",
                product_template_id=self.product.product_tmpl_id.id,
                product_id=self.product.id,
                quantity=1,
                store_credit_amount=amount,
            )
            self.assertTrue(error, amount)
        self.assertFalse(self.cart().order_line)

    def test_without_an_amount_the_list_price_counts(self):
        """A button somewhere else in the shop buys the product as it is priced."""
        _result, error = self.rpc(
            "/shop/cart/add",
            product_template_id=self.product.product_tmpl_id.id,
            product_id=self.product.id,
            quantity=1,
        )
        self.assertFalse(error)
        self.assertEqual(self.cart().amount_total, 50.0)

    def test_guests_cannot_put_it_into_their_cart(self):
        """Credit without an owner would be nobody's."""
        self.authenticate(None, None)
        _result, error = self.rpc(
            "/shop/cart/add",
            product_template_id=self.product.product_tmpl_id.id,
            product_id=self.product.id,
            quantity=1,
            store_credit_amount=50,
        )
        self.assertIn("Log in", error)

    def test_other_products_have_no_free_price(self):
        """The amount is of store credit only."""
        chair = self.env["product.product"].create(
            {"name": "Chair", "list_price": 120.0, "type": "service", "website_published": True}
        )
        self.rpc(
            "/shop/cart/add",
            product_template_id=chair.product_tmpl_id.id,
            product_id=chair.id,
            quantity=1,
            store_credit_amount=1,
        )
        self.assertEqual(self.cart().order_line.price_unit, 120.0)

    def test_paid_cart_is_store_credit(self):
        """The same as a top-up in the portal."""
        self.add(amount="100")
        cart = self.cart()
        cart.require_payment = True
        self.pay(cart)
        self.assertEqual(cart.state, "sale")
        self.assertEqual(self.available(), 100.0)
        self.assert_ties_out()

    def test_cart_with_other_products_gives_its_credit_too(self):
        """The credit is invoiced when paid; the chair keeps its own invoicing."""
        chair = self.env["product.product"].create(
            {"name": "Chair", "list_price": 120.0, "type": "service", "website_published": True,
             "invoice_policy": "delivery", "taxes_id": False}
        )  # fmt: skip
        self.add(amount="100")
        cart = self.cart()
        cart._cart_add(chair.id, 1)
        cart.require_payment = True
        self.pay(cart)
        self.assertEqual(self.available(), 100.0)
        invoice = cart._get_topup_invoices()
        self.assertEqual(invoice.amount_total, 100.0)
        self.assertEqual(self.customer.outstanding_credit_amount, 120.0)
        self.assert_ties_out()

    def test_store_credit_pays_the_chair_but_not_the_credit(self):
        """A cart with both: credit pays other products only, whichever payment comes first."""
        chair = self.env["product.product"].create(
            {"name": "Chair", "list_price": 120.0, "type": "service", "website_published": True,
             "invoice_policy": "order", "taxes_id": False}
        )  # fmt: skip
        self.give_credit(500.0)
        self.add(amount="100")
        cart = self.cart()
        self.assertEqual(cart._get_store_credit_usable(self.shopper), 0.0)
        cart._cart_add(chair.id, 1)
        cart.require_payment = True
        self.assertEqual(cart._get_store_credit_usable(self.shopper), 120.0)
        cart.with_user(self.shopper).sudo()._pay_with_store_credit(120.0, 120.0)
        self.assertEqual(self.available(), 380.0)
        self.pay(cart, amount=100.0)
        self.assertEqual(cart.state, "sale")
        self.assertEqual(self.available(), 480.0)
        cart._create_invoices()._post()
        self.assertEqual(
            set(cart.invoice_ids.mapped("payment_state")) - {"paid", "in_payment"}, set()
        )
        self.assert_ties_out()
