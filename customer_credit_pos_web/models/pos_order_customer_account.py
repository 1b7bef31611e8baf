"""Till orders on the customer's account: they ask the same contract as sale orders."""

from odoo import Command, _, api, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.core.money import is_amount

from .pos_order import PAID_STATES


class PosOrder(models.Model):
    """What is put on the customer's account counts as exposure and passes the credit gate."""

    _inherit = "pos.order"

    def _get_credit_amount(self):
        """Return what goes on the customer's account, company currency.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        return self._to_company_currency(
            sum(self._get_customer_account_payments().mapped("amount"))
        )

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
            lambda payment: payment.payment_method_id._is_customer_account()
        )

    def _check_customer_account(self):
        """Ask the contract before an order is put on the customer's account.

        :raise UserError: the verdict is blocked; or no customer
        """
        self.ensure_one()
        payments = self._get_customer_account_payments()
        if not payments or self.currency_id.compare_amounts(sum(payments.mapped("amount")), 0) <= 0:
            return
        if not self.partner_id:
            raise UserError(_("Choose a customer: somebody has to owe this order."))
        verdict = self._check_credit()
        if verdict.state == "blocked":
            raise UserError(self._get_customer_account_refusal())

    def _put_on_customer_account(self, payments):
        """Decide again for a paid order of which something is put on the customer's account.

        :param payments: its payments (sudo) that are on the customer's account now
        :raise UserError: the verdict is blocked, no customer, or nothing that is owed
        """
        self.ensure_one()
        others = self._get_customer_account_payments() - payments
        if (
            others
            or self._get_settlements()
            or self._get_store_credit_payments()
            or self._get_credit_refunds()
            or self._get_store_credit_originals()
        ):
            raise self._prepare_credit_frozen_error()
        if min(payments.mapped("amount")) < 0:
            raise UserError(
                _(
                    "%s is paid: nothing more can be taken off the customer's account with it. "
                    "Use an order of its own.",
                    self.display_name,
                )
            )
        self._check_customer_account()

    def _get_customer_account_refusal(self):
        """Return what is said at the till, where the customer reads it too: no figures."""
        return self._get_credit_customer_message() or _(
            "This cannot be put on the customer's account at the moment. Please choose another "
            "way to pay."
        )

    @api.model
    def get_customer_account_refusal(self, partner_id, config_id, amount):
        """Return why an amount cannot be put on the customer's account now, or False.

        For till users who may see the till and the customer. Decides and locks nothing: the
        contract is asked again when the order is paid.

        :param int partner_id: id of res.partner
        :param int config_id: id of the pos.config
        :param float amount: currency of the till, positive
        :raise AccessError: not a till user, or a till or customer out of reach
        :raise UserError: values that no till sends
        """
        partner, config = self.env["res.partner"]._check_till_call([partner_id], config_id)
        if not is_amount(amount):
            raise UserError(_("An amount must be a number."))
        config = config.sudo()
        methods = config.payment_method_ids.filtered(lambda method: method._is_customer_account())
        order = self.sudo().new(
            {
                "partner_id": partner.id,
                "company_id": config.company_id.id,
                "config_id": config.id,
                "payment_ids": [
                    Command.create({"payment_method_id": method.id, "amount": amount})
                    for method in methods[:1]
                ],
            }
        )
        order = order.with_company(config.company_id)
        verdict = order._get_credit_verdict()
        if verdict.state != "blocked":
            return False
        return order._get_customer_account_refusal()
