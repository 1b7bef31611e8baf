"""Common ground: a company with a credit policy, users by right, orders against a limit."""

from datetime import timedelta

from odoo import Command, fields

from odoo.addons.customer_credit_balance.tests.order_common import CreditOrderCommon


class CreditLimitCommon(CreditOrderCommon):
    """Customers with limits and holds, and helpers that read like business sentences."""

    @classmethod
    def setUpClass(cls):
        """Give the company its policy and make users of each limit right."""
        super().setUpClass()
        cls.Profile = cls.env["customer.credit.profile"]
        cls.Policy = cls.env["customer.credit.policy"]
        cls.company._ensure_credit_policy()
        cls.policy = cls.Policy._get_default(cls.company)
        cls.env.user.write(
            {
                "group_ids": [
                    Command.link(cls.env.ref("customer_credit_limit.group_credit_limit_manager").id)
                ]
            }
        )
        cls.limit_manager = cls._new_user(
            "limit_manager",
            "customer_credit_limit.group_credit_limit_manager,base.group_partner_manager,"
            "sales_team.group_sale_salesman_all_leads",
        )
        cls.approver = cls._new_user(
            "limit_approver",
            "customer_credit_limit.group_credit_limit_approver,"
            "sales_team.group_sale_salesman_all_leads",
        )
        # Guards are tried by people who may edit contacts.
        editors = cls.salesperson + cls.approver + cls.credit_manager
        editors.write({"group_ids": [Command.link(cls.env.ref("base.group_partner_manager").id)]})
        cls.sales_manager = cls._new_user("limit_sales_manager", "sales_team.group_sale_manager")

    # --------------------------------------------------------------- arrange

    def profile(self, partner=None, company=None):
        """Return the credit profile (sudo) of the customer."""
        return self.Profile._get_or_create(partner or self.customer, company or self.company)

    def set_limit(self, amount, partner=None, company=None):
        """Give the customer an own limit; None means unlimited, 0 means no credit."""
        mode = {None: "unlimited", 0: "none"}.get(amount, "custom")
        profile = self.profile(partner, company)
        profile.write({"limit_mode": mode, "limit_amount": amount or 0.0})
        return profile

    def put_on_hold(self, partner=None, reason="Unpaid since spring"):
        """Hold the customer by hand."""
        profile = self.profile(partner)
        profile.write({"hold": "on", "hold_reason": reason})
        return profile

    def owe(self, amount, days_overdue=-30, partner=None):
        """Post an invoice that has been due for so many days (negative: is due later)."""
        due = fields.Date.today() - timedelta(days=days_overdue)
        return self.invoice(
            amount,
            partner,
            invoice_date=min(due, fields.Date.today()),
            invoice_date_due=due,
            invoice_payment_term_id=False,
        )

    def quotation(self, amount, partner=None, **vals):
        """Return a quotation over this amount, without taxes."""
        return self.order((self.chair, 1, amount), partner=partner, confirm=False, **vals)

    def limit_of(self, partner=None, company=None):
        """Return today's limit of the customer."""
        partner = partner or self.customer
        limits = partner._get_credit_limit_by_partner(company or self.company)
        return limits[partner.commercial_partner_id]

    def codes(self, document):
        """Return the codes of what stands against a document."""
        return [blocker.code for blocker in document._get_credit_verdict().blockers]
