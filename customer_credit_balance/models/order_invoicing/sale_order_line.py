"""Order lines: what changed on a confirmed line, and what its invoices amount to."""

from odoo import _, api, fields, models
from odoo.fields import Command
from odoo.tools import float_is_zero

QUANTITY_FIELDS = {"product_uom_qty", "qty_delivered"}

PRICE_FIELDS = {"price_unit", "discount"}


class SaleOrderLine(models.Model):
    """Adds the difference to what is invoiced to order lines, because a change of one tells its
    order what to book.

    The part of a difference that one line decides.
    """

    _inherit = "sale.order.line"

    # --- fields

    credit_correction_line_ids = fields.One2many(
        "account.move.line",
        "credit_sale_line_id",
        "Price Corrections",
        copy=False,
        groups="base.group_user",
    )

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Bring the invoices in step with lines added to confirmed orders.

        # EXTENDS 'sale'
        """
        with self.env["sale.order"]._credit_in_step_changes() as changes:
            lines = super().create(vals_list)
            changes.add_lines(lines._filter_credit_in_step())
        return lines

    def write(self, vals):
        """Bring the invoices in step with a changed quantity or price.

        # EXTENDS 'sale'
        """
        if not (QUANTITY_FIELDS | PRICE_FIELDS) & vals.keys():
            return super().write(vals)
        before = {
            line: line._get_credit_in_step_figures() for line in self._filter_credit_in_step()
        }
        with self.env["sale.order"]._credit_in_step_changes() as changes:
            res = super().write(vals)
            for line, (quantities, prices) in before.items():
                now_quantities, now_prices = line._get_credit_in_step_figures()
                if prices != now_prices:
                    changes.add_lines(line, price=True)
                elif quantities != now_quantities:
                    changes.add_lines(line)
        return res

    # --- private

    def _filter_credit_in_step(self):
        """Return the confirmed lines that are invoiced by quantity."""
        return self.filtered(
            lambda line: line.state == "sale" and not line.display_type and not line.is_downpayment
        )

    def _get_credit_in_step_figures(self) -> tuple:
        """Return (quantities, prices) of the line, to be compared."""
        self.ensure_one()
        quantities = (self.product_uom_qty, self.qty_delivered, self.product_uom_id.id)
        return quantities, (self.price_unit, self.discount)

    def _get_credit_live_lines(self) -> models.BaseModel:
        """Return the invoice lines of these order lines, corrections included, not cancelled."""
        lines = self.sudo().invoice_lines | self.sudo().credit_correction_line_ids
        return lines.filtered(lambda line: line.parent_state != "cancel")

    def _get_credit_invoiced_amount(self) -> float:
        """Return what live invoices less credit notes charge for this line.

        Quantity times price less discount, in the order's currency, as the price is entered:
        with taxes where the order's taxes are included in the price, else without.
        """
        self.ensure_one()
        total = 0.0
        for line in self._get_credit_live_lines():
            move = line.move_id
            amount = line.quantity * line.price_unit * (1 - (line.discount or 0.0) / 100)
            amount *= -1 if move.move_type == "out_refund" else 1
            if line.currency_id != self.currency_id:
                date = move.invoice_date or move.date or fields.Date.context_today(self)
                amount = line.currency_id._convert(amount, self.currency_id, move.company_id, date)
            total += amount
        return total

    def _get_credit_price_difference(self) -> float:
        """Return what is missing on (or, negative, too much in) the invoices at today's price.

        :return: float in the order's currency, on the same basis as the price; rounded
        """
        self.ensure_one()
        price = self.price_unit * (1 - (self.discount or 0.0) / 100)
        target = price * self.qty_invoiced
        return self.currency_id.round(target - self._get_credit_invoiced_amount())

    def _prepare_credit_correction(self, difference, sequence):
        """Return the values of the invoice line that corrects the price of what is invoiced.

        It names no product: quantities, stock and cost of sales stay what they were.
        """
        self.ensure_one()
        invoiced = self.sudo().invoice_lines.filtered(lambda line: line.parent_state != "cancel")
        vals = {
            "display_type": "product",
            "sequence": sequence,
            "name": _(
                "Price correction: %(line)s, %(quantity)s at %(price)s",
                line=self.name,
                quantity=f"{self.qty_invoiced:g}",
                price=self.currency_id.format(self.price_unit * (1 - self.discount / 100)),
            ),
            "quantity": 1.0 if difference > 0 else -1.0,
            "price_unit": abs(difference),
            "tax_ids": [Command.set((invoiced[-1:] or self).tax_ids.ids)],
            "credit_sale_line_id": self.id,
        }
        if invoiced:
            vals["account_id"] = invoiced[-1].account_id.id
        self._set_analytic_distribution(vals)
        return vals

    def _is_credit_quantity_due(self, adjusts: bool) -> bool:
        """Say whether a quantity is left to invoice or, if differences are, to credit."""
        self.ensure_one()
        precision = self.env["decimal.precision"].precision_get("Product Unit")
        if float_is_zero(self.qty_to_invoice, precision_digits=precision):
            return False
        return self.qty_to_invoice > 0 or adjusts

    def _credit_move_quantity(self, item):
        """Move the quantity due onto a draft invoice line, down to zero at most."""
        self.ensure_one()
        precision = self.env["decimal.precision"].precision_get("Product Unit")
        due = self.qty_to_invoice
        if float_is_zero(due, precision_digits=precision):
            return
        due = self.product_uom_id._compute_quantity(due, item.product_uom_id, round=False)
        quantity = max(item.quantity + due, min(item.quantity, 0.0))
        move = item.move_id
        if not float_is_zero(quantity, precision_digits=precision):
            item.quantity = quantity
            return
        others = move.invoice_line_ids.filtered(lambda it: it.display_type == "product") - item
        if others:
            move.write({"invoice_line_ids": [Command.delete(item.id)]})
        elif move.posted_before:
            move.button_cancel()
        else:
            move.unlink()
