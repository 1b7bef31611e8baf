"""Payments of customers: what they were announced as, when they are posted."""

from odoo import models

# The dialog that registers payments matches what was chosen in it first.
LATER = "customer_remittance_later"


class AccountPayment(models.Model):
    """Adds the announcement that it quotes to payments, because it says what they are for."""

    _inherit = "account.payment"

    # --- actions

    def action_post(self):
        """Take up what was announced, once the entries are posted.

        # EXTENDS 'account'
        """
        res = super().action_post()
        if not self.env.context.get(LATER):
            self._take_up_remittances()
        return res

    # --- private

    def _take_up_remittances(self):
        """Give each payment the announcement that it quotes, of its own customer and company.

        Online payments of chosen documents are left out: the payer chose again.
        """
        payments = self.sudo().filtered(
            lambda payment: (
                payment.payment_type == "inbound"
                and payment.partner_type == "customer"
                and payment.move_id.state == "posted"
                and not payment.journal_id._is_store_credit()
                and not payment.payment_transaction_id.statement_item_ids
                and not payment.payment_transaction_id.invoice_ids
            )
        )
        Remittance = self.env["customer.remittance"].sudo()
        for (company, customer), group in payments.grouped(
            lambda payment: (payment.company_id, payment.partner_id.commercial_partner_id)
        ).items():
            texts = {payment: payment._get_remittance_texts() for payment in group}
            for payment, remittance in Remittance._find_quoted(texts, company, customer).items():
                remittance._take_up(payment.move_id, payment._get_received_items())

    def _get_remittance_texts(self) -> list:
        """Return what the payment says of its purpose."""
        self.ensure_one()
        return [self.memo, self.payment_reference, self.payment_transaction_id.reference]

    def _get_received_items(self) -> models.BaseModel:
        """Return the open receivable items of the payment."""
        return self.move_id.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and not line.reconciled
                and line.amount_residual_currency < 0
            )
        )
