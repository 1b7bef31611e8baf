"""Attacks on every route that spends store credit: each is answered clearly and moves nothing."""

from odoo import Command
from odoo.tests import tagged

from .common_checkout_http import CheckoutHttpCommon

ODD = (-5, -0.01, 0, 1e-9, 200.01, 1e15, 1e300, float("nan"), float("inf"), float("-inf"),
       "abc", "nan", "", "1;--", None, False, [], {"amount": 1})  # fmt: skip
CLEAR = ("odoo.exceptions.", "werkzeug.exceptions.")


@tagged("post_install", "-at_install")
class TestShopAttacks(CheckoutHttpCommon):
    """200 of store credit, an invoice and a quotation of 120 each, and a cart of 120."""

    @classmethod
    def setUpClass(cls):
        """Give the customer enough for any of the documents."""
        super().setUpClass()
        case = cls()
        case.give_credit(155.0)
        cls.bill = case.invoice(120.0)
        cls.quotation = case.order(website_id=False, state="sent")

    def routes(self):
        """Return {name: (route of Odoo's payment form, document)}."""
        return {
            "cart": (f"/shop/payment/transaction/{self.cart.id}", self.cart),
            "quotation": (f"/my/orders/{self.quotation.id}/transaction", self.quotation),
            "invoice": (f"/invoice/transaction/{self.bill.id}", self.bill),
        }

    def attack(self, url, document, amount, provider=None, token=None, **kw):
        """Ask for a payment by store credit; return the error message, which must be there."""
        if token is None:
            token = document._portal_ensure_token()
        values, message = self.ask_for_payment(
            url, amount, provider or self.provider, access_token=token, flow="redirect", **kw
        )
        self.assertFalse(values, amount)
        self.assertTrue(message, amount)
        self.assertTrue(self.error_type.startswith(CLEAR), (self.error_type, amount))
        return message

    # --------------------------------------------------------------- amounts

    def test_odd_amounts_are_refused_on_every_route(self):
        """Negative, zero, huge, no number, text: the cart wants its total, others what is due."""
        for name, (url, document) in self.routes().items():
            for amount in ODD:
                if name == "cart" and not amount and amount not in ("", []):
                    continue  # no amount means the whole cart
                with self.subTest(route=name, amount=amount):
                    self.attack(url, document, amount)
        self.assert_untouched(200.0)

    def test_odd_amounts_and_dues_in_the_portals_box(self):
        """Neither the amount nor what the page is said to have shown gets through."""
        for document in (self.bill, self.quotation):
            for odd in ("-5", "0", "abc", "nan", "inf", "1e400", "1e300", "", "1;--", "120.01"):
                self.pay_document(document, odd)
                self.pay_document(document, "10", due=odd)
        self.assert_untouched(200.0)

    def test_a_part_that_changed_between_the_steps_is_refused(self):
        """Credit was spent elsewhere after the page was shown: the card is not asked."""
        self.choose("120")
        self.pay_document(self.bill, "120")
        values, error = self.start(0.01)
        self.assertFalse(values)
        self.assertIn("updated", error)
        values, error = self.start(120.0, self.provider, flow="redirect")
        self.assertFalse(values)
        self.assertTrue(error)
        self.assertEqual(self.credit_account().balance, 80.0)

    # --------------------------------------------------------------- people

    def test_links_spend_nothing_on_any_route(self):
        """A guest and a stranger have the right token; a stranger tries without it."""
        for login in (None, "stranger"):
            self.authenticate(login, login)
            for name, (url, document) in self.routes().items():
                for token in (None, "wrong", ""):
                    with self.subTest(login=login, route=name, token=token):
                        self.attack(url, document, 120.0, token=token)
        self.assert_untouched(200.0)

    def test_somebody_elses_cart_in_the_session_brings_no_credit_along(self):
        """The cart becomes the stranger's; the choice made on it is worth nothing then."""
        self.choose("120")
        self.log_in("stranger")
        page = self.url_open("/shop/payment").text
        self.assertNotIn("Use my store credit", page)
        self.attack(self.routes()["cart"][0], self.cart, 120.0)
        self.assert_untouched(200.0)

    def test_forged_context_and_values_are_refused(self):
        """What the server keeps for itself cannot be sent along."""
        url, document = self.routes()["cart"]
        for forged in (
            {"custom_create_values": {"state": "done"}},
            {"store_credit_part_id": 1},
            {"sale_order_id": self.quotation.id},
            {"partner_id": self.shopper.partner_id.id},
        ):
            self.attack(url, document, 120.0, **forged)
        self.authenticate(None, None)
        self.attack(
            url, document, 120.0, context={"store_credit_used": 1e9, "uid": self.shopper.id}
        )
        self.assert_untouched(200.0)

    # --------------------------------------------------------------- companies and websites

    def test_another_companys_provider_and_documents(self):
        """Credit of one company pays nothing of another, for the same customer."""
        other = self.setup_other_company()["company"]
        provider = self.env["payment.provider"].search(
            [("code", "=", "store_credit"), ("company_id", "=", other.id)]
        ) or self.provider.copy({"company_id": other.id})
        provider.write({"state": "enabled", "is_published": True})
        for url, document in self.routes().values():
            self.attack(url, document, 120.0, provider=provider)
        bill = self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice",
                "company_id": other.id,
                "partner_id": self.customer.id,
                "invoice_line_ids": [
                    Command.create({"name": "x", "price_unit": 50.0, "tax_ids": [Command.clear()]})
                ],
            }
        )  # fmt: skip
        bill.action_post()
        self.pay_document(bill, "50", due=50.0)
        self.attack(f"/invoice/transaction/{bill.id}", bill, 50.0)
        self.assertEqual(bill.amount_residual, 50.0)
        self.assert_untouched(200.0)

    def test_websites_that_say_no(self):
        """What the settings switch off cannot be sent either."""
        self.website.write(
            {"credit_in_shop": False, "credit_on_quotations": False, "credit_on_invoices": False}
        )
        self.company.website_id = self.website
        for url, document in self.routes().values():
            self.attack(url, document, 120.0)
        for document in (self.bill, self.quotation):
            self.assertNotIn("store_credit_pay_box", self.url_open(document.access_url).text)
            self.pay_document(document, "10")
        self.choose("45")
        self.assertEqual(self.cart.credit_to_use, 0.0)
        self.assert_untouched(200.0)

    # --------------------------------------------------------------- replays and foreign pages

    def test_replays_pay_once_on_every_route(self):
        """The same request five times: one payment, four sentences."""
        for url, document in self.routes().values():
            self.give_credit(300.0)
            token = document._portal_ensure_token()
            before = self.credit_account().balance
            answers = [
                self.ask_for_payment(url, 120.0, self.provider, access_token=token, flow="redirect")
                for _number in range(5)
            ]
            self.assertEqual([bool(values) for values, _error in answers], [True] + [False] * 4)
            self.assertTrue(all(error for _values, error in answers[1:]))
            self.assertEqual(self.credit_account().balance, before - 120.0)

    def test_foreign_pages_cannot_send_forms(self):
        """Without the token of the session every form is refused, and nothing changes."""
        code = self.shopper.partner_id.sudo()._get_credit_qr_token()
        for url in (
            f"/my/orders/{self.quotation.id}/store_credit",
            f"/my/invoices/{self.bill.id}/store_credit",
            "/shop/credit/use",
            "/shop/credit/on_account",
            "/my/credit/pin",
            "/my/credit/code/renew",
        ):
            answer = self.post(
                url, csrf=False, amount="10", due="120.0", use="1", pin="1234", pin_again="1234"
            )
            self.assertEqual(answer.status_code, 400, url)
        self.env.invalidate_all()
        self.assertEqual(self.shopper.partner_id.sudo()._get_credit_qr_token(), code)
        self.assert_untouched(200.0)

    def test_guests_and_wrong_kinds_lead_away(self):
        """Forms of guests lead to the login, kinds that are not paid to the account page."""
        answer = self.post(f"/my/tickets/{self.bill.id}/store_credit", amount="10", due="120")
        self.assertTrue(answer.url.endswith("/my"), answer.url)
        self.website.credit_on_account = True
        self.authenticate(None, None)
        for url in (f"{self.bill.access_url}/store_credit", "/shop/credit/on_account"):
            answer = self.post(url, amount="10", due="120")
            self.assertIn("/web/login", answer.url)
        self.env.invalidate_all()
        self.assertEqual(self.cart.state, "draft")
        self.assert_untouched(200.0)

    # --------------------------------------------------------------- a choice made in the shop

    def test_the_choice_in_the_shop_counts_in_the_shop_only(self):
        """45 chosen for a cart that becomes a quotation: its page says 120, the card pays 120."""
        self.choose("45")
        self.cart.action_quotation_sent()
        values, error = self.ask_for_payment(
            f"/my/orders/{self.cart.id}/transaction", 120.0, self.card,
            access_token=self.cart._portal_ensure_token(),
        )  # fmt: skip
        self.assertFalse(error)
        tx = self.env["payment.transaction"].search([("reference", "=", values["reference"])])
        self.assertEqual((tx.amount, tx.store_credit_part_id.id), (120.0, False))
        self.assert_untouched(200.0)
