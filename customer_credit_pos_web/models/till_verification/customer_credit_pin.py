"""PINs: what a customer types at the till before a larger amount of store credit is spent."""

from odoo import api, fields, models


class CustomerCreditPin(models.Model):
    """One row per person; it proves who spends the credit of the customer it was set for.

    Whoever is put under a company afterwards brings no PIN for the credit of that one.
    """

    _name = "customer.credit.pin"
    _inherit = "customer.credit.secret.mixin"
    _description = "Store Credit PIN"
    _rec_name = "partner_id"

    _one_per_person = models.UniqueIndex("(partner_id)", "A person has one PIN.")

    # --- fields

    partner_id = fields.Many2one("res.partner", "Person", required=True, ondelete="cascade")
    customer_id = fields.Many2one(
        "res.partner", "Set For", ondelete="cascade", help="The customer when the PIN was set."
    )
    pin_hash = fields.Char(required=True)

    # --- guards

    def init(self):
        """Older PINs were set for the customers that their persons belong to now."""
        self.env.cr.execute(
            """
            UPDATE customer_credit_pin pin SET customer_id = partner.commercial_partner_id
              FROM res_partner partner
             WHERE partner.id = pin.partner_id AND pin.customer_id IS NULL
            """
        )

    # --- private

    @api.model
    def _find(self, partner):
        """Return the PIN of the person, else that of the customer, or none (sudo)."""
        return self._find_by_partner(partner)[partner]

    @api.model
    def _find_by_partner(self, partners: models.BaseModel) -> dict:
        """Return {person: the PIN that counts (sudo)}: the own one, else the customer's; one query.

        The own one counts for the own credit, and for that of the customer it was set for.
        """
        owners = partners | partners.commercial_partner_id
        pins = self.sudo().search([("partner_id", "in", owners.ids)]).grouped("partner_id")
        found = {}
        for partner in partners:
            customer = partner.commercial_partner_id
            own = pins.get(partner, self.sudo().browse())
            if not own._is_set_for(partner, customer):
                own = own.browse()
            found[partner] = own or pins.get(customer, own)
        return found

    def _is_set_for(self, person: models.BaseModel, customer: models.BaseModel) -> bool:
        """Say whether the PIN of this person proves who spends the credit of this customer."""
        return person == customer or self.customer_id == customer

    @api.model
    def _set(self, partner, pin):
        """Give the person this PIN; the caller has checked who asks.

        :param str pin: 4 to 8 digits
        :return: customer.credit.pin (sudo)
        :raise ValidationError: not such digits, or too easy to guess
        """
        self._check_format(pin)
        vals = {
            **self._prepare_secret(pin),
            "customer_id": partner.sudo().commercial_partner_id.id,
        }
        found = self.sudo().search([("partner_id", "=", partner.id)])
        if found:
            found.write(vals)
            return found
        return self.sudo().create({"partner_id": partner.id, **vals})
