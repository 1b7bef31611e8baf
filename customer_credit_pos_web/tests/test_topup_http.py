"""Top-ups over HTTP: what browsers and attackers send, each answered clearly."""

from odoo.tests import tagged

from .common_shop import ShopHttpCommon

BAD_AMOUNTS = ("-5", "0", "9.99", "1000.01", "1e400", "1e300", "nan", "inf", "abc", "", "50;--")


@tagged("post_install", "-at_install")
class TestTopupHttp(ShopHttpCommon):
    """A wrong request changes nothing."""

    def orders(self):
        """Return all portal top-ups of the company."""
        self.env.invalidate_all()
        return self.env["sale.order"].search(
            [("store_credit_topup_user_id", "!=", False), ("company_id", "=", self.company.id)],
            order="id",
        )

    def pay_by_rpc(self, order, **params):
        """Return (result, error) of asking for a payment of the order."""
        return self.rpc(
            f"/my/credit/topup/{order.id}/transaction",
            **{
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "token_id": None,
                "amount": order.amount_total,
                "flow": "direct",
                "tokenization_requested": False,
                "landing_route": "/my/credit",
                **params,
            },
        )

    def test_amount_leads_to_the_payment_page(self):
        """Suggested or free, the order is over exactly that amount."""
        self.authenticate("shopper", "shopper")
        response = self.submit("/my/credit/topup", {"amount": "100.0"})
        order = self.orders()
        self.assertEqual(order.amount_total, 100.0)
        self.assertEqual(order.partner_id, self.customer)
        self.assertTrue(response.headers["Location"].endswith(f"/my/credit/topup/{order.id}"))
        self.assertIn('data-status="to_pay"', self.url_open(f"/my/credit/topup/{order.id}").text)
        self.submit("/my/credit/topup", {"amount": "other", "other_amount": "33.33"})
        self.assertEqual(self.orders(), order)
        self.assertEqual(order.amount_total, 33.33)

    def test_bad_amounts_are_refused_with_the_reason(self):
        """Negative, zero, huge, not a number, text."""
        self.authenticate("shopper", "shopper")
        for amount in BAD_AMOUNTS:
            response = self.submit("/my/credit/topup", {"other_amount": amount})
            self.assertEqual(response.status_code, 200, amount)
            self.assertIn("alert-danger", response.text, amount)
        self.assertFalse(self.orders())
        response = self.submit("/my/credit/topup", {"amount": "other", "other_amount": "5"})
        self.assertIn("alert-danger", response.text)
        self.assertIn('value="5"', response.text, "what was typed can be corrected")

    def test_forms_without_the_token_of_the_session_are_refused(self):
        """Another site cannot top up, cancel or renew for the customer."""
        self.authenticate("shopper", "shopper")
        order = self.topup(50.0)
        for url in ("/my/credit/topup", f"/my/credit/topup/{order.id}/cancel", "/shop/credit/add"):
            response = self.url_open(url, data={"amount": "50"}, allow_redirects=False)
            self.assertEqual(response.status_code, 400, url)
        self.assertEqual(self.orders().mapped("state"), ["sent"])

    def test_repeated_forms_ask_for_money_once(self):
        """A nervous finger makes one order."""
        self.authenticate("shopper", "shopper")
        token = self.token(self.url_open("/my/credit/topup").text)
        for _attempt in range(5):
            self.url_open(
                "/my/credit/topup",
                data={"csrf_token": token, "amount": "50"},
                allow_redirects=False,
            )
        self.assertEqual(len(self.orders()), 1)

    def test_payment_is_of_exactly_the_order(self):
        """Neither the amount nor the partner nor the landing page is the client's choice."""
        self.authenticate("shopper", "shopper")
        order = self.topup(50.0)
        for amount in (1.0, 49.99, 5000.0, -50.0, "abc", None, "nan"):
            result, error = self.pay_by_rpc(order, amount=amount)
            self.assertFalse(result, amount)
            self.assertIn("amount has changed", error, amount)
        result, error = self.pay_by_rpc(
            order, landing_route="https://evil.example.com", is_validation=True
        )
        self.assertFalse(error)
        tx = order.transaction_ids
        self.assertRecordValues(
            tx,
            [{"amount": 50.0, "partner_id": self.customer.id, "operation": "online_direct",
              "landing_route": f"/my/credit/topup/{order.id}"}],
        )  # fmt: skip
        self.assertEqual(result["reference"], tx.reference)

    def test_unknown_parameters_of_a_payment_are_refused(self):
        """Values for the transaction cannot be slipped in."""
        self.authenticate("shopper", "shopper")
        order = self.topup(50.0)
        _result, error = self.pay_by_rpc(order, custom_create_values={"state": "done"})
        self.assertTrue(error)
        self.assertFalse(order.transaction_ids)

    def test_others_cannot_see_pay_or_cancel_a_topup(self):
        """Strangers, colleagues and guests are told nothing."""
        order = self.topup(50.0)
        for login in ("stranger", "colleague"):
            self.authenticate(login, login)
            page = self.url_open(f"/my/credit/topup/{order.id}", allow_redirects=False)
            self.assertTrue(page.headers["Location"].endswith("/my/credit"), login)
            _result, error = self.pay_by_rpc(order)
            self.assertIn("does not exist", error, login)
            self.submit(f"/my/credit/topup/{order.id}/cancel", {}, page="/my/credit/topup")
        self.authenticate(None, None)
        _result, error = self.pay_by_rpc(order)
        self.assertTrue(error)
        self.assertEqual((order.state, len(order.transaction_ids)), ("sent", 0))

    def test_ordinary_orders_are_not_paid_here(self):
        """The route knows top-ups only, even of the same customer."""
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "website_id": self.website.id}
        )
        self.authenticate("shopper", "shopper")
        _result, error = self.pay_by_rpc(order)
        self.assertIn("does not exist", error)

    def test_website_of_another_company_does_not_know_the_topup(self):
        """Orders stay on the website and in the company where they were made."""
        order = self.topup(50.0)
        other = self.setup_other_company()["company"]
        self.website.sudo().company_id = other
        self.authenticate("shopper", "shopper")
        _result, error = self.pay_by_rpc(order)
        self.assertIn("does not exist", error)

    def test_provider_that_is_not_allowed_is_refused(self):
        """Hidden buttons are no authority: unpublished, disabled, not for top-ups."""
        other = self._new_provider("Other Card")
        order = self.topup(50.0)
        self.authenticate("shopper", "shopper")
        self.website.store_credit_topup_provider_ids = other
        _result, error = self.pay_by_rpc(order)
        self.assertIn("cannot be used for store credit", error)
        self.website.store_credit_topup_provider_ids = False
        for vals in ({"is_published": False}, {"state": "disabled"}):
            other.write(vals)
            _result, error = self.pay_by_rpc(
                order, provider_id=other.id, payment_method_id=other.payment_method_ids.id
            )
            self.assertIn("cannot be used for store credit", error, vals)
        self.assertFalse(order.transaction_ids)

    def test_paid_or_pending_topups_are_not_paid_again(self):
        """The page says what became of it instead."""
        self.authenticate("shopper", "shopper")
        for state, status in (("pending", "pending"), ("done", "done")):
            order = self.topup(50.0)
            self.pay(order, state=state)
            _result, error = self.pay_by_rpc(order)
            self.assertIn("paid already", error)
            page = self.url_open(f"/my/credit/topup/{order.id}").text
            self.assertIn(f'data-status="{status}"', page)

    def test_the_trail_of_a_paid_topup_names_no_invoice(self):
        """Store Credit, then the order: the receipt is a button of the page."""
        self.authenticate("shopper", "shopper")
        order = self.topup(50.0)
        self.pay(order)
        page = self.url_open(f"/my/credit/topup/{order.id}").text
        trail = page[page.index("o_portal_submenu") : page.index('data-status="done"')]
        self.assertNotIn(order._get_topup_invoices().name, trail)
        self.assertIn(order._get_topup_invoices().get_portal_url().split("?")[0], page)

    def test_cancelled_topup_can_be_started_again(self):
        """Giving up is one click; the page offers the way back."""
        self.authenticate("shopper", "shopper")
        order = self.topup(50.0)
        self.submit(f"/my/credit/topup/{order.id}/cancel", {}, page="/my/credit/topup")
        self.env.invalidate_all()
        self.assertEqual(order.state, "cancel")
        page = self.url_open(f"/my/credit/topup/{order.id}").text
        self.assertIn('data-status="cancelled"', page)
        _result, error = self.pay_by_rpc(order)
        self.assertTrue(error)

    def test_a_payment_that_was_left_behind_keeps_no_topup(self):
        """Begun and given up: the page still offers to cancel, and does. What arrives counts."""
        self.authenticate("shopper", "shopper")
        order = self.topup(50.0)
        tx = self.pay(order, state="draft")
        self.assertIn("Cancel this top-up", self.url_open(f"/my/credit/topup/{order.id}").text)
        self.submit(f"/my/credit/topup/{order.id}/cancel", {}, page="/my/credit/topup")
        self.env.invalidate_all()
        self.assertEqual(order.state, "cancel")
        self.move_on(tx, "done")
        self.assertEqual(order.state, "sale")

    def test_cancel_waits_for_a_payment_under_way(self):
        """A payment that may still arrive keeps its order."""
        self.authenticate("shopper", "shopper")
        order = self.topup(50.0)
        self.pay(order, state="pending")
        self.submit(f"/my/credit/topup/{order.id}/cancel", {}, page="/my/credit/topup")
        self.env.invalidate_all()
        self.assertEqual(order.state, "sent")

    def test_website_without_a_credit_product_offers_nothing(self):
        """No button, no form, no order."""
        self.website.credit_product_id = False
        self.authenticate("shopper", "shopper")
        self.assertNotIn("/my/credit/topup", self.url_open("/my/credit").text)
        response = self.url_open("/my/credit/topup", allow_redirects=False)
        self.assertTrue(response.headers["Location"].endswith("/my"))

    def test_topups_are_not_among_the_quotations(self):
        """An abandoned top-up is shown with the credit, not as a quotation to review."""
        order = self.topup(50.0)
        self.authenticate("shopper", "shopper")
        self.assertNotIn(order.name, self.url_open("/my/quotes").text)
        self.assertIn(f"/my/credit/topup/{order.id}", self.url_open("/my/credit").text)
