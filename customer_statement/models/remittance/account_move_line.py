"""Journal items of payments: an entry that loses what it received is that payment no more."""

from odoo import models


class AccountMoveLine(models.Model):
    """Adds the end of a payment to journal items, because undoing a line of the bank leaves its
    entry and takes the items away.

    What was announced for documents pays these, and no other by itself.
    """

    _inherit = "account.move.line"

    # --- guards

    def unlink(self):
        """Await the payments again whose receivable items go.

        # EXTENDS 'account'
        """
        if not self:
            return super().unlink()
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

    # --- hooks

    def _find_credits_kept(self) -> models.BaseModel:
        """Keep what was announced for documents that are open.

        # EXTENDS 'customer_credit_balance'
        """
        used = self.env["customer.remittance"].sudo().search(
            [("payment_move_id", "in", self.move_id.ids), ("state", "=", "used")]
        )  # fmt: skip
        waiting = used.filtered(lambda it: it._get_open_items()).payment_move_id
        return super()._find_credits_kept() | self.filtered(lambda it: it.move_id in waiting)
