"""Invoices, and whatever else says that a customer owes, settled at the till."""

from odoo import models


class AccountMoveLine(models.Model):
    """Which items the till settles by their order.

    Small steps of the matching above.
    """

    _inherit = "account.move.line"

    # --- private

    def _filter_till_account(self):
        """Return those that a closing put on the customer's account for an order, one query."""
        if not self:
            return self
        payments = (
            self.env["pos.payment"].sudo().search([("customer_account_line_id", "in", self.ids)])
        )
        return self & payments.customer_account_line_id

    def _is_open_customer_item(self):
        """Say whether this is an open item on a customer's receivable account."""
        self.ensure_one()
        return bool(
            self.account_type == "asset_receivable"
            and self.partner_id
            and self.parent_state == "posted"
            and not self.reconciled
        )

    def _reconcile_by_account(self):
        """Match the open ones of these items, account by account."""
        for lines in self.grouped("account_id").values():
            lines = lines.filtered(lambda line: line._is_open_customer_item())
            if len(lines) > 1 and lines.account_id.reconcile:
                lines.reconcile()
