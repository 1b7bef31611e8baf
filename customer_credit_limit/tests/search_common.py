"""Common ground of searches by what customers owe: documents of every kind, by chance."""

from datetime import timedelta

from odoo import Command, fields

from .common import CreditLimitCommon

DOCUMENTS = (
    "an_invoice", "a_draft", "a_draft_refund", "a_credit_note", "a_payment", "store_credit",
    "an_order", "a_half_invoiced_order", "a_down_payment", "an_order_of_next_year",
    "a_foreign_order", "a_secured_order", "nothing",
)  # fmt: skip


class CreditSearchCommon(CreditLimitCommon):
    """Customers who have bought whatever can be bought, with any limits and policies."""

    @classmethod
    def setUpClass(cls):
        """Sell in a branch and in another currency too."""
        super().setUpClass()
        cls.foreign = cls.setup_other_currency("EUR", rates=[("2016-01-01", 3.0)])
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": cls.foreign.id}
        )
        cls.branch = cls.env["res.company"].create({"name": "Branch", "parent_id": cls.company.id})
        cls.env.user.company_ids |= cls.branch
        cls.env["ir.default"].set(
            "res.partner", "property_account_receivable_id", cls.receivable.id,
            company_id=cls.branch.id,
        )  # fmt: skip
        cls.next_year = fields.Datetime.now() + timedelta(days=365)

    def any_customers(self, rand):
        """Return (customers, contacts) with documents, limits and policies."""
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "company_id": rand.choice((False, self.company.id))}
             for number in range(14)]
        )  # fmt: skip
        contacts = self.env["res.partner"].create(
            [{"name": "Contact", "parent_id": partner.id} for partner in partners[:4]]
        )
        for partner in partners + contacts:
            for name in rand.sample(DOCUMENTS, rand.randint(0, 3)):
                getattr(self, name)(partner, rand.randrange(1, 40000) / 100, rand)
        partners[-1].active = False
        self.choose_limits(partners, rand)
        return partners, contacts

    def choose_limits(self, partners, rand):
        """Give default and own policies, and limits of every kind."""
        self.policy.write(self.any_policy(rand))
        others = self.Policy.create(
            [{"name": f"Other {number}", **self.any_policy(rand)} for number in range(2)]
        )
        today = fields.Date.today()
        for partner in partners:
            if rand.random() < 0.2:
                continue
            profile = self.profile(partner)
            vals = {"limit_mode": rand.choice(("default", "custom", "none", "unlimited"))}
            vals["limit_amount"] = rand.randrange(0, 60000) / 100
            if rand.random() < 0.4:
                first = today + timedelta(days=rand.choice((-9, 0, 2)))
                vals["temporary_limit"] = rand.randrange(0, 60000) / 100
                vals["temporary_from"] = rand.choice((False, first))
                vals["temporary_until"] = rand.choice((False, first, first + timedelta(days=9)))
            if rand.random() < 0.5:
                vals["policy_id"] = rand.choice(others).id
            profile.write(vals)

    def any_policy(self, rand):
        """Return random choices of a policy."""
        return {
            "basis": rand.choice(("orders", "orders", "invoices")),
            "default_limit_mode": rand.choice(("custom", "none", "unlimited")),
            "default_limit": rand.randrange(0, 60000) / 100,
            "include_draft_invoices": rand.random() < 0.6,
            "include_store_credit": rand.random() < 0.5,
            "horizon_days": rand.choice((0, 30)),
        }

    def an_invoice(self, partner, amount, rand):
        """In the company's currency or another one, of the company or its branch."""
        company = rand.choice((self.company, self.branch))
        partner = partner.with_company(company)
        invoice = self.invoice(amount, partner, post=False, company_id=company.id)
        if rand.random() < 0.3:
            invoice.currency_id = self.foreign
        invoice.action_post()

    def a_draft(self, partner, amount, rand):
        """Not posted yet."""
        self.invoice(amount, partner, post=False)

    def a_draft_refund(self, partner, amount, rand):
        """Of an invoiced order, not posted yet."""
        invoice = self.invoice_order(self.order((self.chair, 1, amount), partner=partner))
        invoice._reverse_moves()

    def a_credit_note(self, partner, amount, rand):
        """Applied to nothing."""
        self.invoice(amount, partner, move_type="out_refund")

    def a_payment(self, partner, amount, rand):
        """Applied to nothing."""
        self.pay_on_account(amount, partner)

    def store_credit(self, partner, amount, rand):
        """Of the commercial partner."""
        self.give_credit(amount, partner.commercial_partner_id)

    def an_order(self, partner, amount, rand, **vals):
        """Confirmed, with taxes or without."""
        taxes = rand.choice((None, self.tax))
        return self.order((self.chair, 3, amount, taxes), partner=partner, **vals)

    def a_half_invoiced_order(self, partner, amount, rand):
        """Two of three pieces are on an invoice, a draft or not."""
        order = self.an_order(partner, amount, rand)
        self.invoice_order(order, post=rand.random() < 0.5, quantities=[2])

    def a_down_payment(self, partner, amount, rand):
        """A part is invoiced in advance."""
        self.down_payment(self.an_order(partner, amount, rand), 40)

    def an_order_of_next_year(self, partner, amount, rand):
        """Beyond the horizon, if there is one."""
        self.an_order(partner, amount, rand, commitment_date=self.next_year)

    def a_foreign_order(self, partner, amount, rand):
        """Three of its currency make one of the company's."""
        self.an_order(partner, amount, rand, pricelist_id=self.pricelist.id)

    def a_secured_order(self, partner, amount, rand):
        """Paid online, not captured yet; due any time."""
        order = self.an_order(
            partner, amount, rand, commitment_date=rand.choice((False, self.next_year))
        )
        provider = self.env["payment.provider"].search([], limit=1)
        provider.support_manual_capture = "partial"
        method = self.env["payment.method"].search([], limit=1)
        self.env["payment.transaction"].sudo().create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": f"{order.name} secured",
                "amount": rand.choice((amount, amount * 9)),
                "currency_id": order.currency_id.id,
                "partner_id": partner.id,
                "operation": "online_redirect",
                "state": "authorized",
                "sale_order_ids": [Command.set(order.ids)],
            }
        )

    def nothing(self, partner, amount, rand):
        """Has bought nothing."""
