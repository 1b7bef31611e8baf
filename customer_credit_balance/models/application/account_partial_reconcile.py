"""Partial reconciliations: what disappears is remembered, and leaves nothing half matched."""

from odoo import _, api, fields, models


class AccountPartialReconcile(models.Model):
    """Adds what follows from a match to partial reconciliations, because they come and go by
    screens and callers that know nothing of credit.

    Marked when they are made, so that one click can undo exactly these.
    A match that ends because one of its two items belongs to somebody else now.
    """

    _inherit = "account.partial.reconcile"

    # --- fields

    credit_auto_applied = fields.Boolean(
        "Applied Automatically",
        readonly=True,
        help="Made by applying outstanding credits to a new invoice, oldest first.",
    )

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse to pay a top-up with store credit, or with what is no money.

        # EXTENDS 'account'
        :raise UserError: a payment by store credit meets the invoice of a top-up
        :raise AccessError: a write-off or an entry by hand does, without a credit manager
        """
        partials = super().create(vals_list)
        partials._check_topup_money()
        for partial in partials:
            # Applied now, the payment takes from the credits in the list, too.
            partial._get_spent_items()._schedule_store_credit_matching()
        partials._check_topup_tender()
        # Odoo tells an invoice that it is paid, and not that its credit note closed it.
        credited = partials.filtered(
            lambda it: it.credit_move_id.move_id.move_type == "out_refund"
        ).debit_move_id.move_id
        if credited:
            credited.line_ids._filter_store_credit()._sync_store_credit_reservations()
        return partials

    def unlink(self):
        """Log unapplied credits, undo splits and discounts, reserve unpaid top-ups again.

        Store credit that paid an invoice which is reset, cancelled or deleted comes back.

        # EXTENDS 'account'
        """
        if not self:
            return super().unlink()
        moves = (self.debit_move_id | self.credit_move_id).move_id
        log = self.sudo()._prepare_credit_unapplications()
        reset = self.sudo()._filter_reset_invoices()
        payments = reset._get_store_credit_payments()
        notes = [(it.debit_move_id.move_id, it._get_reset_note()) for it in reset]
        pairs = self.sudo()._get_credit_split_pairs()
        res = super().unlink()
        self.env["customer.credit.unapplication"]._append(log)
        pairs.exists()._neutralise_credit_splits()
        moves.exists()._undo_credit_discounts()
        payments._take_back_store_credit()
        for move, text in notes:
            if move.exists():
                move.message_post(body=text)
        invoices = moves.exists().filtered(lambda m: m.is_sale_document(include_receipts=True))
        invoices.line_ids._filter_store_credit()._sync_store_credit_reservations()
        return res

    # --- private

    def _take_back(self):
        """Remove these matches; payments by store credit that settle nothing else end with them.

        Call it in sudo; the caller has checked the right.
        """
        payments = self._get_store_credit_payments()
        self.unlink()
        payments._take_back_store_credit()

    def _get_store_credit_payments(self) -> models.BaseModel:
        """Return the payments by store credit of these matches, also those that a split carries."""
        lines = self.credit_move_id
        payments = (lines | lines.credit_source_line_id).move_id.origin_payment_id
        return payments.filtered(lambda payment: payment._is_by_store_credit())

    def _filter_reset_invoices(self):
        """Return the matches of store credit with invoices that are not posted any more."""
        return self.filtered(
            lambda match: (
                match.debit_move_id.parent_state != "posted"
                and match.debit_move_id.move_id.is_sale_document(include_receipts=True)
                and match._get_store_credit_payments()
            )
        )

    def _get_reset_note(self) -> str:
        """Return what the chatter of the invoice says of store credit that paid it before."""
        return _(
            "This invoice was changed: %s of store credit that paid it before is store credit "
            "again. Apply it anew once the invoice is confirmed.",
            self.company_id.currency_id.format(self.amount),
        )

    def _get_paid_documents(self) -> models.BaseModel:
        """Return the entry (account.move) that this match pays, for a split those of its twin."""
        self.ensure_one()
        paid = self.debit_move_id
        return (paid.credit_split_line_id.matched_debit_ids.debit_move_id or paid).move_id

    def _get_store_credit_back_note(self) -> str:
        """Return what the chatter of an invoice says when the payment of this match is reset."""
        return _(
            "%(payment)s was reset to draft: %(amount)s of store credit that paid this is store "
            "credit again. Apply it anew.",
            payment=self.credit_move_id.move_name or self.credit_move_id.move_id.display_name,
            amount=self.company_id.currency_id.format(self.amount),
        )

    def _filter_credit_matches(self):
        """Return the matches of receivable items, without those that exchange rates made."""
        return self.filtered(
            lambda partial: (
                partial.credit_move_id.account_id.account_type == "asset_receivable"
                and partial.company_id.currency_exchange_journal_id
                not in (partial.credit_move_id | partial.debit_move_id).journal_id
            )
        )

    def _prepare_credit_unapplications(self):
        """Return the log lines of these customer matches, just before they disappear."""
        return [
            partial._prepare_credit_unapplication()
            for partial in self._filter_credit_matches()
            if partial.credit_move_id.partner_id and not partial.debit_move_id.credit_split_line_id
        ]

    def _prepare_credit_unapplication(self):
        """Return the log line of one match; a split leads back to the credit it came from."""
        credit = self.credit_move_id.credit_source_line_id or self.credit_move_id
        invoice = self.debit_move_id.move_id
        journal = invoice.journal_id
        kind = {"sale": "invoice", "bank": "refund", "cash": "refund", "credit": "refund"}
        return {
            "credit_line_id": credit.id,
            "credit_name": credit.move_name,
            "invoice_id": invoice.id,
            "invoice_name": invoice.name,
            "partner_id": credit.partner_id.id,
            "company_id": credit.company_id.id,
            "kind": "transfer" if journal._is_store_credit() else kind.get(journal.type, "other"),
            "amount": self.amount,
            "applied_on": (self.create_date or self.max_date),
            "applied_by_id": self.create_uid.id,
        }

    def _get_credit_split_pairs(self) -> models.BaseModel:
        """Return the giving items (twins) of the split pairs that these matches hold."""
        lines = self._filter_credit_matches()
        given = lines.credit_move_id.filtered("credit_source_line_id")
        return given | lines.debit_move_id.credit_split_line_id

    def _get_customer_change_note(self, changed: models.BaseModel) -> tuple:
        """Return (entry, text) for the chatter of the entry whose customer was changed.

        :param changed: account.move.line that got another customer
        """
        self.ensure_one()
        own, other = self.debit_move_id, self.credit_move_id
        if own not in changed:
            own, other = other, own
        text = _(
            "Another customer was chosen: %(amount)s matched with %(document)s of %(customer)s "
            "was taken off.",
            amount=self.company_currency_id.format(self.amount),
            document=(other.credit_source_line_id or other).move_name,
            customer=other.partner_id.complete_name,
        )
        return own.move_id, text
