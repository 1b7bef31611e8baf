"""Settle shortfalls of tills: a manager says what was done about them."""

from odoo import fields, models


class CustomerCreditShortfallSettle(models.TransientModel):
    """Closes rows of the list; the books keep what is owed until it is paid."""

    _name = "customer.credit.shortfall.settle"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Settle Missing Store Credit"

    shortfall_ids = fields.Many2many("customer.credit.shortfall", string="Shortfalls")
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Settle (credit managers).

        :raise AccessError: when the caller is no credit manager, or a row is out of reach
        :raise UserError: without a reason
        """
        self.ensure_one()
        self.env["customer.credit.account"]._check_manager()
        self.shortfall_ids.check_access("read")
        self.shortfall_ids._settle(self.reason)
