"""Invoice lines: which of them were decided on before the invoice."""

from odoo import models


class AccountMoveLine(models.Model):
    """Adds what was decided already to journal items, because a confirmed order was checked and
    what is delivered must be invoiced.
    """

    _inherit = "account.move.line"

    # --- private

    def _is_credit_decided(self) -> bool:
        """Say whether the line comes from a confirmed order, and so is not checked again.

        The order was decided on for its customer: to another one it says nothing.
        Where the policy counts invoices, only what is delivered already counts as decided.
        """
        self.ensure_one()
        items = self.sale_line_ids
        if not items or not all(map(self.move_id._is_credit_decided_by, items.order_id)):
            return False
        policy = self.move_id._get_credit_policy()
        if policy.basis != "invoices" or self.is_downpayment:
            return True
        return all(item.qty_delivered >= item.qty_invoiced for item in items)

    def _get_credit_decided_part(self) -> float:
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
