"""Managers of a till set their own PIN."""

from odoo import _, fields, models
from odoo.exceptions import AccessError

from ..models.till_verification.customer_credit_manager_pin import MANAGERS


class CustomerCreditManagerPinSet(models.TransientModel):
    """The digits go straight to the hash: no column ever holds them."""

    _name = "customer.credit.manager.pin.set"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Set the Own PIN of a Till Manager"

    pin = fields.Char("PIN", compute="_compute_pin", inverse="_inverse_pin")

    def _compute_pin(self):
        """Never show a PIN."""
        self.pin = False

    def _inverse_pin(self):
        """Set the PIN of whoever is logged in (managers of a till).

        :raise AccessError: when the caller is no manager of a till
        :raise ValidationError: no PIN, or one that is too easy to guess
        """
        if not self.env.user.has_group(MANAGERS):
            raise AccessError(_("Managers of a till set their own PIN only."))
        for wizard in self.filtered("pin"):
            self.env["customer.credit.manager.pin"]._set(self.env.user, wizard.pin)

    def action_confirm(self):
        """Close the dialog: saving it has set the PIN."""
        return {"type": "ir.actions.act_window_close"}
