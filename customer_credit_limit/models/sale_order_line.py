"""Order lines: whatever raises the exposure of a confirmed order is checked like a confirmation."""

from odoo import api, models

# What makes a line worth more, or worth something to somebody else.
RAISING_FIELDS = {
    "product_uom_qty", "price_unit", "discount", "tax_ids", "product_id", "product_uom_id",
    "order_id", "display_type", "is_downpayment", "product_template_id",
}  # fmt: skip


class SaleOrderLine(models.Model):
    """Lowering is never stopped, nor is delivering."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Check lines that are added to confirmed orders.

        :raise UserError: blocked by a limit or a hold

        # EXTENDS 'sale'
        """
        ids = {vals["order_id"] for vals in vals_list if vals.get("order_id")}
        with self.env["sale.order"].browse(ids)._guard_credit_raise():
            return super().create(vals_list)

    def write(self, vals):
        """Check changes of quantity, price and taxes on confirmed orders.

        :raise UserError: blocked by a limit or a hold

        # EXTENDS 'sale'
        """
        if not RAISING_FIELDS & vals.keys():
            return super().write(vals)
        orders = self.order_id | self.env["sale.order"].browse(vals.get("order_id") or ())
        with orders._guard_credit_raise():
            return super().write(vals)

    def unlink(self):
        """Check orders that cost more without a line, such as a discount.

        :raise UserError: blocked by a limit or a hold

        # EXTENDS 'sale'
        """
        with self.order_id._guard_credit_raise():
            return super().unlink()
