"""Payment transactions: a hold that stops even paid orders says so before money is taken."""

from odoo import api, models
from odoo.exceptions import ValidationError

# Payments that a customer starts; whoever works here decides for themselves.
CUSTOMER_OPERATIONS = ("online_redirect", "online_direct", "online_token")


class PaymentTransaction(models.Model):
    """Shop, portal and pay link all start with a new transaction: here is the one door."""

    _inherit = "payment.transaction"

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
