"""Sale orders: the part that fits goes on, the rest becomes a quotation of its own."""

from odoo import models
from odoo.tools import float_compare, float_round


class SaleOrderLine(models.Model):
    """Adds what fits to order lines, because orders may be split at their headroom."""

    _inherit = "sale.order.line"

    # --- private

    def _get_credit_fitting(self, unit: float, room: float) -> float:
        """Return how many whole units of the line fit into the room (order currency)."""
        self.ensure_one()
        if unit <= 0:
            return self.product_uom_qty
        # Whole pieces for people, whatever fractions the unit of measure would allow.
        step = max(self.product_uom_id.rounding, 1.0)
        if float_compare(self.product_uom_qty % 1.0, 0.0, precision_digits=6):
            step = self.product_uom_id.rounding or 0.01
        quantity = float_round(
            room / unit + step * 1e-9, precision_rounding=step, rounding_method="DOWN"
        )
        return max(min(quantity, self.product_uom_qty), 0.0)

    def _set_credit_quantity(self, quantity, origin):
        """Set the quantity at the price and discount agreed, or drop a line of nothing."""
        self.ensure_one()
        if quantity <= 0:
            self.unlink()
            return
        price, discount = origin.price_unit, origin.discount
        self.write({"product_uom_qty": quantity})
        self.write({"price_unit": price, "discount": discount})
