"""Invoices, and whatever else says that a customer owes, settled at the till."""

from odoo import models


class AccountMoveLine(models.Model):
    """Adds matching by order to journal items, because a settlement and its debt may be booked in
    any order.

    Small steps of the matching above.
    """

    _inherit = "account.move.line"

    # --- hooks

    def _get_credit_waiting(self) -> dict[models.BaseModel, float]:
        """Count what open sessions took back or were paid of till orders.

        # EXTENDS 'customer_credit_balance'
        """
        waiting = super()._get_credit_waiting()
        lines = self.sudo()
        orders = {}
        for payment in (
            self.env["pos.payment"].sudo().search([("customer_account_line_id", "in", self.ids)])
        ):
            orders[payment.pos_order_id] = payment.customer_account_line_id
        for order in lines.move_id.pos_order_ids:
            orders.setdefault(
                order, lines.filtered(lambda line, move=order.account_move: line.move_id == move)
            )
        if not orders:
            return waiting
        every = self.env["pos.order"].sudo().union(*orders)
        for order, left in every._get_waiting_credits().items():
            for item in orders[order]._sort_first_due():
                taken = min(left, item.amount_residual - waiting.get(item, 0.0))
                if taken > 0:
                    waiting[item] = waiting.get(item, 0.0) + taken
                    left -= taken
        return waiting

    # --- private

    def _filter_till_account(self):
        """Return those that a closing put on the customer's account for an order, one query."""
        if not self:
            return self
        payments = (
            self.env["pos.payment"].sudo().search([("customer_account_line_id", "in", self.ids)])
        )
        return self & payments.customer_account_line_id

    def _is_open_customer_item(self) -> bool:
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
