"""Common ground of the shop's tests over HTTP: a cart, and what a browser sends for it."""

import json

from odoo.http import Request, root
from odoo.tests import HttpCase

from .common_checkout import CheckoutCommon


class CheckoutHttpCommon(CheckoutCommon, HttpCase):
    """A shopper with 45 of store credit and a cart of 120, logged in."""

    @classmethod
    def setUpClass(cls):
        """Serve the website of the test company; give the shopper an address and a cart."""
        super().setUpClass()
        others = cls.env["website"].search([("id", "!=", cls.website.id)])
        others.write({"domain": "http://elsewhere.example.com"})
        cls.website.write({"sequence": -1})
        cls.address = {
            "street": "Rue des Bourlottes 9",
            "city": "Ramillies",
            "zip": "1367",
            "country_id": cls.env.ref("base.be").id,
            "phone": "+32 81 813 700",
        }
        for user in (cls.shopper, cls.stranger):
            user.partner_id.write(cls.address)
        case = cls()
        case.give_credit(45.0)
        cls.cart = case.order()

    def setUp(self):
        """Log the shopper in."""
        super().setUp()
        self.log_in("shopper")

    def log_in(self, login):
        """Log in and take the cart over."""
        self.authenticate(login, login)
        self.session["sale_order_id"] = self.cart.id
        self.save_session()

    def save_session(self):
        """Write the session for the server to read."""
        root.session_store.save(self.session)

    def post(self, url, csrf=True, **data):
        """Send a form; return the page that follows."""
        if csrf:
            data["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=data)

    def choose(self, amount, use="1", **kw):
        """Choose an amount at checkout."""
        return self.post("/shop/credit/use", amount=amount, use=use, **kw)

    def start(self, amount, provider=None, cart=None, token=True, **kw):
        """Start a payment, as the payment form does; return (values, error message)."""
        cart = cart or self.cart
        token = cart._portal_ensure_token() if token else "wrong"
        return self.ask_for_payment(
            f"/shop/payment/transaction/{cart.id}", amount, provider or self.card,
            access_token=token, **kw,
        )  # fmt: skip

    def ask_for_payment(self, url, amount, provider, **kw):
        """Send what Odoo's payment form sends to this route; return (values, error message)."""
        params = {
            "provider_id": provider.id,
            "payment_method_id": provider.payment_method_ids[:1].id,
            "token_id": None,
            "amount": amount,
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": "/my",
            "is_validation": False,
            **kw,
        }
        self.env.flush_all()
        answer = self.url_open(
            url,
            data=json.dumps({"jsonrpc": "2.0", "id": 1, "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        ).json()
        self.env.invalidate_all()
        self.error_type = answer.get("error", {}).get("data", {}).get("name", "")
        return answer.get("result"), answer.get("error", {}).get("data", {}).get("message")

    def assert_untouched(self, balance=45.0):
        """Not a cent was spent or set aside."""
        self.env.invalidate_all()
        account = self.credit_account()
        self.assertEqual((account.balance, account.reserved), (balance, 0.0))

    def pay_document(self, document, amount, due=None, **kw):
        """Send the box of a document in the portal."""
        due = document._get_store_credit_due() if due is None else due
        page = self.post(f"{document.access_url}/store_credit", amount=amount, due=due, **kw)
        self.env.invalidate_all()
        return page.text
