"""Order lines: what is to be invoiced of deliveries that nobody ordered in advance."""

from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """Adds the total of what nobody ordered to order lines, because a line of quantity zero has
    none and its invoice will have one.
    """

    _inherit = "sale.order.line"

    # --- fields

    credit_unordered_total = fields.Monetary(
        "Delivered Without Order",
        compute="_compute_credit_unordered_total",
        store=True,
        groups="base.group_user",
        help="What was delivered and is not on an invoice, taxes included, where the quantity "
        "ordered is zero.",
    )

    # --- computes

    @api.depends(
        "product_uom_qty", "qty_to_invoice", "price_unit", "discount", "tax_ids", "display_type"
    )
    def _compute_credit_unordered_total(self):
        """Work the taxes out as the invoice will; nothing for lines with a quantity."""
        for line in self:
            if line.product_uom_qty or not line.qty_to_invoice or line.display_type:
                line.credit_unordered_total = 0.0
                continue
            line.credit_unordered_total = line.tax_ids.compute_all(
                line.price_unit * (1 - (line.discount or 0.0) / 100.0),
                currency=line.currency_id,
                quantity=line.qty_to_invoice,
                product=line.product_id,
                partner=line.order_id.partner_shipping_id,
            )["total_included"]
