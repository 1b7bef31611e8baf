"""Common ground of the tests of payments: the page, the form's calls, and the provider Demo."""

import json
import re

from odoo.tests import HttpCase

from .common_sending import SendingCommon


class PayCommon(SendingCommon, HttpCase):
    """A customer with a login, and a provider that takes test payments."""

    @classmethod
    def setUpClass(cls):
        """Offer the provider Demo in the test company; skip where it is not installed."""
        super().setUpClass()
        demo = cls.env.ref("payment.payment_provider_demo", raise_if_not_found=False)
        if not demo or demo.sudo().code != "demo":
            cls.skipTest(cls, "payment_demo is not installed")
        cls.method = cls.env.ref("payment_demo.payment_method_demo")
        cls.provider = demo.sudo().copy({"company_id": cls.company.id})
        cls.provider.write(
            {"journal_id": cls.bank_journal.id, "state": "test", "is_published": True}
        )
        cls.method.active = True
        visitor = cls._new_user("azure_payer", "base.group_portal")
        visitor.partner_id.parent_id = cls.customer

    def setUp(self):
        super().setUp()
        self.authenticate("azure_payer", "azure_payer")

    # --------------------------------------------------------------- doors

    def rpc(self, path, **params):
        """Return the whole answer of a JSON route."""
        return self.url_open(
            path,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        ).json()

    def page(self, statement, items=None, currency=None):
        """Return the text of the payment page, with these items chosen."""
        path = f"/my/statements/{statement.id}/pay?"
        if currency:
            path += f"currency={currency.id}&"
        if items is not None:
            path += "choose=1" + "".join(f"&item={item.id}" for item in items)
        return self.url_open(path).text

    def plain(self, text):
        """Return what the eye reads of a page."""
        text = re.sub(r"<[^>]+>", " ", text).replace("\ufeff", "").replace("\xa0", " ")
        return re.sub(r"\s+", " ", text)

    def due_on(self, page):
        """Return (route of the payment, amount) as the page gives them to the payment form."""
        route = re.search(r'data-transaction-route="([^"]+)"', page)
        amount = re.search(r'data-amount="([^"]+)"', page)
        return (route and route.group(1), amount and float(amount.group(1)))

    def order_payment(self, route, amount):
        """Return the answer to the form's own call."""
        return self.rpc(
            route,
            amount=amount,
            provider_id=self.provider.id,
            payment_method_id=self.method.id,
            token_id=None,
            flow="direct",
            tokenization_requested=False,
            landing_route="/my",
        )

    def confirm(self, reference, state="done"):
        """Let the provider answer, and the page that waits for it have it booked."""
        self.rpc(
            "/payment/demo/simulate_payment",
            reference=reference,
            simulated_state=state,
            payment_details="1234",
        )
        self.rpc("/payment/status/poll")
        self.env.invalidate_all()
        return self.env["payment.transaction"].search([("reference", "=", reference)])

    def pay_page(self, statement, items=None, currency=None):
        """Pay what the page asks; return (transaction, amount on the page)."""
        route, amount = self.due_on(self.page(statement, items, currency))
        answer = self.order_payment(route, amount)
        self.assertNotIn("error", answer)
        return self.confirm(answer["result"]["reference"]), amount

    # --------------------------------------------------------------- arrange

    def due_item(self, move):
        """Return the receivable items of a document."""
        return move.line_ids.filtered(lambda it: it.account_type == "asset_receivable")

    def opening_balance(self, amount):
        """Return a posted journal entry that says what the customer owes from before."""
        return self.book(
            [
                (self.customer.property_account_receivable_id, amount, self.customer),
                (self.company_data["default_account_revenue"], -amount, False),
            ],
            date="2026-01-02",
        )
