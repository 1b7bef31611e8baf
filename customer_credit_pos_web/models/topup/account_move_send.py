"""Sending invoices of top-ups: by mail, without a file for machines that refuse it."""

from odoo import api, models

# How documents reach people; the others hand them to a network of e-invoices.
BY_PEOPLE = {"email", "manual", "snailmail"}


class AccountMoveSend(models.AbstractModel):
    """Adds an exception for top-ups to sending, because an e-invoice says what was supplied and a
    top-up is no supply.

    EN 16931 has a category for it (O), but refuses it beside the VAT number of the seller (BR-O-02)
    that Odoo's formats always write. So the receipt goes by mail alone; whoever wants the file
    anyway chooses a format in the dialog.
    """

    _inherit = "account.move.send"

    # --- hooks

    @api.model
    def _get_default_sending_methods(self, move):
        """Send a top-up as people read it.

        # EXTENDS 'account'
        """
        methods = super()._get_default_sending_methods(move)
        if move._is_topup_without_e_invoice():
            return set(methods) & BY_PEOPLE or {"email"}
        return methods

    @api.model
    def _get_default_invoice_edi_format(self, move, **kwargs):
        """Make no file of a top-up.

        # EXTENDS 'account'
        """
        if move._is_topup_without_e_invoice():
            return False
        return super()._get_default_invoice_edi_format(move, **kwargs)
