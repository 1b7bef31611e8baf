"""Customers: somebody inside writes down what a customer said of a coming payment."""

from odoo import _, models

from odoo.addons.customer_credit_balance.models.door import door


class ResPartner(models.Model):
    """Adds the dialog of announced payments to customers, because some say it on the phone."""

    _inherit = "res.partner"

    # --- actions

    @door(single=True)
    def action_announce_payment(self):
        """Return the dialog that records what a coming payment of this customer is for.

        :raise AccessError: the customer is not the user's
        :raise UserError: nothing is open
        """
        dialog = self.env["customer.remittance.announce"]._open(self, self.env.company)
        return dialog._get_dialog_action(_("Announced Payment"))
