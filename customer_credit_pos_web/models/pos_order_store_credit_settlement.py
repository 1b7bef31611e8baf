"""Till orders: what store credit may pay of a settlement."""

from odoo import models


class PosOrder(models.Model):
    """Store credit settles invoices too: what we owe the customer and what they owe go down."""

    _inherit = "pos.order"

    def _get_store_credit_due(self):
        """Return what store credit may pay: a settlement owes what it settles.

        # EXTENDS 'customer_credit_pos_web'
        """
        settlements = self._get_settlements()
        if settlements:
            return -sum(settlements.mapped("amount"))
        return super()._get_store_credit_due()
