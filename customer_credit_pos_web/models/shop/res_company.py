"""Company: the payment provider "Store Credit" comes with the store-credit journal."""

from datetime import timedelta

from odoo import Command, _, fields, models

from ...const import STORE_CREDIT


class ResCompany(models.Model):
    """Adds the provider and times of the shop to companies, because where store credit is booked
    the shop can be paid with it.

    One switch for all top-ups; two times for all websites.
    """

    _inherit = "res.company"

    _store_credit_reservation_positive = models.Constraint(
        "CHECK (store_credit_started_minutes > 0 AND store_credit_pending_days > 0)",
        "Store credit must be set aside for at least a minute, and for at least a day while a "
        "payment is under way: otherwise it is gone before the payment arrives.",
    )

    # --- fields

    store_credit_mail = fields.Boolean(
        "Mail Customers Their Top-ups",
        default=True,
        groups="base.group_user",
        help="Customers get a mail with the amount and the new balance when a top-up is paid.",
    )
    store_credit_started_minutes = fields.Integer(
        "Reserve for a Started Payment",
        default=30,
        groups="base.group_user",
        help="Minutes for which store credit is set aside after a shopper started to pay the "
        "rest another way.",
    )
    store_credit_pending_days = fields.Integer(
        "Reserve for a Payment Under Way",
        default=10,
        groups="base.group_user",
        help="Days for which store credit is set aside while the other payment is under way, a "
        "bank transfer for example.",
    )

    # --- hooks

    def _ensure_store_credit_setup(self):
        """Add the provider once journal and account exist. Idempotent.

        # EXTENDS 'customer_credit_balance'
        """
        res = super()._ensure_store_credit_setup()
        self._ensure_store_credit_provider()
        return res

    # --- private

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

    def _get_store_credit_times(self) -> tuple:
        """Return (for a payment that was started, for one under way) as timedeltas."""
        self.ensure_one()
        company = self.sudo()
        return (
            timedelta(minutes=company.store_credit_started_minutes),
            timedelta(days=company.store_credit_pending_days),
        )
