"""Invoices of top-ups: told to the customer when they are paid, kept out of sales figures."""

from odoo import fields, models

from .res_company import NATIONAL_FORMATS


class AccountMove(models.Model):
    """Adds news of a paid top-up to invoices, because the customer should hear once that the credit
    is there.
    """

    _inherit = "account.move"

    # --- fields

    store_credit_mailed = fields.Boolean(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="The customer was told that the store credit of this invoice was added.",
    )

    # --- hooks

    def _invoice_paid_hook(self):
        """Mail the customers whose top-ups are paid now.

        # EXTENDS 'account'
        """
        res = super()._invoice_paid_hook()
        for move in self.filtered(lambda it: it.is_sale_document() and not it.store_credit_mailed):
            lines = move.line_ids._filter_store_credit().filtered(lambda line: line.balance < 0)
            if lines and move._is_store_credit_paid():
                # Whoever registers the payment may do it.
                move.sudo()._note_credit({"store_credit_mailed": True})
                for entry in lines._get_live_credit_entries().values():
                    entry._mail_credit_added()
        return res

    # --- private

    def _is_topup_without_e_invoice(self) -> bool:
        """Tell whether these sell nothing but store credit where no law wants a file of that."""
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        codes = set(self.company_id.account_fiscal_country_id.mapped("code"))
        return (
            bool(lines) and not codes & NATIONAL_FORMATS and lines == lines._filter_store_credit()
        )
