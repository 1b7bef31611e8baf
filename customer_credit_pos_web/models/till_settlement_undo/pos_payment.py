"""Till payments that take a settlement back: its entry is reversed, its documents open again."""

from uuid import uuid4

from odoo import models


class PosPayment(models.Model):
    """Adds the undo to payments that settle, because each has an entry of its own."""

    _inherit = "pos.payment"

    # --- hooks

    def _book_settlement(self):
        """Take back the entry of the settlement that this undoes.

        # EXTENDS 'customer_credit_pos_web'
        """
        if not self.pos_order_id.store_credit_undone_id:
            super()._book_settlement()
            return
        settled = self._get_undone_settlement()
        move = settled.account_move_id
        if not move or self.account_move_id:
            return  # what the closing books, it balances
        # Discounts that it earned, and exchange differences, end with what was matched.
        move.line_ids.remove_move_reconcile()
        move._reverse_credit_entry()
        self.account_move_id = move.reversal_move_ids[:1]

    # --- private

    def _get_undone_settlement(self) -> models.BaseModel:
        """Return the payment of the undone order that this one mirrors, or none."""
        settled = self.pos_order_id.store_credit_undone_id._get_settlements()
        return settled.filtered(
            lambda it: (
                it.settled_document == self.settled_document
                and it.customer_credit_oldest_first == self.customer_credit_oldest_first
            )
        )

    def _prepare_settlement_undo(self) -> dict:
        """Return the values of the payment that mirrors this settlement."""
        document = self.settled_document
        return {
            "payment_method_id": self.payment_method_id.id,
            "amount": -self.amount,
            "uuid": str(uuid4()),
            "settled_document": document and f"{document._name},{document.id}",
            "customer_credit_oldest_first": self.customer_credit_oldest_first,
            "customer_credit_settled_parts": self.customer_credit_settled_parts,
        }
