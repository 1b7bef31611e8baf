"""Scenarios of shop and portal: checkout, on account, an invoice, a top-up, a refund."""

from odoo.addons.customer_credit_pos_web.tests.common_checkout_http import CheckoutHttpCommon

from .machine import Doors, Scenario
from .people import Answer


class ShopStage(Doors, CheckoutHttpCommon):
    """A customer with 245 of store credit and a limit of 1,000, and a cart of 120."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_people()
        for kind in ("customer", "stranger"):
            contact = cls.people[kind].user.partner_id
            contact.write(cls.address)
            cls.env["customer.credit.spender"]._allow(contact, "manager")
        cls.company._ensure_credit_policy()
        for partner, limit in ((cls.customer, 1000.0), (cls.other_customer, 50.0)):
            cls.env["customer.credit.profile"]._get_or_create(partner, cls.company).write(
                {"limit_mode": "custom", "limit_amount": limit}
            )
        cls.website.write(
            {
                "credit_on_account": True,
                "credit_product_id": cls.env.ref("customer_credit_pos_web.product_store_credit").id,
            }
        )

    def setUp(self):
        super().setUp()
        self.give_credit(200.0)
        self.cart = self.order(user=self.who("customer"))

    def log_in(self, login):
        """Leave the browser to the people of the machine."""


class ShopScenario(Scenario):
    """The customer's contact at the checkout."""

    def roots(self):
        case = self.case
        transactions = self.cart_document().sudo().transaction_ids
        return {
            "cart": self.cart_document(), "customer": case.customer,
            "contact": case.who("customer").partner_id, "account": case.credit_account(),
            "provider": case.provider, "card": case.card, "product": case.chair,
            **({"transaction": transactions} if transactions else {}),
        }  # fmt: skip

    def cart_document(self):
        return self.case.cart

    def take_cart(self):
        """Put the cart into the browser."""
        self.case.enter("customer")
        self.case.session["sale_order_id"] = self.case.cart.id
        self.case.save_session()

    def choose(self, amount):
        self.take_cart()
        return self.case.form("customer", "/shop/credit/use", amount=amount, use="1")

    def start(self, amount, provider, **kw):
        """Start a payment of the cart by this provider."""
        case = self.case
        self.take_cart()
        return case.json_route(
            "customer", f"/shop/payment/transaction/{case.cart.id}",
            access_token=case.cart.sudo()._portal_ensure_token(), amount=amount,
            **self.payment_values(provider, **kw),
        )  # fmt: skip

    def payment_values(self, provider, **kw):
        return {
            "provider_id": provider.id, "payment_method_id": provider.payment_method_ids[:1].id,
            "token_id": None, "flow": "direct", "tokenization_requested": False,
            "landing_route": "/my", "is_validation": False, **kw,
        }  # fmt: skip

    def provider_says_done(self):
        """Let the card's provider report that money arrived; post-process as the cron does."""
        transactions = self.case.env["payment.transaction"].sudo().search(
            [("provider_id", "=", self.case.card.id), ("state", "=", "draft"),
             ("company_id", "=", self.case.company.id), ("operation", "!=", "refund")]
        )  # fmt: skip
        transactions._set_done()
        transactions._post_process()
        self.case.env.flush_all()
        self.case.env.invalidate_all()
        return Answer("ok", "", None)

    def check(self):
        self.case.assertEqual(self.case.cart.state, "sale")


class OnAccount(ShopScenario):
    """The cart is ordered on account."""

    name = "checkout on account"

    def steps(self):
        return [self.order]

    def order(self):
        self.take_cart()
        cart = self.case.cart
        return self.case.form(
            "customer", "/shop/credit/on_account", order_id=cart.id, amount=cart.amount_total
        )


class NotOnAccount(OnAccount):
    """A customer without the permission pays now, or not at all."""

    name = "checkout on account without permission"

    def prepare(self):
        profile = self.case.env["customer.credit.profile"].sudo().search(
            [("partner_id", "=", self.case.customer.id)]
        )  # fmt: skip
        profile.write({"limit_mode": "default", "limit_amount": 0.0})

    def check(self):
        self.case.assertEqual(self.case.cart.state, "draft")


class AllByCredit(ShopScenario):
    """The whole cart by store credit."""

    name = "checkout by store credit"
    decided = 0

    def steps(self):
        return [
            lambda: self.choose("120"),
            lambda: self.start(120.0, self.case.provider, flow="redirect"),
            self.post_process,
        ]

    def post_process(self):
        transactions = self.case.cart.sudo().transaction_ids
        transactions.filtered(lambda it: it.state == "done")._post_process()
        self.case.env.flush_all()
        return Answer("ok", "", None)


class Split(ShopScenario):
    """45 by store credit, the rest by card."""

    name = "checkout by credit and card"
    decided = 0

    def steps(self):
        return [
            lambda: self.choose("45"), lambda: self.start(75.0, self.case.card),
            self.provider_says_done,
        ]  # fmt: skip


class Refund(Split):
    """What was paid by two means is paid back by the same two."""

    name = "refund payments"

    def prepare(self):
        case = self.case
        case.patch(case.registry["payment.transaction"], "_get_refund_support",
                   lambda tx: "partial")  # fmt: skip
        for step in super().steps():
            answer = step()
            case.assertEqual(answer.kind, "ok", answer)

    def steps(self):
        return [self.open, self.refund]

    def open(self):
        answer = self.case.rpc(
            "invoicing", "sale.order", "action_refund_payments", self.case.cart.ids
        )
        if answer.kind == "ok":
            self.made["dialog"] = self.case.env[answer.result["res_model"]].sudo().browse(
                answer.result["res_id"]
            )  # fmt: skip
        return answer

    def refund(self):
        dialog = self.made["dialog"]
        return self.case.rpc("invoicing", dialog._name, "action_refund", dialog.ids)


class PayInvoice(ShopScenario):
    """An invoice is paid by store credit on the portal."""

    name = "portal pay an invoice"

    def prepare(self):
        self.bill = self.case.invoice(100.0)

    def cart_document(self):
        return self.bill

    def steps(self):
        return [self.pay]

    def pay(self):
        bill = self.bill.sudo()
        return self.case.form(
            "customer", f"{bill.access_url}/store_credit", amount="100", due=self.due(bill)
        )

    def due(self, bill):
        return bill._get_store_credit_due()

    def check(self):
        self.case.assertEqual(self.bill.amount_residual, 0.0)


class TopUp(ShopScenario):
    """The customer buys 50 of store credit by card."""

    name = "online top-up"
    decided = 0

    def cart_document(self):
        return self.case.env["sale.order"].sudo().search(
            [("store_credit_topup_user_id", "!=", False),
             ("company_id", "=", self.case.company.id)]
        )  # fmt: skip

    def steps(self):
        return [self.ask, self.start_payment, self.provider_says_done]

    def ask(self):
        return self.case.form("customer", "/my/credit/topup", amount="50.0")

    def start_payment(self):
        order = self.cart_document()
        return self.case.json_route(
            "customer", f"/my/credit/topup/{order.id}/transaction", amount=50.0,
            **self.payment_values(self.case.card),
        )  # fmt: skip

    def check(self):
        self.case.assertEqual(self.case.credit_account().balance, 295.0)


ALL = (OnAccount, NotOnAccount, AllByCredit, Split, Refund, PayInvoice, TopUp)
