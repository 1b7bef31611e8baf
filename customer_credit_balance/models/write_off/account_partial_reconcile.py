"""Matches of write-offs: a rest that is open again was not written off."""

from odoo import models


class AccountPartialReconcile(models.Model):
    """Adds the end of write-offs to matches, because the entry would stay behind as a credit that
    no list shows, and the rest could be written off once more.
    """

    _inherit = "account.partial.reconcile"

    # --- guards

    def unlink(self):
        """Look at the write-offs that lose their match, when the transaction is whole.

        # EXTENDS 'account'
        """
        if not self:
            return super().unlink()
        moves = (self.debit_move_id | self.credit_move_id).move_id.sudo()
        written = moves.filtered("customer_credit_write_off_line_id")
        res = super().unlink()
        written._schedule_credit_write_off_undo()
        return res
