"""Partial reconciliations: unmatching a top-up invoice takes its credit out of reach again."""

from odoo import _, api, models
from odoo.exceptions import UserError


class AccountPartialReconcile(models.Model):
    """Watch matches that disappear, whatever screen or caller removes them."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse to pay a top-up with store credit: credit cannot buy credit.

        # EXTENDS 'account'
        :raise UserError: a payment by store credit meets the invoice of a top-up
        """
        partials = super().create(vals_list)
        for partial in partials:
            payment_lines = partial.credit_move_id.move_id.line_ids._filter_store_credit()
            if not any(line.balance > 0 for line in payment_lines):
                continue
            invoice = partial.debit_move_id.move_id
            topup_lines = invoice.line_ids._filter_store_credit()
            if invoice.is_sale_document(include_receipts=True) and topup_lines:
                raise UserError(
                    _(
                        "%s tops up store credit, so it cannot be paid with store credit. "
                        "Choose another payment method.",
                        invoice.display_name,
                    )
                )
        return partials

    def unlink(self):
        """Reserve the credit of top-up invoices that are open again.

        # EXTENDS 'account'
        """
        moves = (self.debit_move_id | self.credit_move_id).move_id
        res = super().unlink()
        invoices = moves.exists().filtered(lambda m: m.is_sale_document(include_receipts=True))
        invoices.line_ids._filter_store_credit()._sync_store_credit_reservations()
        return res
