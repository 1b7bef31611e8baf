"""Users: managers of a till set their own PIN in their preferences."""

from odoo import _, models
from odoo.exceptions import AccessError

from .customer_credit_manager_pin import MANAGERS


class ResUsers(models.Model):
    """Adds a PIN for managers to users, because with it they let a customer pass who has neither
    PIN nor code.
    """

    _inherit = "res.users"

    # --- actions

    def action_set_till_pin(self):
        """Open the dialog that sets the user's own PIN (managers of a till).

        :raise AccessError: the caller is no manager of a till, or asks for somebody else
        """
        self.ensure_one()
        if self != self.env.user or not self.env.user.has_group(MANAGERS):
            raise AccessError(_("Managers of a till set their own PIN only."))
        return {
            "type": "ir.actions.act_window",
            "name": _("My PIN at the Till"),
            "res_model": "customer.credit.manager.pin.set",
            "view_mode": "form",
            "target": "new",
        }
