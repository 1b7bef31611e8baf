"""Invoices: what their customer may pay of them with store credit in the portal."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError
from odoo.http import request

from ...const import STORE_CREDIT


class AccountMove(models.Model):
    """A posted invoice is payable with the store credit of the customer it was made for."""

    _name = "account.move"
    _inherit = ["account.move", "store.credit.payable.mixin"]

    # --- hooks

    @api.model
    def _get_credit_server_names(self):
        """Leave what was mailed to the engine, beside the online payments.

        A payment tied to another invoice would pay that one, whoever's it is.

        # EXTENDS 'customer_credit_balance'
        """
        return super()._get_credit_server_names() | {"store_credit_mailed"}

    @api.model
    def _get_credit_server_refusal(self, names):
        """Say what to do instead, where it is about online payments.

        # EXTENDS 'customer_credit_balance'
        """
        if names & {"transaction_ids", "store_credit_mailed"}:
            return AccessError(
                _("Online payments belong to what they were made for: register a payment instead.")
            )
        return super()._get_credit_server_refusal(names)

    def _get_store_credit_due(self):
        """Return the open amount, less the early payment discount, as a card is asked for it.

        An invoice that sells store credit is never paid with it.

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
        if spent:
            return self.amount_residual - sum(spent.mapped("amount"))
        return self.amount_residual - self._get_store_credit_discount()

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

    # --- private

    def _get_store_credit_discount(self):
        """Return what paying the whole invoice today saves, document currency."""
        today = fields.Date.context_today(self)
        return self.env["customer.credit"].sudo()._get_early_discount(self.sudo(), today)[0]

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
