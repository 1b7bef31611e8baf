"""Invoice lines: which of them were decided on before the invoice."""

from odoo import api, models

# What makes an item worth more, or worth it on another invoice.
RAISING_FIELDS = {
    "account_id", "amount_currency", "balance", "credit", "currency_id", "currency_rate", "debit",
    "deductible_amount", "discount", "display_type", "move_id", "parent_id", "price_subtotal",
    "price_total", "price_unit", "product_id", "product_uom_id", "quantity", "tax_ids",
}  # fmt: skip


class AccountMoveLine(models.Model):
    """A confirmed order was checked; what is delivered must be invoiced.

    Items are doors of their own: what is written on them changes the invoice.
    """

    _inherit = "account.move.line"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Check items that are added to posted invoices.

        :raise UserError: a client makes a posted invoice charge more

        # EXTENDS 'account'
        """
        if self.env.su:
            return super().create(vals_list)
        ids = {vals["move_id"] for vals in vals_list if vals.get("move_id")}
        with self.env["account.move"].browse(ids)._guard_credit_growth():
            return super().create(vals_list)

    def write(self, vals):
        """Check changes of price, quantity and amounts on posted invoices.

        :raise UserError: a client makes a posted invoice charge more

        # EXTENDS 'account'
        """
        if self.env.su or not RAISING_FIELDS & vals.keys():
            return super().write(vals)
        moves = self.move_id | self.env["account.move"].browse(vals.get("move_id") or ())
        with moves._guard_credit_growth():
            return super().write(vals)

    def unlink(self):
        """Check posted invoices that charge more without an item, such as a discount.

        :raise UserError: a client makes a posted invoice charge more

        # EXTENDS 'account'
        """
        if self.env.su:
            return super().unlink()
        with self.move_id._guard_credit_growth():
            return super().unlink()

    # --- private

    def _is_credit_decided(self):
        """Say whether the line comes from a confirmed order, and so is not checked again.

        Where the policy counts invoices, only what is delivered already counts as decided.
        """
        self.ensure_one()
        items = self.sale_line_ids
        if not items:
            return False
        policy = self.move_id._get_credit_policy()
        if policy.basis != "invoices" or self.is_downpayment:
            return True
        return all(item.qty_delivered >= item.qty_invoiced for item in items)

    def _get_credit_decided_part(self):
        """Return which part of the line its order lines were decided on for, from 0 to 1.

        What is charged beyond the price agreed for what was ordered or delivered was never
        decided on, whatever order the line names.
        """
        self.ensure_one()
        charged = self.price_unit * (1 - (self.discount or 0.0) / 100) * self.quantity
        if charged <= 0:
            return 1.0
        agreed = sum(item._get_credit_agreed(self) for item in self.sale_line_ids)
        return min(max(agreed / charged, 0.0), 1.0)
