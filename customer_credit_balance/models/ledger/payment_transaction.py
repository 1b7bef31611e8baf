"""Online payments: booked at once where credit rests on them."""

from odoo import models


class PaymentTransaction(models.Model):
    """Adds an entry at once to online payments that credit rests on, because a journal without an
    outstanding account leaves it to the bank's statement.
    """

    _inherit = "payment.transaction"

    # --- hooks

    def _create_payment(self, **extra_create_values):
        """Give the payment the company's outstanding account where its journal has none.

        # EXTENDS 'account_payment'
        """
        self.ensure_one()
        if self._needs_credit_entry() and not self._has_outstanding_account():
            Payment = self.env["account.payment"].with_company(self.provider_id.company_id)
            payment = Payment.new({"company_id": self.provider_id.company_id.id})
            account = payment._get_outstanding_account("inbound" if self.amount > 0 else "outbound")
            extra_create_values.setdefault("outstanding_account_id", account.id)
        return super()._create_payment(**extra_create_values)

    def _needs_credit_entry(self) -> bool:
        """Hook: say whether this payment gives or takes credit, or settles what was chosen.

        A refund is booked like the payment that it gives back: each would be left open alone.
        """
        self.ensure_one()
        source = self.source_transaction_id
        return bool(
            self.invoice_ids.sudo().line_ids._filter_store_credit()
            or (self.operation == "refund" and source.payment_id.move_id)
        )

    # --- private

    def _has_outstanding_account(self):
        """Say whether the provider's journal books its payments at once by itself."""
        journal = self.provider_id.journal_id
        methods = journal.sudo().inbound_payment_method_line_ids.filtered(
            lambda line: line.payment_provider_id == self.provider_id
        )
        return journal._is_store_credit() or bool(methods.payment_account_id)
