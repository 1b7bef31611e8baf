"""Till order lines: what returned goods are worth as store credit."""

import math

from odoo import models


class PosOrderLine(models.Model):
    """What a line is worth: the till sends subtotals of refunds with either sign."""

    _inherit = "pos.order.line"

    def _get_store_credit_value(self):
        """Return the subtotal with taxes, negative for returned goods, order currency."""
        self.ensure_one()
        return math.copysign(self.price_subtotal_incl, self.qty * self.price_unit)
