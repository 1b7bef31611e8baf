"""Invoices: offered to be paid in parts, from the list of what is overdue."""

from odoo import _, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.models.door import door


class AccountMove(models.Model):
    """Adds payment plans to invoices, because a plan begins where one sees what is late."""

    _inherit = "account.move"

    # --- actions

    @door
    def action_offer_payment_plan(self):
        """Return the dialog that offers a plan for these invoices of one customer.

        :raise AccessError: for who may not offer plans
        :raise UserError: invoices of several customers or companies, or none that is open
        """
        self.check_access("read")
        customers = self.sudo().commercial_partner_id
        if len(customers) != 1 or len(self.company_id) != 1:
            raise UserError(_("Choose open invoices of one customer and one company."))
        return self.env["customer.payment.plan.offer"]._open(customers, self.company_id, self)
