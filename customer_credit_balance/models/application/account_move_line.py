"""Entries whose matches end: payments by store credit taken back, customers who change."""

from odoo import Command, api, fields, models


class AccountMoveLine(models.Model):
    """Adds split entries and the order of credits to journal items, because matching takes whole
    remainders and a part needs a pair of items of its own.

    A split entry has pairs of items: one takes from the credit, its twin pays the invoice.
    The credits that an invoice may take.
    """

    _inherit = "account.move.line"

    # Open credits are few beside all journal items: this keeps the Credit Centre fast.
    _open_credits_idx = models.Index(
        "(date DESC, move_name DESC, id) "
        "WHERE amount_residual < 0 AND balance < 0 AND parent_state = 'posted'"
    )

    # Whose credits there are, open or not, is read from this index alone: to count the customers
    # of a list is to read an entry for each credit instead of all items. One item in seven is in
    # it; each costs one entry more when it is booked or matched, in a tenth of the items' space.
    # It holds every column that the list asks for before it shows a row, also those of tills.
    _credits_of_customers_idx = models.Index(
        "(account_id, partner_id) "
        "INCLUDE (company_id, journal_id, move_id, amount_residual, payment_id, id) "
        "WHERE balance < 0 AND parent_state = 'posted' AND credit_source_line_id IS NULL"
    )

    # Items that spent what no credit covers yet are a few of the open debit items, and stand in
    # the Credit Centre: without it each page reads all items.
    _open_debits_idx = models.Index(
        "(account_id, company_id) "
        "WHERE amount_residual > 0 AND parent_state = 'posted' AND reconciled IS NOT TRUE"
    )

    # --- fields

    credit_source_line_id = fields.Many2one(
        "account.move.line",
        "Split From Credit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="The credit of which this item carries a part to an invoice.",
    )
    credit_split_line_id = fields.Many2one(
        "account.move.line",
        "Split Twin",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="The item of the same entry that carries on what this one took from the credit.",
    )

    # --- guards

    def write(self, vals):
        """End the matches of items that get another customer.

        # EXTENDS 'account'
        """
        if "partner_id" not in vals:
            return super().write(vals)
        before = {line: line.partner_id.commercial_partner_id for line in self}
        res = super().write(vals)
        changed = self.filtered(
            lambda line: before[line] and line.partner_id.commercial_partner_id != before[line]
        )
        changed._end_matches_with_other_customers()
        return res

    # --- hooks

    def _find_credits_kept(self) -> models.BaseModel:
        """Hook: return those of these open credits that are for certain documents.

        Nothing else takes them by itself; whoever applies credits by hand may.
        """
        return self.browse()

    @api.onchange("partner_id")
    def _inverse_partner_id(self):
        """Leave posted items on their account when a customer becomes a contact of another.

        Odoo takes the account of the new customer, also where what paid the item stands on the
        old one, and in closed periods.

        # EXTENDS 'account'
        """
        drafts = self.filtered(lambda line: line.parent_state != "posted")
        super(AccountMoveLine, drafts)._inverse_partner_id()

    def _get_credit_waiting(self) -> dict[models.BaseModel, float]:
        """Hook: return what pays or takes back these debts and waits to be booked.

        :return: {item: float above zero, company currency, at most what is open}; only items of
            which something waits
        """
        return {}

    # --- private

    def _filter_matched(self) -> models.BaseModel:
        """Return the receivable items of which something is matched; no query for the others.

        What nothing is matched with is open in full, in both currencies.
        """
        return self.filtered(
            lambda item: (
                item.account_type == "asset_receivable"
                and (item.amount_residual, item.amount_residual_currency)
                != (item.balance, item.amount_currency)
            )
        )

    def _sort_first_due(self) -> models.BaseModel:
        """Return these items, first due first: the order in which what is open is paid."""
        return self.sorted(lambda item: (item.date_maturity or item.date, item.id))

    def _end_matches_with_other_customers(self):
        """Take back the matches of these items with those of other customers, and say so.

        Whoever paid has the money back: as outstanding credit, or as store credit.
        """
        lines = self.sudo().exists()
        lines = (
            lines.filtered(lambda line: line.account_id.account_type == "asset_receivable")
            | lines._filter_store_credit()
        )
        matches = (lines.matched_debit_ids | lines.matched_credit_ids).filtered(
            lambda match: (
                match.debit_move_id.partner_id.commercial_partner_id
                != match.credit_move_id.partner_id.commercial_partner_id
            )
        )
        if not matches:
            return
        notes = [match._get_customer_change_note(lines) for match in matches]
        matches._take_back()
        for move, text in notes:
            if move.exists():
                move.message_post(body=text)

    def _neutralise_credit_splits(self):
        """Undo what is left of split pairs after one of their sides was unmatched.

        The side that is still matched is freed too, then the pair is matched with itself: the
        credit is open again, as it was before. Pairs in entries that are being reset or
        cancelled are left alone.
        """
        Line = self.env["account.move.line"].sudo()
        for given in self.sudo():
            taken = Line.search([("credit_split_line_id", "=", given.id)], limit=1)
            if not taken or {given.parent_state, taken.parent_state} != {"posted"}:
                continue
            rest = taken.matched_credit_ids | given.matched_debit_ids
            if rest.filtered(lambda match, taken=taken: match.debit_move_id == taken
                             and match.credit_move_id.move_id == taken.move_id):  # fmt: skip
                continue
            if rest:
                rest.unlink()  # comes back here for the same pair, with both sides free
            elif not (given.reconciled or taken.reconciled):
                taken._match_with_split_twin(given)

    def _match_with_split_twin(self, given):
        """Match the two items of one pair with each other, to the cent in both currencies.

        They carry one balance in the books, each in the currency of its document. Odoo's own
        matching would look for a common rate: it posts a difference where none is, and leaves a
        pair open whose balance rounds to zero.

        :param given: the twin (sudo); both sides are free
        """
        self.ensure_one()
        partial = self.env["account.partial.reconcile"].create(
            {
                "debit_move_id": self.id,
                "credit_move_id": given.id,
                "amount": self.balance,
                "debit_amount_currency": self.amount_currency,
                "credit_amount_currency": -given.amount_currency,
            }
        )
        self.env["account.full.reconcile"].create(
            {
                "partial_reconcile_ids": [Command.set(partial.ids)],
                "reconciled_line_ids": [Command.set((self | given).ids)],
            }
        )

    def _get_moves_payable_by_credit(self) -> models.BaseModel:
        """Return the entries of these open debts that credits may pay without a second look.

        Not those whose own payment is on the way, that give store credit, or of which a till has
        something to book.
        """
        waiting = self._get_credit_waiting()
        return self.filtered(lambda line: not waiting.get(line)).move_id.filtered(
            lambda move: (
                not move.line_ids._filter_store_credit() and not move._has_payment_on_the_way()
            )
        )

    def _get_oldest_open_credits(self, saved: float = 0.0) -> models.BaseModel:
        """Return open credits of the same customer, account and currency that cover these items.

        Oldest first and no more than needed, so that what is left over is the newest.

        :param float saved: early payment discount, which need not be covered
        """
        if not self:
            return self
        self.env.flush_all()
        candidates = self.search(
            [
                ("account_id", "in", self.account_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "=", self.company_id[:1].id),
                ("currency_id", "in", self.currency_id.ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual", "<", 0.0),
            ],
            order="date, id",
        )
        needed = sum(self.mapped("amount_residual_currency")) - saved
        taken = self.browse()
        for line in candidates - candidates._find_credits_kept():
            if needed <= 0:
                break
            taken |= line
            needed += line.amount_residual_currency
        return taken
