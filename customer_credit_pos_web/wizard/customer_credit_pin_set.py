"""Give a person a PIN for the till, in the back-office."""

from odoo import _, api, fields, models


class CustomerCreditPinSet(models.TransientModel):
    """The digits go straight to the hash: no column ever holds them."""

    _name = "customer.credit.pin.set"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Set a Store Credit PIN"

    partner_id = fields.Many2one("res.partner", "Person", required=True, readonly=True)
    pin = fields.Char("PIN", compute="_compute_pin", inverse="_inverse_pin")

    @api.depends("partner_id")
    def _compute_pin(self):
        """Never show a PIN."""
        self.pin = False

    def _inverse_pin(self):
        """Set the PIN (credit managers).

        :raise AccessError: when the caller is no credit manager, or cannot see the person
        :raise ValidationError: no PIN, or one that is too easy to guess
        """
        self.env["customer.credit.account"]._check_manager()
        for wizard in self.filtered("pin"):
            wizard.partner_id.check_access("read")
            self.env["customer.credit.pin"]._set(wizard.partner_id, wizard.pin)
            # A PIN opens nothing for who is not on the customer's list.
            self.env["customer.credit.spender"]._allow(wizard.partner_id, "manager")
            wizard.partner_id._log_credit_pin(_("The PIN at the till was set."))

    def action_confirm(self):
        """Close the dialog: saving it has set the PIN (credit managers).

        :raise AccessError: when the caller is no credit manager
        """
        self.env["customer.credit.account"]._check_manager()
        return {"type": "ir.actions.act_window_close"}
