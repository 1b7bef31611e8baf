"""Invoices and credit notes: the online payments behind them are given back together."""

from odoo import api, fields, models

from ...const import STORE_CREDIT


class AccountMove(models.Model):
    """Adds refunds of payments to invoices, because the way back leads to the payments of their
    orders.
    """

    _inherit = "account.move"

    # --- fields

    credit_refundable = fields.Boolean(
        "Payments Can Be Refunded",
        compute="_compute_credit_refundable",
        compute_sudo=True,
        groups="base.group_user",
        help="Paid online, in part with store credit: the parts are given back together.",
    )

    # --- computes

    @api.depends("state", "move_type", "payment_state")
    def _compute_credit_refundable(self):
        """Find the documents that store credit paid online, in one query for all of them."""
        self.credit_refundable = False
        moves = self.filtered(
            lambda move: move.state == "posted" and move.move_type in ("out_invoice", "out_refund")
        )
        sources = moves | moves.reversed_entry_id
        if not sources.ids:
            return
        paid = self.env["payment.transaction"].search(
            [
                ("provider_id.code", "=", STORE_CREDIT),
                ("state", "=", "done"),
                ("operation", "!=", "refund"),
                "|",
                ("invoice_ids", "in", sources.ids),
                ("sale_order_ids.order_line.invoice_lines.move_id", "in", sources.ids),
            ]
        )
        if not paid:
            return
        for move in moves:
            move.credit_refundable = bool(move._get_refundable_payments())

    # --- hooks

    def _get_refund_orders(self) -> models.BaseModel:
        """Return the orders of the invoice (sudo), whose payments paid it.

        # EXTENDS 'customer_credit_pos_web'
        """
        document = self.sudo()
        return (document | document.reversed_entry_id).line_ids.sale_line_ids.order_id

    def _get_refund_invoices(self) -> models.BaseModel:
        """Return the posted invoice (sudo): this one, or the one that this note credits.

        # EXTENDS 'customer_credit_pos_web'
        """
        document = self.sudo()
        return (document | document.reversed_entry_id).filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )

    def _get_refund_notes(self) -> models.BaseModel:
        """Return this credit note, or the posted credit notes of this invoice (sudo).

        # EXTENDS 'customer_credit_pos_web'
        """
        document = self.sudo()
        return (document | document.reversal_move_ids).filtered(
            lambda move: move.state == "posted" and move.move_type == "out_refund"
        )
