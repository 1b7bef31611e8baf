"""PINs of till managers: a manager beside the cashier lets one payment pass."""

from odoo import api, fields, models

MANAGERS = "point_of_sale.group_pos_manager"


class CustomerCreditManagerPin(models.Model):
    """One row per user, set by the user alone: not even an administrator sets another's."""

    _name = "customer.credit.manager.pin"
    _inherit = "customer.credit.secret.mixin"
    _description = "PIN of a Till Manager"
    _rec_name = "user_id"

    _one_per_user = models.UniqueIndex("(user_id)", "A user has one PIN.")

    # --- fields

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    pin_hash = fields.Char(required=True)

    # --- private

    @api.model
    def _set(self, user, pin):
        """Give the user this PIN; the caller has checked that it is the user who asks.

        :param str pin: 4 to 8 digits
        :return: customer.credit.manager.pin (sudo)
        :raise ValidationError: not such digits, or too easy to guess
        """
        self._check_format(pin)
        vals = self._prepare_secret(pin)
        found = self.sudo().search([("user_id", "=", user.id)])
        if found:
            found.write(vals)
            return found
        return self.sudo().create({"user_id": user.id, **vals})

    @api.model
    def _get_managers(self, company: models.BaseModel) -> models.BaseModel:
        """Return the users (sudo) who are managers of the tills of a company now."""
        return company._get_credit_members(MANAGERS)

    @api.model
    def _find_for(self, company: models.BaseModel) -> models.BaseModel:
        """Return the PINs (sudo) of the managers of the tills of a company."""
        managers = self._get_managers(company)
        return self.sudo().search([("user_id", "in", managers.ids)], order="id")
