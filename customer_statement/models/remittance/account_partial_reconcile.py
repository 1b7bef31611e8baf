"""Partial reconciliations: a payment that pays nothing more is awaited again."""

from odoo import api, models


class AccountPartialReconcile(models.Model):
    """Adds the end of a match to partial reconciliations, because whatever undoes one, by line,
    payment, bank or reversal, ends here.
    """

    _inherit = "account.partial.reconcile"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Await payments again that their own reversal takes back.

        # EXTENDS 'account'
        """
        partials = super().create(vals_list)
        reversed_moves = self.env["account.move"]
        for partial in partials:
            move = partial.credit_move_id.move_id
            if partial.debit_move_id.move_id.reversed_entry_id == move:
                reversed_moves |= move
        self.env["customer.remittance"]._free(reversed_moves)
        return partials

    def unlink(self):
        """Await payments again that pay nothing more, directly or through a split of them.

        # EXTENDS 'account'
        """
        if not self:
            return super().unlink()
        credits = self.credit_move_id
        moves = (credits | credits.credit_source_line_id).move_id
        res = super().unlink()
        self.env["customer.remittance"]._free(moves.exists())
        return res
