"""Users: who works here; and whoever makes a login for a person of a company invites them."""

from odoo import api, models


class ResUsers(models.Model):
    """Adds the right to spend to invited users, because the company knows them, unlike those who
    sign up alone.
    """

    _inherit = "res.users"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Put invited portal users on the list of the company they belong to now.

        # EXTENDS 'auth_signup'
        """
        users = super().create(vals_list)
        portal = users.sudo().filtered(lambda user: user._is_portal())
        self.env["customer.credit.spender"]._allow_invited(portal.partner_id)
        return users

    # --- private

    def _filter_present(self) -> models.BaseModel:
        """Return those who work here now: they have not left, and are no customers."""
        return self.filtered(lambda user: user.active and not user.share)
