"""Payments of closed tills: booked at once, whatever their journal leaves to the bank."""

from odoo import api, models


class AccountPayment(models.Model):
    """Adds an outstanding account to payments of customers at a till, because closing matches
    their entries with what they paid.
    """

    _inherit = "account.payment"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Give those of one customer the account that Odoo gives to those of many.

        With an accounting app a journal may have none; what the customer paid by card would stay
        open until the bank's statement comes.

        # EXTENDS 'account'
        """
        payments = super().create(vals_list)
        for payment in payments:
            if payment.pos_session_id and not payment.outstanding_account_id:
                account = payment._get_outstanding_account(payment.payment_type)
                payment.outstanding_account_id = account
        return payments
