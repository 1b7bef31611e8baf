"""Company: the payment provider "Store Credit" comes with the store-credit journal."""

from odoo import Command, _, models

from .payment_provider import STORE_CREDIT


class ResCompany(models.Model):
    """Where store credit is booked, the shop can be paid with it."""

    _inherit = "res.company"

    def _ensure_store_credit_setup(self):
        """Add the provider once journal and account exist. Idempotent.

        # EXTENDS 'customer_credit_balance'
        """
        res = super()._ensure_store_credit_setup()
        self._ensure_store_credit_provider()
        return res

    def _ensure_store_credit_provider(self):
        """Create the provider of companies that book store credit and have none yet."""
        Provider = self.env["payment.provider"].sudo()
        method = self.env.ref(
            "customer_credit_pos_web.payment_method_store_credit", raise_if_not_found=False
        )
        companies = self.sudo().filtered(lambda it: it.parent_id.id is False or it == it.root_id)
        companies = companies.filtered("store_credit_journal_id")
        if not method or not companies:
            return
        Provider._setup_payment_method(STORE_CREDIT)
        known = Provider.search(
            [("code", "=", STORE_CREDIT), ("company_id", "in", companies.ids)]
        ).company_id
        for company in companies - known:
            provider = Provider.with_company(company).create(
                {
                    "name": _("Store Credit"),
                    "code": STORE_CREDIT,
                    "company_id": company.id,
                    "payment_method_ids": [Command.set(method.ids)],
                    "redirect_form_view_id": self.env.ref(
                        "customer_credit_pos_web.store_credit_redirect_form"
                    ).id,
                    "sequence": 0,
                }
            )
            provider.journal_id = company.store_credit_journal_id
            provider.write({"state": "enabled", "is_published": True})
