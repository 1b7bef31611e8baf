"""PINs: what a customer types at the till before a larger amount of store credit is spent."""

from odoo import api, fields, models


class CustomerCreditPin(models.Model):
    """One row per person."""

    _name = "customer.credit.pin"
    _inherit = "customer.credit.secret.mixin"
    _description = "Store Credit PIN"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Person", required=True, ondelete="cascade")
    pin_hash = fields.Char(required=True)

    _one_per_person = models.UniqueIndex("(partner_id)", "A person has one PIN.")

    @api.model
    def _find(self, partner):
        """Return the PIN of the person, else that of the customer, or none (sudo)."""
        pins = self.sudo().search(
            [("partner_id", "in", (partner | partner.commercial_partner_id).ids)]
        )
        return pins.filtered(lambda pin: pin.partner_id == partner) or pins[:1]

    @api.model
    def _set(self, partner, pin):
        """Give the person this PIN; the caller has checked who asks.

        :param str pin: 4 to 8 digits
        :return: customer.credit.pin (sudo)
        :raise ValidationError: not such digits, or too easy to guess
        """
        self._check_format(pin)
        vals = self._prepare_secret(pin)
        found = self.sudo().search([("partner_id", "=", partner.id)])
        if found:
            found.write(vals)
            return found
        return self.sudo().create({"partner_id": partner.id, **vals})
