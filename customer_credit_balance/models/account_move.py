"""Journal entries: posting, resetting and cancelling keep the credit ledger equal to the books."""

from odoo import fields, models

PAID_STATES = ("paid", "in_payment", "reversed")


class AccountMove(models.Model):
    """Every change of state is mirrored in the ledger, whoever makes it."""

    _inherit = "account.move"

    store_credit_request_key = fields.Char(
        copy=False,
        readonly=True,
        groups=fields.NO_ACCESS,  # names an entry: nobody but the engine may choose one
        help="Request key of the credit entry that waits for this journal entry.",
    )

    def write(self, vals):
        """Mirror state changes on the liability account.

        # EXTENDS 'account'
        """
        res = super().write(vals)
        if "state" in vals:
            self.line_ids._sync_store_credit_entries()
        return res

    def _invoice_paid_hook(self):
        """Free the credit of a top-up invoice once its money has arrived.

        # EXTENDS 'account'
        """
        res = super()._invoice_paid_hook()
        self.line_ids._filter_store_credit()._sync_store_credit_reservations()
        return res

    def _is_store_credit_paid(self):
        """Say whether the money for the store credit in this entry has arrived.

        Only invoices give credit before they are paid; anything else is money or a decision.
        """
        self.ensure_one()
        return not self.is_sale_document(include_receipts=True) or self.payment_state in PAID_STATES
