"""Customers: whether they have a PIN for the till, and who may set or remove it."""

from odoo import _, api, fields, models


class ResPartner(models.Model):
    """The PIN itself is never read; its state is."""

    _inherit = "res.partner"

    store_credit_pin_state = fields.Selection(
        [
            ("none", "Not set"),
            ("set", "Set"),
            ("locked", "Locked for a while"),
            ("blocked", "Blocked"),
        ],
        "PIN at the Till",
        compute="_compute_store_credit_pin_state",
        compute_sudo=True,
        groups="customer_credit_balance.group_customer_credit_user",
    )

    def _compute_store_credit_pin_state(self):
        """Read the PINs of these persons, one query."""
        Pin = self.env["customer.credit.pin"]
        pins = Pin.search([("partner_id", "in", self.ids)]).grouped("partner_id")
        for partner in self:
            partner.store_credit_pin_state = pins.get(partner._origin, Pin)._get_state()

    @api.model
    def get_store_credit_for_till(self, partner_ids, config_id):
        """Add the key ``pin`` where the till verifies: none, set, locked or blocked.

        # EXTENDS 'customer_credit_pos_web'
        """
        result = super().get_store_credit_for_till(partner_ids, config_id)
        if self.env["pos.config"].browse(config_id).sudo().store_credit_verification:
            partners = self.sudo().browse(result)
            owners = partners | partners.commercial_partner_id
            Pin = self.env["customer.credit.pin"].sudo()
            pins = Pin.search([("partner_id", "in", owners.ids)]).grouped("partner_id")
            for partner in partners:
                pin = pins.get(partner) or pins.get(partner.commercial_partner_id, Pin)
                result[partner.id]["pin"] = pin._get_state()
        return result

    # --------------------------------------------------------------- managers

    def action_set_credit_pin(self):
        """Open the dialog that gives this person a PIN (credit managers).

        :raise AccessError: when the caller is no credit manager
        """
        self.ensure_one()
        self.env["customer.credit.account"]._check_manager()
        return {
            "type": "ir.actions.act_window",
            "name": _("PIN at the Till"),
            "res_model": "customer.credit.pin.set",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.id},
        }

    def action_remove_credit_pin(self):
        """Remove the PINs of these persons: they set new ones (credit managers).

        :raise AccessError: when the caller is no credit manager, or cannot see the person
        """
        self.env["customer.credit.account"]._check_manager()
        self.check_access("read")
        pins = self.env["customer.credit.pin"].sudo().search([("partner_id", "in", self.ids)])
        persons = pins.partner_id
        pins.unlink()
        persons._log_credit_pin(_("The PIN at the till was removed."))

    def _log_credit_pin(self, message):
        """Note who changed a PIN, never the PIN."""
        author = self.env.user.partner_id
        for partner in self.sudo():
            partner._message_log(body=message, author_id=author.id)
