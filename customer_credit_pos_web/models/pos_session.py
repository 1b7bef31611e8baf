"""Sessions: what the till sees of store credit at closing, and the way to the entries."""

from odoo import fields, models


class PosSession(models.Model):
    """Smart button and closing screen."""

    _inherit = "pos.session"

    store_credit_entry_count = fields.Integer(compute="_compute_store_credit_entry_count")

    def _compute_store_credit_entry_count(self):
        """Count the entries of each session's orders."""
        for session in self:
            session.store_credit_entry_count = len(session._get_store_credit_entries())

    def _get_store_credit_entries(self):
        """Return the entries that the till made in these sessions (sudo)."""
        return self.sudo().order_ids._get_store_credit_entries()

    def action_view_store_credit_entries(self):
        """Open the credit entries of this session (users who may see credit)."""
        self.check_access("read")
        return self.sudo().order_ids.action_view_store_credit_entries()

    def get_closing_control_data(self):
        """Show store credit without a field to count it.

        # EXTENDS 'point_of_sale'
        """
        data = super().get_closing_control_data()
        mine = set(self.payment_method_ids.filtered("is_store_credit").ids)
        for method in data["non_cash_payment_methods"]:
            if method["id"] in mine:
                method["type"] = "store_credit"
        return data
