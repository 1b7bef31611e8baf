"""Closing: a settlement and its undo balance each other, and nothing else."""

from odoo import models


class PosSession(models.Model):
    """Adds the pairs of settlements and undos to the closing, because what was undone must pay
    no other document.
    """

    _inherit = "pos.session"

    # --- hooks

    def _reconcile_account_move_lines(self, data):
        """Match each undo with what it undoes before anything else looks for a match.

        # EXTENDS 'point_of_sale'
        """
        for order in self.order_ids.sudo().filtered("store_credit_undone_id"):
            for payment in order._get_settlements():
                items = payment.customer_account_line_id
                items |= payment._get_undone_settlement().customer_account_line_id
                items = items.filtered(lambda line: not line.reconciled)
                if len(items) > 1 and len(items.account_id) == 1 and items.account_id.reconcile:
                    items.reconcile()
        return super()._reconcile_account_move_lines(data)
