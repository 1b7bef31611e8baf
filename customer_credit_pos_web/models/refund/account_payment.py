"""Payments by store credit that were made online come back through their transaction."""

from odoo import models

from ...const import STORE_CREDIT


class AccountPayment(models.Model):
    """Adds refunds of transactions to taking back, because online payments need a record of it."""

    _inherit = "account.payment"

    # --- hooks

    def _take_back_store_credit(self):
        """Refund what paid an invoice online; what paid an order stays with the order.

        An order is still paid when its invoice is made anew: Odoo matches the payment with the
        next one, the dialog of refunds gives it back, and so does cancelling the order.

        # EXTENDS 'customer_credit_balance'
        """
        online = self.filtered(lambda it: it.payment_transaction_id.provider_code == STORE_CREDIT)
        super(AccountPayment, self - online)._take_back_store_credit()
        transactions = online.sudo().payment_transaction_id
        transactions.filtered(lambda tx: not tx.sale_order_ids)._refund_store_credit_left_open()
