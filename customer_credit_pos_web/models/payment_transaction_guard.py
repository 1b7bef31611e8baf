"""Transactions are evidence: what a provider reported is written by the engine only."""

from odoo import _, api, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.customer_credit_balance.core.money import is_amount

from .payment_provider import STORE_CREDIT

# Whoever may invoice has the right to write transactions in Odoo, whose own code never uses it:
# what these fields say becomes payments, confirmed orders and store credit.
ENGINE_FIELDS = {
    "amount", "child_transaction_ids", "company_id", "currency_id", "invoice_ids", "is_live",
    "is_post_processed", "operation", "partner_id", "payment_id", "payment_method_id",
    "provider_code", "provider_id", "provider_reference", "reference", "sale_order_ids",
    "source_transaction_id", "state", "store_credit_part_id", "token_id",
}  # fmt: skip
# A user starts a payment by token, which Odoo then asks the provider for.
STARTED = {
    "amount", "company_id", "currency_id", "invoice_ids", "operation", "partner_id", "payment_id",
    "payment_method_id", "provider_id", "reference", "token_id",
}  # fmt: skip


class PaymentTransaction(models.Model):
    """Nobody types that money has arrived, how much, from whom or for what.

    Administrators could run any code anyway: they may, to repair what a provider left behind.
    """

    _inherit = "payment.transaction"

    @api.model_create_multi
    def create(self, vals_list):
        """Let users start payments by token; all others are made by the engine.

        # EXTENDS 'payment'

        :raise AccessError: a user says that something was paid, refunded or authorised
        """
        if not self.env.is_system():
            for vals in vals_list:
                self._check_started(vals)
        return super().create(vals_list)

    @api.model
    def _check_started(self, vals):
        """Refuse values of a new transaction that only the engine may say."""
        said = {name for name in vals.keys() & ENGINE_FIELDS if vals[name]} - STARTED
        if vals.get("state") == "draft":
            said.discard("state")
        provider = self.env["payment.provider"].sudo().browse(vals.get("provider_id"))
        if (
            said
            or vals.get("operation") in ("refund", "validation")
            or provider.code == STORE_CREDIT
            or not is_amount(vals.get("amount"))
            or vals["amount"] <= 0
        ):
            raise self._get_credit_server_refusal(said)

    @api.model
    def _get_credit_server_names(self):
        """Add what only providers and the engine may say.

        # EXTENDS 'customer_credit_balance'
        """
        return super()._get_credit_server_names() | ENGINE_FIELDS

    @api.model
    def _get_credit_server_refusal(self, names):
        """Say why, and what to do.

        # EXTENDS 'customer_credit_balance'
        """
        return AccessError(
            _(
                "What was paid online comes from the payment provider and cannot be typed in: "
                "register a payment on the invoice instead."
            )
        )

    # --------------------------------------------------------------- Odoo's own buttons

    def _process(self, provider_code, payment_data):
        """Write what a provider reported as the engine, whoever brings the report.

        # EXTENDS 'payment'
        """
        return super(PaymentTransaction, self.sudo())._process(provider_code, payment_data)

    def action_post_process(self):
        """Book what was paid as the engine; for users who may write transactions.

        # EXTENDS 'payment'
        """
        self.check_access("write")
        return super(PaymentTransaction, self.sudo()).action_post_process()

    def action_refund(self, amount_to_refund=None):
        """Refund no more than was paid and not given back yet.

        # EXTENDS 'payment'

        :param float amount_to_refund: in the currency of each; everything that is left by default
        :raise ValidationError: no number, zero or below, or more than is left
        """
        self.check_access("write")
        for tx in self.sudo():
            tx._check_refund_amount(amount_to_refund)
        return super().action_refund(amount_to_refund=amount_to_refund)

    def _check_refund_amount(self, amount):
        """Compare what somebody wants to give back with what is left of this payment.

        Odoo leaves it to providers to refuse more.
        """
        self.ensure_one()
        left = self._get_store_credit_refundable()
        amount = self.amount if amount is None or amount is False else amount
        if not is_amount(amount) or self.currency_id.compare_amounts(amount, 0.0) <= 0:
            raise ValidationError(_("Enter the amount to refund as a number above zero."))
        # Store credit says so itself, with a refund that failed and stays on record.
        ours = self.provider_code == STORE_CREDIT
        if not ours and self.currency_id.compare_amounts(amount, left) > 0:
            raise ValidationError(
                _(
                    "%(amount)s of %(reference)s can be refunded at most: the rest was given back "
                    "already, or never paid.",
                    amount=self.currency_id.format(max(left, 0.0)),
                    reference=self.reference,
                )
            )
