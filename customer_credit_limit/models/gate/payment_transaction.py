"""Payment transactions: money first; an order that may not go on waits with its payment booked."""

from odoo import _, api, models
from odoo.exceptions import ValidationError

# Payments that a customer starts; whoever works here decides for themselves.
CUSTOMER_OPERATIONS = ("online_redirect", "online_direct", "online_token")


class PaymentTransaction(models.Model):
    """Adds the gate to the start of payments, because afterwards money was taken and nothing may
    raise for a limit or a hold.

    Shop, portal and pay link all start with a new transaction: here is the one door.
    """

    _inherit = "payment.transaction"

    _credit_uncaptured_idx = models.Index(
        "(id) WHERE state = 'authorized' OR state = 'done' AND payment_id IS NULL"
        " AND is_post_processed IS NOT TRUE"
    )

    # --- guards

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

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse politely to start paying an order that could not be confirmed.

        :raise ValidationError: with the message for customers, nothing of internal reasons

        # EXTENDS 'payment'
        """
        transactions = super().create(vals_list)
        for transaction in transactions:
            if transaction.operation in CUSTOMER_OPERATIONS:
                transaction._check_credit_hold()
        return transactions

    def _check_credit_hold(self):
        """Stop the payment of quotations whose customer's hold stops even paid orders.

        :raise ValidationError: with the message for customers
        """
        quotations = self.sudo().sale_order_ids.filtered(lambda it: it.state in ("draft", "sent"))
        for order in quotations:
            if order._is_credit_payment_stopped():
                raise ValidationError(order._get_credit_payment_message())
        # Reading flushes, and what was paid so far is cached until the order is paid by others.
        quotations.invalidate_recordset(["amount_paid"])

    # --- private

    def _get_credit_uncaptured(self) -> float:
        """Return the part (tx currency) that is authorized and not captured, or not booked yet."""
        self.ensure_one()
        just_paid = self.state == "done" and not self.payment_id and not self.is_post_processed
        if self.state != "authorized" and not just_paid:
            return 0.0
        parts = self.child_transaction_ids.filtered(
            lambda tx: tx.operation != "refund" and tx.state in ("done", "cancel")
        )
        return max(self.amount - sum(parts.mapped("amount")), 0.0)
