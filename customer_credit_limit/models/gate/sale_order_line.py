"""Order lines: whatever raises the exposure of a confirmed order is checked like a confirmation."""

from odoo import api, fields, models

# What makes a line worth more, or worth something to somebody else.
RAISING_FIELDS = {
    "product_uom_qty", "price_unit", "discount", "tax_ids", "product_id", "product_uom_id",
    "order_id", "display_type", "is_downpayment", "product_template_id",
}  # fmt: skip


class SaleOrderLine(models.Model):
    """Adds the gate to lines of confirmed orders, because an order grows by them; lowering and
    delivering are never stopped.
    """

    _inherit = "sale.order.line"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Check lines that are added to confirmed orders.

        Those that order nothing are what stock adds for goods that were delivered all the same.

        :raise UserError: blocked by a limit or a hold

        # EXTENDS 'sale'
        """
        ids = {
            vals["order_id"]
            for vals in vals_list
            if vals.get("order_id") and vals.get("product_uom_qty", 1.0)
        }
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

    # --- private

    def _get_credit_agreed(self, line: models.BaseModel) -> float:
        """Return what an invoice line may charge by this order line, in the invoice's currency.

        Price times quantity less discount, as prices are entered: the quantity ordered, or
        delivered if that is more, less what other invoices charge. A down payment may charge
        what the order is worth.

        :param line: account.move.line that names this order line
        """
        self.ensure_one()
        order = self.order_id
        if self.is_downpayment and not self.product_uom_qty:
            amount = order.amount_total
        else:
            quantity = max(self.product_uom_qty, self.qty_delivered)
            others = (self.invoice_lines - line).filtered(lambda it: it.parent_state != "cancel")
            quantity -= sum(
                it.product_uom_id._compute_quantity(it.quantity, self.product_uom_id, round=False)
                * (-1 if it.move_id.move_type == "out_refund" else 1)
                for it in others
            )
            amount = quantity * self.price_unit * (1 - (self.discount or 0.0) / 100)
        move = line.move_id
        day = move.invoice_date or fields.Date.context_today(self)
        return order.currency_id._convert(amount, move.currency_id, move.company_id, day)
