"""Payment transactions: money first; an order that may not go on waits with its payment booked."""

from odoo import _, models


class PaymentTransaction(models.Model):
    """Post-processing never raises because of a limit or a hold."""

    _inherit = "payment.transaction"

    _credit_uncaptured_idx = models.Index(
        "(id) WHERE state = 'authorized' OR state = 'done' AND payment_id IS NULL"
        " AND is_post_processed IS NOT TRUE"
    )

    def _get_credit_uncaptured(self):
        """Return the part (tx currency) that is authorized and not captured, or not booked yet."""
        self.ensure_one()
        just_paid = self.state == "done" and not self.payment_id and not self.is_post_processed
        if self.state != "authorized" and not just_paid:
            return 0.0
        parts = self.child_transaction_ids.filtered(
            lambda tx: tx.operation != "refund" and tx.state in ("done", "cancel")
        )
        return max(self.amount - sum(parts.mapped("amount")), 0.0)

    def _check_amount_and_confirm_order(self):
        """Return only the orders that are confirmed now; tell about those that wait.

        # EXTENDS 'sale'
        """
        orders = super()._check_amount_and_confirm_order()
        waiting = orders.filtered(lambda it: it.state != "sale")
        for order in waiting:
            order.sudo()._message_log(
                body=_(
                    "Money has arrived, but the order waits for credit approval. It is not lost: "
                    "the payment is booked, the order is confirmed or refunded after the decision."
                )
            )
        return orders - waiting
