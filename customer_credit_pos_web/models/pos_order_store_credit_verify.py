"""Till orders: larger amounts are spent only by customers who were verified."""

from odoo import _, models
from odoo.exceptions import UserError

from .pos_order import PAID_STATES


class PosOrder(models.Model):
    """Nobody at the till gets around it: the proof is a record that only the server makes."""

    _inherit = "pos.order"

    def _check_store_credit_spent(self, amount):
        """Ask for a verification above the till's amount.

        # EXTENDS 'customer_credit_pos_web'
        :raise UserError: the customer was not verified for this payment and amount
        """
        super()._check_store_credit_spent(amount)
        config = self.config_id.sudo()
        if not config.store_credit_verification or self.state in PAID_STATES:
            return
        above = config.store_credit_verification_amount
        if self.currency_id.compare_amounts(amount, above) <= 0:
            return
        payments = self._get_store_credit_payments()
        if not self.env["customer.credit.verification"]._use(self, payments, amount):
            raise UserError(
                _(
                    "%(customer)s must be verified before spending more than %(amount)s of store "
                    "credit: validate again, and ask for the PIN or the customer's code.",
                    customer=self.partner_id.display_name,
                    amount=self.currency_id.format(above),
                )
            )
