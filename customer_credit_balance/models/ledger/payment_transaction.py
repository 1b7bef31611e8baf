"""Online payments: booked at once where credit rests on them."""

from odoo import models


class PaymentTransaction(models.Model):
    """Adds an entry at once to online payments that credit rests on, because a journal without an
    outstanding account leaves it to the bank's statement.
    """

    _inherit = "payment.transaction"

    # --- hooks

    def _needs_credit_entry(self) -> bool:
        """Hook: say whether this payment gives or takes credit, or settles what was chosen.

        A refund is booked like the payment that it gives back: each would be left open alone.
        """
        self.ensure_one()
        source = self.source_transaction_id
        return bool(
            self.invoice_ids.sudo().line_ids._filter_store_credit()
            or (self.operation == "refund" and source.payment_id.move_id)
        )
