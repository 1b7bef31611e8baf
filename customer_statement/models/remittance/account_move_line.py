"""Journal items of payments: an entry that loses what it received is that payment no more."""

from odoo import models


class AccountMoveLine(models.Model):
    """Adds the end of a payment to journal items, because undoing a line of the bank leaves its
    entry and takes the items away.
    """

    _inherit = "account.move.line"

    # --- guards

    def unlink(self):
        """Await the payments again whose receivable items go.

        # EXTENDS 'account'
        """
        received = self.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.account_type == "asset_receivable"
                and line.balance < 0
            )
        ).move_id
        res = super().unlink()
        self.env["customer.remittance"]._free(received.exists())
        return res
