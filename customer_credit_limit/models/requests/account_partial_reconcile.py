"""Reconciliations: an invoice paid by a credit that was there before releases too."""

from odoo import api, models


class AccountPartialReconcile(models.Model):
    """Adds a wake-up of requests to matches, because credits may be applied long after money was
    posted.
    """

    _inherit = "account.partial.reconcile"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Look at requests and holds of the customers whose invoices are paid here.

        # EXTENDS 'account'
        """
        partials = super().create(vals_list)
        lines = partials.debit_move_id.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        if lines:
            self.env["customer.credit.request"]._trigger_reevaluation(lines.partner_id.ids)
        return partials
