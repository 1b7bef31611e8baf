"""Books by hand: an entry that raises store credit needs a credit manager, whatever its form."""

from odoo import _, api, models
from odoo.exceptions import AccessError, UserError

from ...const import MANAGER_GROUP, MATCHING


class AccountPartialReconcile(models.Model):
    """Adds a guard to partial reconciliations, because what pays the invoice of a top-up gives
    store credit.
    """

    _name = "account.partial.reconcile"
    _inherit = ["account.partial.reconcile", "customer.credit.guarded.mixin"]

    # How much of what pays what: Odoo's matching says it, from what both items leave open.
    _credit_server_names = frozenset(
        {
            "debit_move_id", "credit_move_id", "amount", "debit_amount_currency",
            "credit_amount_currency",
        }
    )  # fmt: skip

    # --- guards

    @api.model
    def _check_credit_server_names(self, vals):
        """Let the matching pass.

        # EXTENDS 'customer_credit_balance'
        """
        if not self.env.cr.cache.get(MATCHING):
            super()._check_credit_server_names(vals)

    def _check_topup_money(self):
        """Stop whoever pays a top-up by a write-off or by hand without being a manager.

        Superuser flows (till, online payments, dialogs that checked their user) pass.

        :raise AccessError: credit would be free that no money stands behind
        """
        if self.env.su:
            return
        manager = self.env.user.has_group(MANAGER_GROUP)
        allowed = set(self.env.user._get_company_ids()) if manager else set()
        for partial in self.sudo():
            invoice, company = partial.debit_move_id.move_id, partial.company_id
            if company.id in allowed or not company.store_credit_manager_only:
                continue
            if not partial._get_topup() or partial._is_topup_exchange():
                continue
            if not partial._is_topup_paid_with_money():
                raise AccessError(
                    _(
                        "%(invoice)s tops up store credit, and this pays more of it than money "
                        "has arrived. Only a Customer Credit manager writes off a top-up or pays "
                        "it by an entry: ask one, or register what was received.",
                        invoice=invoice.display_name,
                    )
                )

    def _check_topup_tender(self):
        """Refuse store credit that pays for store credit, whoever matches them.

        :raise UserError: naming the top-up
        """
        for partial in self.sudo():
            invoice = partial._get_topup()
            if not invoice or partial.credit_move_id.move_id.reversed_entry_id == invoice:
                continue  # its own credit note takes the top-up back
            if partial._get_spent_items():
                raise UserError(
                    _(
                        "%s tops up store credit, so it cannot be paid with store credit. "
                        "Choose another payment method.",
                        invoice.display_name,
                    )
                )

    # --- private

    def _get_topup(self) -> models.BaseModel:
        """Return the invoice of a top-up that this match pays, or no account.move."""
        self.ensure_one()
        move = self.debit_move_id.move_id
        topup = move.is_sale_document(include_receipts=True) and bool(
            move.line_ids._filter_store_credit()
        )
        return move if topup else move.browse()

    def _get_spent_items(self) -> models.BaseModel:
        """Return the items by which what pays here spends store credit, also through a split."""
        self.ensure_one()
        credit = self.credit_move_id
        items = (credit | credit.credit_source_line_id).move_id.line_ids._filter_store_credit()
        return items.filtered(lambda line: line.balance > 0)

    def _is_topup_exchange(self) -> bool:
        """Say whether this closes what rates left in the books of an invoice in other currency."""
        self.ensure_one()
        currency, company = self.debit_currency_id, self.company_id
        return (
            self.credit_move_id.journal_id == company.currency_exchange_journal_id
            and currency != company.currency_id
            and currency.is_zero(self.debit_amount_currency)
        )

    def _is_topup_paid_with_money(self) -> bool:
        """Say whether the entry that pays here has money for all top-ups that it pays.

        An entry without money pays nothing, also where what it pays is nothing in the books.
        """
        self.ensure_one()
        entry, currency = self.credit_move_id.move_id, self.company_id.currency_id
        money = entry._get_topup_money()
        if currency.compare_amounts(min(money, 1e15), 0.0) <= 0:
            return not (self.amount or self.debit_amount_currency)
        topups = entry.line_ids.matched_debit_ids.filtered(lambda match: match._get_topup())
        return currency.compare_amounts(sum(topups.mapped("amount")), min(money, 1e15)) <= 0
