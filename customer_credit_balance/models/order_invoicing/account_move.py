"""Invoices in step: cancelling one tells its orders what became an outstanding credit."""

from odoo import fields, models


class AccountMove(models.Model):
    """Adds the link to their order to entries that follow it, because whoever removes one must not
    leave the order behind.
    """

    _inherit = "account.move"

    # --- fields

    credit_in_step = fields.Boolean(
        "Made in Step",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Made by itself to follow a change of its sales order.",
    )

    # --- actions

    def button_cancel(self):
        """Say on the orders what was paid, and take back credit notes left without invoice.

        # EXTENDS 'sale'
        """
        invoices = self.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
        orders = {
            move: move.invoice_line_ids.sudo()._get_credit_order_lines().order_id
            for move in invoices
            if move.state != "cancel"
        }
        paid = {move: move._get_credit_applied_amount() for move, some in orders.items() if some}
        res = super().button_cancel()
        for move, amount in paid.items():
            for order in orders[move]:
                order._credit_follow_cancelled_invoice(move, amount)
        return res

    # --- private

    def _get_credit_receivable_lines(self) -> models.BaseModel:
        """Return the open receivable items of these invoices."""
        return self.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and not line.reconciled
                and line.parent_state == "posted"
            )
        )

    def _get_credit_applied_amount(self) -> float:
        """Return what payments and credits have settled of the invoice, company currency."""
        self.ensure_one()
        lines = self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        return sum(lines.sudo().matched_credit_ids.mapped("amount"))
