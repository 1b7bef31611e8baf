"""Common ground of the shop's tests: a shopper with store credit, orders, and another provider."""

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.customer_credit_balance.tests.common import CreditCommon


class CheckoutCommon(CreditCommon):
    """A shopper who can log in, a website of the test company, and a provider "Card"."""

    @classmethod
    def setUpClass(cls):
        """Make the shopper, a stranger, a product, the website and the other provider."""
        super().setUpClass()
        for group in ("base.group_system", "sales_team.group_sale_manager"):
            cls.env.user.group_ids += cls.env.ref(group)
        cls.website = cls.env["website"].create({"name": "Shop", "company_id": cls.company.id})
        cls.shopper = cls._new_shopper("shopper", cls.customer)
        cls.stranger = cls._new_shopper("stranger", cls.other_customer)
        cls.provider = cls.env["payment.provider"].search(
            [("code", "=", "store_credit"), ("company_id", "=", cls.company.id)]
        )
        cls.method = cls.provider.payment_method_ids
        cls.card_method = cls.env.ref("payment.payment_method_unknown")
        cls.card = cls.env["payment.provider"].create(
            {
                "name": "Card",
                "code": "none",
                "company_id": cls.company.id,
                "payment_method_ids": [Command.set(cls.card_method.ids)],
            }
        )
        cls.card.write({"state": "test", "is_published": True})
        cls.card_method.active = True
        line = cls.bank_journal.inbound_payment_method_line_ids[:1]
        line.payment_provider_id = cls.card
        cls.chair = cls.env["product.product"].create(
            {
                "name": "Chair",
                "type": "service",
                "list_price": 120.0,
                "taxes_id": [Command.clear()],
                "invoice_policy": "order",
                "website_published": True,
            }
        )

    @classmethod
    def _new_shopper(cls, login, customer):
        """Return a portal user who is a contact of the customer, invited as such."""
        contact = cls.env["res.partner"].create(
            {"name": login, "parent_id": customer.id, "email": f"{login}@example.com"}
        )
        return new_test_user(
            cls.env,
            login=login,
            groups="base.group_portal",
            partner_id=contact.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def order(self, price=120.0, user=None, **vals):
        """Return a cart of the shopper, without taxes."""
        partner = (user or self.shopper).partner_id
        return self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "website_id": self.website.id,
                "require_payment": True,
                "require_signature": False,
                "order_line": [Command.create({"product_id": self.chair.id, "price_unit": price})],
                **vals,
            }
        )

    def transaction(self, document, amount, user=None, **vals):
        """Return a draft transaction by store credit, as a payment route makes it (sudo)."""
        user = user or self.shopper
        link = "sale_order_ids" if document._name == "sale.order" else "invoice_ids"
        return (
            self.env["payment.transaction"]
            .with_user(user)
            .sudo()
            .create(
                {
                    "provider_id": self.provider.id,
                    "payment_method_id": self.method.id,
                    "amount": amount,
                    "currency_id": document.currency_id.id,
                    "partner_id": user.partner_id.id,
                    "operation": "online_redirect",
                    "reference": self.env["payment.transaction"]._compute_reference(
                        "store_credit", prefix=document.name
                    ),
                    link: [Command.set(document.ids)],
                    **vals,
                }
            )
        )

    def pay(self, document, amount, user=None, **vals):
        """Pay with store credit as the route does: make, spend, post-process."""
        tx = self.transaction(document, amount, user, **vals)
        tx._get_processing_values()
        tx._post_process()
        return tx

    def card_payment(self, order, amount, part=None):
        """Return a draft transaction by card that completes with the store-credit part."""
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.card.id,
                "payment_method_id": self.card_method.id,
                "amount": amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_invoice_id.id,
                "operation": "online_direct",
                "reference": self.env["payment.transaction"]._compute_reference(
                    "none", prefix=order.name
                ),
                "sale_order_ids": [Command.set(order.ids)],
                "store_credit_part_id": part and part.id,
            }
        )

    def split(self, order, credit):
        """Return (card payment, store-credit part), both draft, the part reserved."""
        part = (
            self.env["payment.transaction"]
            .with_user(self.shopper)
            .sudo()
            ._prepare_store_credit_part(order, credit)
        )
        return self.card_payment(order, order.amount_total - credit, part), part

    def entries(self, partner=None):
        """Return the account's entries made by the shop, oldest first, as (event, amount)."""
        account = self.credit_account(partner)
        entries = self.Entry.search(
            [("account_id", "=", account.id), ("event", "in", ("web_payment", "web_refund"))],
            order="id",
        )
        return [(entry.event, entry.amount) for entry in entries]
