"""Payments by link for orders of a till: booked when they arrive."""

from odoo import models


class PaymentTransaction(models.Model):
    """Adds an entry to online payments for orders of a till, because closing matches it with what
    the customer bought.
    """

    _inherit = "payment.transaction"

    # --- hooks

    def _needs_credit_entry(self) -> bool:
        """Book payments for orders of a till at once.

        # EXTENDS 'customer_credit_balance'
        """
        # The field is that of payments by link, which need not be installed.
        at_till = "pos_order_id" in self._fields and bool(self.pos_order_id)
        return super()._needs_credit_entry() or at_till
