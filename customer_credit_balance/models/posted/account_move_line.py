"""Posted customer documents: what they are worth changes by reset, gate and posting alone."""

from odoo import api, models

from .account_move import is_harmless


class AccountMoveLine(models.Model):
    """Adds the same comparison to journal items, because they are reached by lists of other
    records, too.
    """

    _inherit = "account.move.line"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Add nothing to posted customer documents.

        # EXTENDS 'account'
        """
        moves = self.env["account.move"].browse(
            {vals["move_id"] for vals in vals_list if vals.get("move_id")}
        )
        with moves._keep_credit_worth():
            return super().create(vals_list)

    def write(self, vals):
        """Keep what posted customer documents are worth.

        # EXTENDS 'account'
        """
        if is_harmless(self, vals):
            return super().write(vals)
        moves = self.move_id
        if vals.get("move_id"):
            moves |= moves.browse(vals["move_id"])
        with moves._keep_credit_worth():
            return super().write(vals)

    def unlink(self):
        """Take nothing out of posted customer documents.

        # EXTENDS 'account'
        """
        if not self:
            return super().unlink()
        with self.move_id._keep_credit_worth():
            return super().unlink()
