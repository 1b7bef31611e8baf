"""Till order lines: what returned goods are worth as store credit, and what is not sold."""

import math

from odoo import _, api, models
from odoo.exceptions import ValidationError


class PosOrderLine(models.Model):
    """What a line is worth: the till sends subtotals of refunds with either sign."""

    _inherit = "pos.order.line"

    @api.constrains("product_id")
    def _check_no_credit_product(self):
        """Refuse the credit product: as goods it would be booked without a customer.

        :raise ValidationError: use Add credit
        """
        if any(self.product_id.mapped("is_store_credit")):
            raise ValidationError(_("Store credit is not sold as a product here: use Add credit."))

    def _get_store_credit_value(self):
        """Return the subtotal with taxes, negative for returned goods, order currency."""
        self.ensure_one()
        return math.copysign(self.price_subtotal_incl, self.qty * self.price_unit)
