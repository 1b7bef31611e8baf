"""Payments: the name that customers know them by."""

from odoo import _, models


class AccountPayment(models.Model):
    """Adds the name of store credit to payments, because they stand beside others on the same
    document.
    """

    _inherit = "account.payment"

    # --- private

    def _get_store_credit_name(self) -> str:
        """Return what the customer paid with: store credit, the method chosen, or the journal."""
        self.ensure_one()
        if self.journal_id == self.company_id.store_credit_journal_id:
            return _("Store Credit")
        tx = self.payment_transaction_id
        return tx.payment_method_id.name or tx.provider_id.name or self.payment_method_line_id.name
