"""Orders: their online payments are given back together."""

from odoo import models


class SaleOrder(models.Model):
    """Adds refunds of payments to orders, because their money is in transactions, invoices and
    credit notes.
    """

    _inherit = "sale.order"

    # --- hooks

    def _credit_follow_cancellation(self):
        """Give back what the invoices had used, once they are credited in step.

        # EXTENDS 'customer_credit_balance'
        """
        res = super()._credit_follow_cancellation()
        self.sudo().transaction_ids._give_back_store_credit()
        return res

    def _get_refund_orders(self) -> models.BaseModel:
        """Return this order (sudo).

        # EXTENDS 'customer_credit_pos_web'
        """
        return self.sudo()

    def _get_refund_invoices(self) -> models.BaseModel:
        """Return the order's posted invoices (sudo).

        # EXTENDS 'customer_credit_pos_web'
        """
        return self.sudo().invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )

    def _get_refund_notes(self) -> models.BaseModel:
        """Return the posted credit notes of the order and of its invoices (sudo).

        # EXTENDS 'customer_credit_pos_web'
        """
        moves = self.sudo().invoice_ids
        return (moves | moves.reversal_move_ids).filtered(
            lambda move: move.state == "posted" and move.move_type == "out_refund"
        )
