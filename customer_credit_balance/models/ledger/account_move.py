"""Journal entries: posting, resetting and cancelling keep the credit ledger equal to the books."""

from odoo import fields, models

PAID_STATES = ("paid", "in_payment", "reversed")


class AccountMove(models.Model):
    """Adds the mirror in the ledger to entries, because every change of their state changes what
    customers may spend, whoever makes it.
    """

    _inherit = "account.move"

    # --- fields

    store_credit_request_key = fields.Char(
        copy=False,
        readonly=True,
        groups=fields.NO_ACCESS,  # names an entry: nobody but the engine may choose one
        help="Request key of the credit entry that waits for this journal entry.",
    )

    # --- guards

    def write(self, vals):
        """Mirror state changes on the liability account, and what a draft pays no more.

        # EXTENDS 'account'
        """
        res = super().write(vals)
        if "state" in vals:
            self.line_ids._sync_store_credit_entries()
            matched = self.sudo().line_ids._filter_matched()
            paid = matched.matched_debit_ids.debit_move_id.move_id
            paid.line_ids._filter_store_credit()._sync_store_credit_reservations()
        return res

    # --- hooks

    def _invoice_paid_hook(self):
        """Free the credit of a top-up invoice once its money has arrived.

        # EXTENDS 'account'
        """
        res = super()._invoice_paid_hook()
        self.line_ids._filter_store_credit()._sync_store_credit_reservations()
        return res

    # --- private

    def _note_credit(self, vals: dict) -> None:
        """Write what our addons keep on documents, which is no change of them.

        So it goes by none of the steps that changes go by: Odoo would take a draft as modified
        by hand and balance its items anew, and addons of reviews (OCA's `base_tier_validation`)
        keep documents under review, and posted ones that were reviewed, from changes.

        :param vals: values of fields of ours alone
        """
        models.BaseModel.write(self, vals)

    def _is_store_credit_paid(self) -> bool:
        """Say whether the money for the store credit in this entry has arrived.

        Only invoices give credit before they are paid; anything else is money or a decision.
        Whoever may write invoices may write their payment state, so what is left open on the
        items must say the same.
        """
        self.ensure_one()
        if not self.is_sale_document(include_receipts=True):
            return True
        return self.payment_state in PAID_STATES and self._is_store_credit_money_here()

    def _is_store_credit_money_here(self) -> bool:
        """Say whether payments cover this invoice: those matched, or on their way without entry.

        A journal without an outstanding account makes payments that have no entry until the
        bank's statement comes: the invoice is "in payment" and its items are open still.
        """
        coming = self.matched_payment_ids.filtered(
            lambda payment: (
                payment.state in ("in_process", "paid")
                and payment.payment_type == "inbound"
                and payment.partner_type == "customer"
                and not payment.move_id
                and payment.currency_id == self.currency_id
            )
        )
        money = sum(self._get_store_credit_share(payment) for payment in coming)
        return self.currency_id.compare_amounts(self._get_store_credit_open_amount(), money) <= 0

    def _get_store_credit_share(self, payment: models.BaseModel) -> float:
        """Return what a payment without entry leaves for this invoice, once it has paid its others.

        :return: float >= 0 in the currency of both; 0.0 beside invoices in another currency
        """
        others = payment.invoice_ids - self
        if others.currency_id - self.currency_id:
            return 0.0
        return max(payment.amount - others._get_store_credit_open_amount(), 0.0)

    def _get_store_credit_open_amount(self) -> float:
        """Return what is open on the items of these invoices, in their currency: they share one.

        What a draft pays is open: Odoo keeps the matches of an entry that is reset. So is what a
        rejected payment pays, whose entry stays posted.
        """
        due = self.line_ids.filtered(lambda line: line.display_type == "payment_term")
        drafts = due.matched_credit_ids.filtered(
            lambda match: (
                match.credit_move_id.parent_state != "posted"
                or match.credit_move_id.move_id.origin_payment_id.state == "rejected"
            )
        )
        return sum(due.mapped("amount_residual_currency")) + sum(
            drafts.mapped("debit_amount_currency")
        )
