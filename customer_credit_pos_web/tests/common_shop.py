"""Common ground of the shop's tests: a website of the test company and users of its customers."""

import json
import re

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user

from odoo.addons.customer_credit_balance.tests.common import CreditCommon


class ShopCommon(CreditCommon):
    """A website of the test company, with a provider that never asks anybody."""

    @classmethod
    def setUpClass(cls):
        """Take the ready website over, and let two colleagues and a stranger log in."""
        super().setUpClass()
        for group in ("base.group_system", "sales_team.group_sale_manager"):
            cls.env.user.group_ids += cls.env.ref(group)
        cls.website = cls.env["website"].search([], limit=1, order="id")
        cls.product = cls.env.ref("customer_credit_pos_web.product_store_credit")
        cls.website.sudo().write(
            {"company_id": cls.company.id, "credit_product_id": cls.product.id}
        )
        cls.provider = cls._new_provider("Demo Card")
        cls.method = cls.provider.payment_method_ids[:1]
        cls.provider.journal_id = cls.bank_journal
        line = cls.bank_journal.inbound_payment_method_line_ids[:1]
        line.sudo().payment_provider_id = cls.provider
        cls.shopper = cls._new_shopper("shopper", cls.customer)
        cls.colleague = cls._new_shopper("colleague", cls.contact)
        cls.stranger = cls._new_shopper("stranger", cls.other_customer)

    @classmethod
    def _new_provider(cls, name):
        """Return a published provider of the test company, with its journal."""
        method = cls.env["payment.method"].sudo().create(
            {"name": name, "code": name.lower().replace(" ", "_"), "active": True}
        )  # fmt: skip
        provider = cls.env["payment.provider"].sudo().create(
            {
                "name": name,
                "code": "none",
                "state": "test",
                "is_published": True,
                "company_id": cls.company.id,
                "payment_method_ids": [Command.set(method.ids)],
            }
        )  # fmt: skip
        return provider

    @classmethod
    def _new_shopper(cls, login, partner):
        """Return a portal user who is this person."""
        partner.email = f"{login}@example.com"
        return new_test_user(
            cls.env,
            login=login,
            password=login,
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    # --------------------------------------------------------------- arrange

    def topup(self, amount=50.0, user=None):
        """Return an open top-up order, as the portal makes it."""
        return self.env["sale.order"]._get_or_create_topup(
            user or self.shopper, self.website, amount
        )

    def pay(self, order, amount=None, state="done", post=True):
        """Return a payment of the order in this state, post-processed."""
        tx = self.env["payment.transaction"].sudo().create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "reference": f"{order.name}-{len(order.sudo().transaction_ids) + 1}",
                "amount": order.amount_total if amount is None else amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "operation": "online_direct",
                "sale_order_ids": [Command.set(order.ids)],
            }
        )  # fmt: skip
        self.move_on(tx, state, post)
        return tx

    def move_on(self, tx, state, post=True):
        """Let the provider report a state, and post-process it as the poll or the cron does."""
        if state != "draft":
            getattr(tx, {"done": "_set_done", "pending": "_set_pending", "cancel": "_set_canceled",
                         "authorized": "_set_authorized"}.get(state, "_set_error"))(
                *(["declined"] if state == "error" else [])
            )  # fmt: skip
            if post:
                tx._post_process()
        self.env.invalidate_all()

    def refund(self, tx, amount):
        """Return a refund of this payment that the provider has confirmed."""
        child = tx._create_child_transaction(amount, is_refund=True)
        self.move_on(child, "done")
        return child

    def available(self, partner=None):
        """Return what the customer may spend."""
        self.env.invalidate_all()
        return self.credit_account(partner).available


class ShopHttpCommon(ShopCommon, HttpCase):
    """Requests as a browser sends them."""

    def page(self, url, login=None):
        """Return the response to a GET, as this user."""
        self.authenticate(login, login)
        return self.url_open(url, allow_redirects=False)

    def token(self, text):
        """Return the CSRF token in a page."""
        return re.search(r'name="csrf_token" value="([^"]+)"', text).group(1)

    def submit(self, url, data, page=None):
        """Return the response to a POST of a form, with the token of a page."""
        token = self.token(self.url_open(page or url).text)
        return self.url_open(url, data={"csrf_token": token, **data}, allow_redirects=False)

    def rpc(self, url, **params):
        """Return (result, error message) of a JSON request."""
        response = self.url_open(
            url,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        ).json()
        error = response.get("error")
        return response.get("result"), error and error["data"]["message"]
