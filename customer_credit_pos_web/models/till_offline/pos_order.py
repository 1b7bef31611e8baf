"""Till orders paid while offline: what is missing when they arrive is owed by the customer."""

from odoo import fields, models
from odoo.tools import SQL


class PosOrder(models.Model):
    """Adds shortfalls to orders of the till, because the goods are gone and the customer owes what
    was missing.

    The customer owes the shortfall; store credit given for it would be a present.
    """

    _inherit = "pos.order"

    # --- hooks

    def _post_store_credit(self, account, payment, event):
        """Take what is available; within the allowance the customer owes the rest.

        # EXTENDS 'customer_credit_pos_web'
        """
        if event != "till_payment" or not payment.store_credit_offline:
            super()._post_store_credit(account, payment, event)
            return
        # What is missing by this transaction's snapshot may have been committed meanwhile.
        account._lock_before_refusing()
        currency = account.currency_id
        amount = currency.round(self._get_store_credit_in_company_currency(payment))
        taken = max(currency.round(account.available), 0.0)
        if currency.compare_amounts(taken, amount) >= 0:
            super()._post_store_credit(account, payment, event)
            return
        missing = currency.round(amount - taken)
        if not self._is_store_credit_allowed_offline(missing):
            account._raise_insufficient(amount)
        if not currency.is_zero(taken):
            entry = account._append_entry(
                -taken, event, payment._get_store_credit_key(), self, note=self.pos_reference
            )
            payment._check_store_credit_entry(entry)
            payment._set_store_credit_balance_after(entry)
        self.env["customer.credit.shortfall"]._record(account, payment, taken, missing)

    def _get_store_credit_refundable(self, refund: models.BaseModel) -> float:
        """Give back no store credit for what the customer still owes of this order.

        # EXTENDS 'customer_credit_pos_web'
        """
        return super()._get_store_credit_refundable(refund) - self._get_shortfall_owed()

    def _get_credit_owed_back(self, refund: models.BaseModel) -> float:
        """What is owed comes off the customer's account: nobody is paid.

        # EXTENDS 'customer_credit_pos_web'
        """
        taken_off = -sum(refund._get_customer_account_payments().mapped("amount"))
        owed = super()._get_credit_owed_back(refund) + self._get_shortfall_owed()
        return max(min(taken_off, owed), 0.0)

    # --- private

    def _is_store_credit_allowed_offline(self, missing: float) -> bool:
        """Say whether the till's settings allow this order to lack ``missing``.

        Only for goods: nothing else is gone. What the till declares decides nothing but that it
        asks: the amounts are those of the settings. Touches the session first, so that two
        orders sent at once cannot both use what is left of the allowance.

        :param float missing: company currency, positive
        """
        config = self._get_credit_till()
        if not config.store_credit_offline or not self.lines:
            return False
        spent = sum(self._get_store_credit_payments().mapped("amount"))
        if self.currency_id.compare_amounts(spent, config.store_credit_offline_order_max) > 0:
            return False
        self.env.cr.execute(
            SQL("UPDATE pos_session SET write_date = write_date WHERE id = %s", self.session_id.id)
        )
        company = self.company_id
        allowed = config.currency_id._convert(
            config.store_credit_offline_till_max,
            company.currency_id,
            company,
            fields.Date.context_today(self),
        )
        used = self.session_id._get_store_credit_missing()
        return company.currency_id.compare_amounts(used + missing, allowed) <= 0

    def _get_shortfall_owed(self) -> float:
        """Return what the customer still owes of this order, order currency."""
        payments = self.sudo().payment_ids
        amounts = {payment.uuid: payment.amount for payment in payments}
        # As the payment was worth, whatever the rate did since.
        return sum(
            amounts[line.payment_uuid] * line.open_amount / line.amount
            for line in payments._get_shortfalls()
            if line.amount
        )
