"""Invoice lines: which of them were decided on before the invoice."""

from odoo import models


class AccountMoveLine(models.Model):
    """A confirmed order was checked; what is delivered must be invoiced."""

    _inherit = "account.move.line"

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
