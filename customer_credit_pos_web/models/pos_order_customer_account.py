"""Till orders on the customer's account: they ask the same contract as sale orders."""

from odoo import _, models
from odoo.exceptions import UserError

from .pos_order import PAID_STATES


class PosOrder(models.Model):
    """What is put on the customer's account counts as exposure and passes the credit gate."""

    _inherit = "pos.order"

    def _get_credit_amount(self):
        """Return what goes on the customer's account, company currency.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        amount = sum(self._get_customer_account_payments().mapped("amount"))
        currency = self.company_id.currency_id
        return self.currency_id._convert(amount, currency, self.company_id, self.date_order)

    def _get_credit_counted_terms(self):
        """Return what the exposure holds of this order already.

        # EXTENDS 'customer_credit_balance'
        """
        if self.state in PAID_STATES and self.session_id.state != "closed" and not self.is_invoiced:
            return {"till": self._get_credit_amount()}
        return super()._get_credit_counted_terms()

    def _get_customer_account_payments(self):
        """Return the payments on the customer's account (sudo)."""
        return self.sudo().payment_ids.filtered(
            lambda payment: payment.payment_method_id.type == "pay_later"
        )

    def _check_customer_account(self):
        """Ask the contract before an order is put on the customer's account.

        :raise UserError: the reasons of the verdict, when it is blocked; or no customer
        """
        self.ensure_one()
        payments = self._get_customer_account_payments()
        if not payments or self.currency_id.compare_amounts(sum(payments.mapped("amount")), 0) <= 0:
            return
        if not self.partner_id:
            raise UserError(_("Choose a customer: somebody has to owe this order."))
        verdict = self._check_credit()
        if verdict.state == "blocked":
            raise UserError("\n".join(verdict.messages))
