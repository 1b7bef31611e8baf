"""Journal items: each posted one on the liability account has exactly one live credit entry."""

from odoo import _, api, models
from odoo.exceptions import UserError

from ...core.keys import extend_key, request_key

LEDGER_FIELDS = {
    "account_id", "partner_id", "debit", "credit", "balance", "amount_currency", "currency_id",
    "tax_ids", "price_unit", "quantity",
}  # fmt: skip

# What makes an item somebody's debt or credit.
OWNER_FIELDS = {"account_id", "partner_id"}
SCHEDULED = "customer_credit_balance.matching"


class AccountMoveLine(models.Model):
    """Adds entries of the ledger to journal items, because the books are the authority and somebody
    may post by hand.

    Keep what remains of each top-up right, without touching unapplied payments.
    """

    _inherit = "account.move.line"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Mirror items that are added to posted entries.

        # EXTENDS 'account'
        """
        lines = super().create(vals_list)
        lines._filter_customer_items()._use_commercial_partner()
        lines.filtered(lambda line: line.parent_state == "posted")._sync_store_credit_entries()
        return lines

    def write(self, vals):
        """Mirror a changed account, customer or amount.

        # EXTENDS 'account'
        """
        if not LEDGER_FIELDS & vals.keys():
            return super().write(vals)
        before = self._filter_store_credit()
        res = super().write(vals)
        if OWNER_FIELDS & vals.keys():
            self._filter_customer_items()._use_commercial_partner()
        (before | self._filter_store_credit())._sync_store_credit_entries(filtered=True)
        return res

    def unlink(self):
        """Reverse what these items gave before they disappear.

        # EXTENDS 'account'
        """
        if not self:
            return super().unlink()
        lines = self._filter_store_credit()
        undone = self.env["customer.credit.entry"]
        lines._sync_store_credit_reservations(gone=True)
        for line, entry in lines._get_live_credit_entries().items():
            line._reverse_store_credit_entry(entry)
            undone |= entry
        self.browse()._check_store_credit_raised_by_hand(undone)
        res = super().unlink()
        if lines:
            self.env["customer.credit.entry"].invalidate_model(["move_line_id", "move_id"])
        return res

    def _check_store_credit_customer(self):
        """Store credit belongs to somebody.

        :raise UserError: an item without a customer
        """
        for line in self:
            if not line.partner_id:
                raise UserError(
                    _(
                        "Items on the account %(account)s need a customer: choose one on the "
                        "line %(line)s of %(move)s.",
                        account=line.account_id.display_name,
                        line=line.name or "",
                        move=line.move_id.display_name,
                    )
                )

    # --- hooks

    def _get_store_credit_request_key(self) -> str | bool:
        """Hook: return the key of the entry that waits for this item, or False."""
        move = self.move_id.sudo()
        return move.store_credit_request_key or move.origin_payment_id.store_credit_request_key

    def _get_store_credit_origin(self) -> models.BaseModel:
        """Hook: return the source document shown in the history."""
        return self.move_id.origin_payment_id or self.move_id

    def _get_store_credit_event(self) -> str:
        """Hook: return the event of an item that nobody announced."""
        move, payment = self.move_id, self.move_id.origin_payment_id
        if move.reversed_entry_id:
            return "reversal"
        if payment and payment.outstanding_account_id == self.account_id:
            return "payment" if self.balance > 0 else "transfer_in"
        if payment or move.is_sale_document(include_receipts=True):
            return "topup" if self.balance < 0 else "refund"
        return "adjustment"

    def _is_store_credit_forced(self) -> bool:
        """Hook: is this item a correction that the books dictate, whatever the floor?

        Base: a reversal that takes back what the reversed entry gave, and no more.
        """
        move, customer = self.move_id, self.partner_id.commercial_partner_id
        if not move.reversed_entry_id:
            return False
        taken = -move._get_store_credit_given(customer)
        left = move._get_store_credit_left_to_reverse(customer)
        return self.company_currency_id.compare_amounts(taken, left) <= 0

    # --- private

    def _filter_store_credit(self):
        """Return the items that stand on the store-credit account of their company."""
        accounts = self.env["res.company"]._get_store_credit_account_map()
        if not accounts:
            return self.browse()
        ids = set(accounts.values())
        return self.filtered(
            lambda line: (
                line.account_id.id in ids and accounts.get(line.company_id.id) == line.account_id.id
            )
        )

    def _filter_customer_items(self):
        """Return the items by which customers owe or are owed: receivable and store credit."""
        return self._filter_store_credit() | self.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def _use_commercial_partner(self):
        """Put the commercial partner on these items, as Odoo does on invoices.

        Odoo leaves lines of the bank and entries by hand on the contact that somebody chose, where
        neither limits nor credits of the customer would find them.
        """
        for line in self:
            if line.partner_id != line.partner_id.commercial_partner_id:
                line.partner_id = line.partner_id.commercial_partner_id

    def _sync_store_credit_entries(self, filtered=False, force=False):
        """Make the live entries of these items equal to the books.

        Posted items without an entry get one (or take the entry that waits for them); items
        that are no longer posted, or changed, get the reversal. Does nothing the second time.

        :param bool filtered: also look at items that left the account
        :param bool force: these items stood in the books before the ledger: no floor
        :raise InsufficientCredit: a new item spends more than is available
        :raise UserError: an item without a customer
        :raise AccessError: raised by hand, by somebody who is no credit manager
        """
        lines = self if filtered else self._filter_store_credit()
        if not lines:
            return
        lines = lines.sudo()
        live = lines._get_live_credit_entries()
        on_account = lines._filter_store_credit()
        # What is not reserved any more goes first: what the books take then finds it free.
        reserving = lines | lines.move_id.reversed_entry_id.line_ids._filter_store_credit()
        reserving._sync_store_credit_reservations(lower=True)
        todo = self.browse().sudo()
        undone = self.env["customer.credit.entry"]
        for line in lines:
            posted = line.parent_state == "posted" and line in on_account
            entry = live.get(line)
            if entry and not (posted and line._fits_credit_entry(entry)):
                line._reverse_store_credit_entry(entry)
                undone |= entry
                entry = None
            if posted and not entry and not line.company_currency_id.is_zero(line.balance):
                todo |= line
        todo._check_store_credit_customer()
        # Credits first, so that an entry that moves credit never looks overdrawn half way.
        by_hand = self.browse()
        for line in todo.sorted(lambda item: (item.balance, item.partner_id.id, item.id)):
            if line._mirror_store_credit(force) and not force:
                by_hand |= self.browse(line.id)
        by_hand._check_store_credit_raised_by_hand(undone)
        reserving._sync_store_credit_reservations()
        (todo | self.browse(line.id for line in live))._schedule_store_credit_matching()

    def _get_live_credit_entries(self) -> dict:
        """Return {journal item: its entry that is not reversed} (sudo), one query or two."""
        Entry = self.env["customer.credit.entry"].sudo()
        if not self.ids:
            return {}
        entries = Entry.search(
            [("move_line_id", "in", self.ids), ("reversed_entry_id", "=", False)]
        )
        if not entries:
            return {}
        reversed_entries = Entry.search([("reversed_entry_id", "in", entries.ids)])
        live = entries - reversed_entries.reversed_entry_id
        return {self.browse(entry.move_line_id.id).sudo(): entry for entry in live}

    def _fits_credit_entry(self, entry):
        """Say whether the entry still has the item's customer, company and amount."""
        return (
            self._is_store_credit_of(entry.account_id)
            and self.company_currency_id.compare_amounts(entry.amount, -self.balance) == 0
        )

    def _is_store_credit_of(self, account: models.BaseModel) -> bool:
        """Say whether this item belongs to the customer and company of the credit account."""
        return (
            account.company_id == self.company_id
            and account._get_live().partner_id.commercial_partner_id
            == self.partner_id.commercial_partner_id
        )

    def _mirror_store_credit(self, force=False):
        """Link the entry that waits for this posted item, or append one; say if it did that."""
        self.ensure_one()
        Account = self.env["customer.credit.account"]
        key = self._get_store_credit_request_key()
        waiting = key and self.env["customer.credit.entry"]._find_by_key(key)
        if waiting and waiting._is_waiting() and self._fits_credit_entry(waiting):
            waiting._link_move_line(self)
            return False
        account = Account._get_or_create(self.partner_id, self.company_id)
        account._append_entry(
            -self.balance,
            self._get_store_credit_event(),
            self._get_next_mirror_key(),
            self._get_store_credit_origin(),
            note=self.move_id.ref or self.name,
            date=self.date,
            move_line=self,
            force=force or self._is_store_credit_forced(),
        )
        return True

    def _reverse_store_credit_entry(self, entry):
        """Append the reversal of the item's live entry, on its day: in the books it never was."""
        entry._reverse(
            note=_("%s was reset, cancelled or changed", self.move_id.display_name),
            date=entry.date,
            move_line=self.sudo(),
        )

    def _get_next_mirror_key(self) -> str:
        """Return the request key of the next entry of this item (posted n times)."""
        Entry = self.env["customer.credit.entry"].sudo()
        times = Entry.search_count([("move_line_id", "=", self.id)])
        return request_key("aml", self.id, times + 1)

    def _sync_store_credit_reservations(self, gone=False, lower=False):
        """Keep the credit of unpaid top-up invoices reserved: balance = books, available = paid.

        :param bool gone: the items are about to be deleted
        :param bool lower: free what is too much only; what is missing is reserved once the
            entries are there
        """
        Account = self.env["customer.credit.account"]
        wanted = {} if gone else self._get_store_credit_to_reserve()
        for line in self.sudo():
            if not line.move_id.is_sale_document(include_receipts=True) or line.balance >= 0:
                continue
            amount = wanted.get(line, 0.0)
            reservations = line._find_store_credit_reservations()
            held = reservations.filtered(lambda r: r.state == "open")
            own = held.filtered(lambda r, line=line: line._is_store_credit_of(r.account_id))
            more = line.company_currency_id.compare_amounts(amount, sum(own.mapped("amount")))
            keep = own if more == 0 or (more > 0 and lower) else own.browse()
            for reservation in held - keep:
                Account._release(reservation.request_key)
            if keep or not amount or (more > 0 and lower):
                continue
            account = Account._get_or_create(line.partner_id, line.company_id)
            key = extend_key(request_key("unpaid", line.id), len(reservations) + 1)
            account._reserve(amount, key, line.move_id, force=True)

    def _get_store_credit_to_reserve(self) -> dict:
        """Return {item of an unpaid top-up (sudo): what it gives less what its credit notes took}.

        Company currency, > 0. What credit notes took is taken off the first items first.
        """
        wanted = {}
        for move in self.sudo().move_id:
            if move.state != "posted" or move._is_store_credit_paid():
                continue
            lines = move.line_ids._filter_store_credit().filtered(lambda item: item.balance < 0)
            for partner, items in lines.grouped("partner_id").items():
                customer = partner.commercial_partner_id
                taken = max(-move.reversal_move_ids._get_store_credit_given(customer), 0.0)
                for item in items.sorted("id"):
                    off = min(taken, -item.balance)
                    taken -= off
                    left = item.company_currency_id.round(-item.balance - off)
                    if left > 0:
                        wanted[item] = left
        return wanted

    def _find_store_credit_reservations(self) -> models.BaseModel:
        """Return all reservations (sudo) that were made because this item was not paid yet."""
        self.ensure_one()
        prefix = request_key("unpaid", self.id)
        return (
            self.env["customer.credit.reservation"]
            .sudo()
            .search([("res_model", "=", "account.move"), ("res_id", "=", self.move_id.id)])
            .filtered(lambda r: r.request_key.startswith(f"{prefix}:"))
        )

    @api.model
    def _match_store_credit(self, partners, company):
        """Match open liability items of these customers, oldest first.

        A payment that is not applied to an invoice yet stays out: matched on its liability
        side it would count as settled, and automatic matching would skip it.
        """
        account_id = self.env["res.company"]._get_store_credit_account_map().get(company.id)
        if not account_id:
            return
        lines = self.sudo().search(
            [
                ("account_id", "=", account_id),
                ("company_id", "=", company.id),
                ("partner_id", "in", partners.commercial_partner_id.ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual", "!=", 0.0),
            ],
            order="date, id",
        )
        # Odoo sorts what it matches by day and then by amount: keep ours, oldest first.
        lines = lines._without_unapplied_payments().with_context(reduced_line_sorting=True)
        for group in lines.grouped("partner_id").values():
            signs = {line.amount_residual > 0 for line in group}
            if len(signs) == 2:
                group.reconcile()

    def _without_unapplied_payments(self):
        """Leave out payments by store credit whose receivable side is still open."""
        unapplied = self.filtered(lambda line: line.balance > 0).move_id.filtered(
            lambda move: (
                move.origin_payment_id
                and any(
                    item.account_id.account_type == "asset_receivable" and not item.reconciled
                    for item in move.line_ids
                )
            )
        )
        return self.filtered(lambda line: line.move_id not in unapplied)

    def _schedule_store_credit_matching(self):
        """Match these customers when the transaction commits: by then invoices are matched."""
        for line in self:
            self._schedule_store_credit_matching_of(line.partner_id, line.company_id)

    @api.model
    def _schedule_store_credit_matching_of(self, partner, company):
        """Match one customer in one company when the transaction commits."""
        precommit = self.env.cr.precommit
        if SCHEDULED not in precommit.data:
            precommit.data[SCHEDULED] = {}
            precommit.add(self.env["account.move.line"].sudo()._match_scheduled_store_credit)
        customers = precommit.data[SCHEDULED].setdefault(company.id, set())
        customers.add(partner.commercial_partner_id.id)

    @api.model
    def _match_scheduled_store_credit(self):
        """Match what this transaction moved, company by company."""
        for company_id, partner_ids in self.env.cr.precommit.data.pop(SCHEDULED, {}).items():
            self._match_store_credit(
                self.env["res.partner"].browse(partner_ids).exists(),
                self.env["res.company"].browse(company_id),
            )
