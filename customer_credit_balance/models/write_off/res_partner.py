"""Customers: whether something small is open that may be written off."""

from odoo import fields, models

from ..door import door
from .account_move import WRITE_OFF_GROUP


class ResPartner(models.Model):
    """Adds the way to small rests to contacts, because the Credit Centre shows what is open."""

    _inherit = "res.partner"

    # --- fields

    customer_credit_has_rests = fields.Boolean(
        compute="_compute_customer_credit_has_rests", groups=WRITE_OFF_GROUP
    )

    # --- computes

    def _compute_customer_credit_has_rests(self):
        """Look for one small rest of each customer in the current company."""
        Line, company = self.env["account.move.line"], self.env.company
        for partner in self:
            customer = partner.commercial_partner_id._origin
            partner.customer_credit_has_rests = bool(
                customer and Line._find_credit_rests(company, customer, limit=1)
            )

    # --- actions

    @door
    def action_credit_write_off(self):
        """Open the wizard that writes off small rests of this customer, by right."""
        self.env["account.move"]._check_credit_write_off_right()
        return self._open_credit_wizard("customer_credit_balance.action_customer_credit_write_off")
