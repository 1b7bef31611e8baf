"""Invoices of claims: what was withdrawn is asked for no more."""

from odoo import _, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Adds the end of claims to their invoices, because days that were withdrawn may be claimed
    again, and a customer would owe them twice.
    """

    _inherit = "account.move"

    # --- guards

    def _check_claim_stands(self):
        """Stop what would ask again for claims that were withdrawn.

        :param self: invoices
        :raise UserError: with the claim, and what to do
        """
        if not self:
            return
        withdrawn = self.env["customer.statement.interest.claim"].sudo().search(
            [("move_id", "in", self.ids), ("state", "=", "withdrawn")], limit=1
        )  # fmt: skip
        if withdrawn:
            raise UserError(
                _(
                    "%(claim)s was withdrawn, so %(move)s cannot ask for it again: claim the "
                    "interest anew, on the customer.",
                    claim=withdrawn.name,
                    move=withdrawn.move_id.display_name,
                )
            )

    # --- actions

    def button_draft(self):
        """Keep credit notes by which invoices of withdrawn claims ended.

        :raise UserError: the invoice would ask for them again

        # EXTENDS 'account'
        """
        self.filtered(lambda it: it.state == "posted").reversed_entry_id._check_claim_stands()
        return super().button_draft()

    # --- hooks

    def _post(self, soft=True):
        """Post no invoice again whose claim was withdrawn, nor what reverses its credit note.

        :raise UserError: then

        # EXTENDS 'account'
        """
        invoices = self.filtered(lambda it: it.move_type == "out_invoice")
        again = invoices.filtered("posted_before")
        (again | invoices.reversed_entry_id.reversed_entry_id)._check_claim_stands()
        return super()._post(soft=soft)
