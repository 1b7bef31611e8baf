"""Refunds of till orders for which store credit was missing: what was never paid stays here."""

from odoo import models


class PosOrder(models.Model):
    """The customer owes the shortfall; store credit given for it would be a present."""

    _inherit = "pos.order"

    def _get_store_credit_refundable(self, refund):
        """Give back no store credit for what the customer still owes of this order.

        # EXTENDS 'customer_credit_pos_web'
        """
        return super()._get_store_credit_refundable(refund) - self._get_shortfall_owed()

    def _get_credit_owed_back(self, refund):
        """What is owed comes off the customer's account: nobody is paid.

        # EXTENDS 'customer_credit_pos_web'
        """
        taken_off = -sum(refund._get_customer_account_payments().mapped("amount"))
        owed = super()._get_credit_owed_back(refund) + self._get_shortfall_owed()
        return max(min(taken_off, owed), 0.0)

    def _get_shortfall_owed(self):
        """Return what the customer still owes of this order, order currency."""
        payments = self.sudo().payment_ids
        amounts = {payment.uuid: payment.amount for payment in payments}
        # As the payment was worth, whatever the rate did since.
        return sum(
            amounts[line.payment_uuid] * line.open_amount / line.amount
            for line in payments._get_shortfalls()
            if line.amount
        )
