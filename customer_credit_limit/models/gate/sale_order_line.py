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
        So are those that the server adds as delivered, such as goods used up in a project.

        :raise UserError: blocked by a limit or a hold

        # EXTENDS 'sale'
        """
        ids = {
            vals["order_id"]
            for vals in vals_list
            if vals.get("order_id") and self._is_credit_ordered(vals)
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

    @api.model
    def _is_credit_ordered(self, vals: dict) -> bool:
        """Say whether these values of a new line order anything that is not delivered already."""
        ordered = vals.get("product_uom_qty", 1.0)
        delivered = self.env.su and vals.get("qty_delivered")
        return bool(ordered) and not (delivered and 0.0 < ordered <= delivered)

    def _get_credit_agreed(self, line: models.BaseModel) -> float:
        """Return what an invoice line may charge by this order line, in the invoice's currency.

        Price times quantity less discount, as prices are entered: the quantity ordered, or
        delivered if that is more, less what other invoices charge. A down payment may charge
        what the order is worth; the invoice says what is left of that.

        :param line: account.move.line that names this order line
        """
        self.ensure_one()
        order = self.order_id
        if self.is_downpayment and not self.product_uom_qty:
            amount = order.amount_total
        else:
            quantity = max(self.product_uom_qty, self.qty_delivered)
            quantity -= self._get_credit_quantity(self._get_credit_others(line))
            amount = quantity * self.price_unit * (1 - (self.discount or 0.0) / 100)
        return self._convert_credit(amount, line.move_id)

    def _get_credit_uncharged(self, move: models.BaseModel) -> float:
        """Return what of the line no other invoice charges, taxes included, its currency.

        Of the quantity ordered, or delivered if that is more. What was delivered and never
        ordered may be charged as it is.

        :param move: account.move that charges it now
        """
        self.ensure_one()
        ordered = self.product_uom_qty
        if not ordered:
            return sum((self.invoice_lines & move.invoice_line_ids).mapped("price_total"))
        quantity = max(ordered, self.qty_delivered) if ordered > 0 else ordered
        quantity -= self._get_credit_quantity(self._get_credit_others(move.invoice_line_ids))
        return self._convert_credit(quantity * self.price_total / ordered, move)

    def _get_credit_charged(self, move: models.BaseModel) -> float:
        """Return what other invoices charge of the line, taxes included, in this one's currency.

        :param move: account.move that is left out
        """
        self.ensure_one()
        day = move.invoice_date or fields.Date.context_today(self)
        return sum(
            item.currency_id._convert(item.price_total, move.currency_id, move.company_id, day)
            * (-1 if item.move_id.move_type == "out_refund" else 1)
            for item in self._get_credit_others(move.invoice_line_ids)
        )

    def _get_credit_others(self, items: models.BaseModel) -> models.BaseModel:
        """Return the invoice lines of this line that count, other than these."""
        return (self.invoice_lines - items).filtered(lambda it: it.parent_state != "cancel")

    def _get_credit_quantity(self, items: models.BaseModel) -> float:
        """Return the quantity that these invoice lines charge, in the unit of the order."""
        return sum(
            it.product_uom_id._compute_quantity(it.quantity, self.product_uom_id, round=False)
            * (-1 if it.move_id.move_type == "out_refund" else 1)
            for it in items
        )

    def _convert_credit(self, amount: float, move: models.BaseModel) -> float:
        """Return an amount of the order in the currency of an invoice, at the rate of its date."""
        day = move.invoice_date or fields.Date.context_today(self)
        return self.order_id.currency_id._convert(amount, move.currency_id, move.company_id, day)
