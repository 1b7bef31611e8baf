"""Invoices: what their customer may pay of them with store credit in the portal."""

from odoo import models
from odoo.http import request

from .payment_provider import STORE_CREDIT


class AccountMove(models.Model):
    """A posted invoice is payable with the store credit of the customer it was made for."""

    _name = "account.move"
    _inherit = ["account.move", "store.credit.payable.mixin"]

    def _get_store_credit_due(self):
        """Return the open amount; an invoice that sells store credit is never paid with it.

        # EXTENDS 'customer_credit_pos_web'
        """
        self.ensure_one()
        if self.state != "posted" or self.move_type != "out_invoice":
            return 0.0
        if self.line_ids.account_id & self.company_id.sudo().store_credit_account_id:
            return 0.0
        # Spent, but not booked yet: a form that is sent again finds nothing left to pay.
        spent = self.sudo().transaction_ids.filtered(
            lambda tx: tx.provider_code == STORE_CREDIT and tx.state == "done" and not tx.payment_id
        )
        return self.amount_residual - sum(spent.mapped("amount"))

    def _get_store_credit_payment_names(self):
        """Return how each payment of a printed invoice was made, as {partial id: name}.

        Empty unless store credit paid a part: then customers want to know which part.
        """
        self.ensure_one()
        rows = (self.sudo().invoice_payments_widget or {}).get("content", [])
        payments = {
            row["partial_id"]: self.env["account.payment"].sudo().browse(row["account_payment_id"])
            for row in rows
            if row["account_payment_id"]
        }
        journal = self.company_id.sudo().store_credit_journal_id
        if not any(payment.journal_id == journal for payment in payments.values()):
            return {}
        return {partial: payment._get_store_credit_name() for partial, payment in payments.items()}

    def _is_store_credit_allowed(self):
        """Follow the switch of the website.

        # EXTENDS 'customer_credit_pos_web'
        """
        website = self._get_store_credit_website()
        return not website or website.credit_on_invoices

    def _get_store_credit_website(self):
        """Return the website that shows the invoice, else that of the company.

        # EXTENDS 'customer_credit_pos_web'
        """
        website = request and getattr(request, "website", None)
        return website.sudo() if website else super()._get_store_credit_website()
