"""Entries of payments: an announcement waits again when its payment is taken back."""

from odoo import models


class AccountMove(models.Model):
    """Adds the end of a payment to entries, because what it was announced as is not paid then.

    Entries that are deleted lose their items first.
    """

    _inherit = "account.move"

    # --- actions

    def button_draft(self):
        """Await the payment again.

        # EXTENDS 'account'
        """
        res = super().button_draft()
        self.env["customer.remittance"]._free(self)
        return res

    def button_cancel(self):
        """Await the payment again.

        # EXTENDS 'account'
        """
        res = super().button_cancel()
        self.env["customer.remittance"]._free(self)
        return res
