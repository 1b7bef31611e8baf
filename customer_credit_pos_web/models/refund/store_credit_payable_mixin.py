"""Documents whose online payments are given back together: which, how much, for which credits."""

from odoo import _, models
from odoo.exceptions import AccessError

REFUND_GROUP = "account.group_account_invoice"


class StoreCreditPayableMixin(models.AbstractModel):
    """Adds refunds to payable documents, because order, invoice and credit note find the payments
    behind them alike.
    """

    _inherit = "store.credit.payable.mixin"

    # --- guards

    def _check_refunder(self):
        """Stop users who may not refund payments.

        :raise AccessError: no invoicing right, or a document the user may not see
        """
        if not self.env.su and not self.env.user.has_group(REFUND_GROUP):
            raise AccessError(_("Refunding payments needs the right to invoice. Ask a colleague."))
        self.check_access("read")

    # --- actions

    def action_refund_payments(self):
        """Open the dialog that gives back all parts of what was paid online.

        :return: window action
        :raise AccessError: no invoicing right
        """
        self.ensure_one()
        self._check_refunder()
        wizard = self.env["customer.credit.payment.refund"]._start(self)
        return {
            "type": "ir.actions.act_window",
            "name": _("Refund Payments"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    # --- hooks

    def _get_refund_orders(self) -> models.BaseModel:
        """Hook: return the orders (sudo) whose payments belong to this document."""
        raise NotImplementedError

    def _get_refund_invoices(self) -> models.BaseModel:
        """Hook: return the posted invoices (sudo) that these payments paid."""
        raise NotImplementedError

    def _get_refund_notes(self) -> models.BaseModel:
        """Hook: return the posted credit notes (sudo) that say the customer gets money back."""
        raise NotImplementedError

    # --- private

    def _get_refund_payments(self) -> models.BaseModel:
        """Return all transactions (sudo) of the document, its orders and its invoices."""
        self.ensure_one()
        document = self.sudo()
        payments = document.transaction_ids | document._get_refund_orders().transaction_ids
        return payments | document._get_refund_invoices().transaction_ids

    def _get_refund_invoices_to_credit(self) -> models.BaseModel:
        """Return the invoices (sudo) that were not credited as a whole yet."""
        return self._get_refund_invoices().filtered(lambda it: it.payment_state != "reversed")

    def _is_paid_with_store_credit(self) -> bool:
        """Say whether store credit paid a part, given back meanwhile or not."""
        return bool(self._get_refund_payments()._filter_store_credit_payments())

    def _get_refundable_payments(self) -> models.BaseModel:
        """Return the transactions (sudo) of which something was not given back yet, oldest first.

        Empty when store credit paid nothing: Odoo's own refund does for one payment.
        """
        self.ensure_one()
        document, payments = self.sudo(), self._get_refund_payments()
        if not payments._filter_store_credit_payments():
            return payments.browse()
        return (
            payments.filtered(lambda tx: tx.currency_id == document.currency_id)
            ._filter_refundable_payments()
            .sorted("id")
        )

    def _get_refund_credit_moves(self) -> models.BaseModel:
        """Return the entries (sudo) whose open credits are owed back to the customer."""
        return self._get_refundable_payments().payment_id.move_id | self._get_refund_notes()

    def _get_refund_owed(self) -> float:
        """Return what is owed back now: what payments and credit notes leave open, positive.

        :return: float, document currency; what an invoice consumed is not owed back
        """
        self.ensure_one()
        lines = self._get_refund_credit_moves().line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and line.parent_state == "posted"
                and line.currency_id == self.currency_id
                and line.amount_residual < 0
            )
        )
        return -sum(lines.mapped("amount_residual_currency"))
