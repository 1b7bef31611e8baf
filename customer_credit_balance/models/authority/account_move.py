"""The records behind gates and exposure: orders, invoices, payments, and whose they are."""

from collections import defaultdict
from contextlib import contextmanager

from odoo import SUPERUSER_ID, _, api, models
from odoo.exceptions import UserError

from ...const import POSTING


class AccountMove(models.Model):
    """Adds guards to entries, because totals and what is left to pay come from the items, and
    posting is a step of its own.

    How much store credit an entry may give without a decision of a manager.
    """

    _name = "account.move"
    _inherit = ["account.move", "customer.credit.guarded.mixin"]

    _credit_decisive_names = frozenset({"commercial_partner_id"})
    _credit_server_names = frozenset(
        {"transaction_ids", "pos_order_ids", "credit_discount_invoice_id"}
    )

    # --- guards

    def write(self, vals):
        """Refuse to post, or to look posted before, otherwise than by posting.

        :raise UserError: a client writes the state

        # EXTENDS 'account'
        """
        claims = vals.get("state") == "posted" or "posted_before" in vals
        if claims and not self.env.su and not self.env.cr.cache.get(POSTING):
            raise UserError(_("An entry is posted by its Post button, which checks it first."))
        if "payment_state" not in vals or self.env.su:
            return super().write(vals)
        if not self._may_claim_payment_state(vals["payment_state"]):
            vals = {name: vals[name] for name in vals if name != "payment_state"}
        res = super().write(vals)
        self.env.add_to_compute(self._fields["payment_state"], self)
        return res

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse entries that claim to be posted, or to have been posted before.

        :raise UserError: a client says so, in the context as well

        # EXTENDS 'account'
        """
        defaults = self._get_credit_defaults()
        claims = [defaults | vals for vals in vals_list]
        if not self.env.su and any(
            vals.get("posted_before") or vals.get("state") == "posted" for vals in claims
        ):
            raise UserError(_("An entry is posted by its Post button, which checks it first."))
        return super().create(vals_list)

    # --- hooks

    def _post(self, soft=True):
        """Tell writes that come from here from those of a client, and look at what pays top-ups.

        What Odoo posts by night is judged as if those posted it who keyed it: the cron leaves a
        draft that it may not post, and says why in its chatter.

        :raise AccessError: store credit would be raised by hand, without a credit manager
        :raise UserError: store credit would pay a top-up

        # EXTENDS 'account'
        """
        keyed = self._get_credit_authors()
        with self._credit_posting():
            posted = super()._post(soft=soft)
        posted._check_topup_matches()
        for move in posted.filtered(lambda it: it in keyed):
            for author in keyed[move]:
                move.with_user(author)._check_credit_posted_later()
        return posted

    def _get_store_credit_known(self, customer: models.BaseModel) -> float:
        """Hook: return how much store credit this entry may give without a manager's decision.

        Base: a customer invoice gives what the customer owes for it, and it stays reserved until
        it is paid; a reversal gives back what was spent, as far as it takes back what that paid
        for. Anything else is booked by hand.

        :return: float >= 0, company currency
        """
        self.ensure_one()
        if self.is_sale_document(include_receipts=True):
            debt = sum(
                line.balance
                for line in self.sudo().line_ids
                if line.account_id.account_type == "asset_receivable"
            )
            if self.move_type != "out_refund":
                return max(debt, 0.0)
        spent = -self._get_store_credit_left_to_reverse(customer)
        return max(min(spent, self._get_store_credit_booked_back(customer)), 0.0)

    def _get_topup_money(self) -> float:
        """Hook: return how much money, or credit of the customer, this entry pays invoices with.

        Base: what a payment or bank transaction puts on accounts of its journal, without what it
        writes off; a credit note counts whole.

        :return: float >= 0, company currency
        """
        self.ensure_one()
        move = self.sudo()
        if move.is_sale_document(include_receipts=True):
            return float("inf")
        payment, accounts = move.origin_payment_id, move.journal_id.default_account_id
        if payment:
            # Not the account that the payment names: whoever makes it may write it.
            journal = payment.journal_id
            accounts |= journal.inbound_payment_method_line_ids.payment_account_id
            accounts |= payment._get_outstanding_account("inbound")
        elif not move.statement_line_id:
            return 0.0
        items = move.line_ids.filtered(lambda line: line.account_id in accounts)
        return max(sum(items.mapped("balance")), 0.0)

    # --- private

    def _check_credit_posted_later(self):
        """Judge what was posted by night as if the user of this environment had posted it.

        :raise AccessError: store credit is raised by hand, and the user is no credit manager
        """
        items = self.sudo().line_ids._filter_store_credit()
        announced = items.filtered(lambda item: item._get_store_credit_request_key())
        by_hand = self.env["account.move.line"].browse((items - announced).ids)
        by_hand._check_store_credit_raised_by_hand(self.env["customer.credit.entry"])
        self._check_topup_matches()

    def _check_topup_matches(self):
        """Look again at what pays top-ups, as matches stay where an entry is reset and changed.

        :raise AccessError: a top-up is paid by what is no money, without a credit manager
        :raise UserError: a top-up is paid with store credit
        """
        items = self.sudo().line_ids._filter_matched()
        matches = items.matched_debit_ids | items.matched_credit_ids
        if matches:
            matches = self.env["account.partial.reconcile"].browse(matches.ids)
            matches._check_topup_money()
            matches._check_topup_tender()

    def _get_credit_authors(self) -> dict:
        """Return {entry: res.users who keyed it} of those that wait for the cron which posts them.

        Whoever keyed the first of a series keyed them all: Odoo copies it by itself. The
        superuser is nobody, and what others post is judged by who posts it.
        """
        if not self.env.su:
            return {}
        keyed = {}
        for move in self.filtered(lambda it: it.auto_post != "no"):
            moves = move | move.auto_post_origin_id
            authors = moves.create_uid | moves.write_uid
            authors |= moves.line_ids.create_uid | moves.line_ids.write_uid
            keyed[move] = authors.filtered(lambda user: user.id != SUPERUSER_ID)
        return keyed

    def _may_claim_payment_state(self, value: object) -> bool:
        """Say whether a client may set this: Odoo's button blocks open invoices, and frees them.

        Anything else follows from what is matched, as Odoo computes it.
        """
        if value == "blocked":
            return not any(move.payment_state in ("paid", "in_payment") for move in self)
        return value == "not_paid" and all(move.payment_state == "blocked" for move in self)

    @api.model
    @contextmanager
    def _credit_posting(self):
        """Mark the cursor while entries or payments take a step of their own.

        A client cannot, unlike with a context key.
        """
        cache = self.env.cr.cache
        before = cache.get(POSTING)
        cache[POSTING] = True
        try:
            yield
        finally:
            cache[POSTING] = before

    def _get_store_credit_given(self, customer: models.BaseModel) -> float:
        """Return what the posted items of these entries give the customer, company currency.

        :return: float; negative when they take more than they give
        """
        lines = self.sudo().line_ids._filter_store_credit()
        return -sum(
            line.balance
            for line in lines
            if line.parent_state == "posted" and line.partner_id.commercial_partner_id == customer
        )

    def _get_store_credit_left_to_reverse(self, customer: models.BaseModel) -> float:
        """Return what the reversed entry and its other reversals still give the customer.

        :return: float, company currency; positive may be taken back by this entry, negative may
            be given back; 0.0 for an entry that reverses none
        """
        self.ensure_one()
        original = self.sudo().reversed_entry_id
        if not original:
            return 0.0
        others = original.reversal_move_ids - self
        return (original | others)._get_store_credit_given(customer)

    def _get_store_credit_booked_back(self, customer: models.BaseModel) -> float:
        """Return how much of what the reversed entry gave besides, this entry takes back.

        Account by account and customer by customer, without the customer's own store credit, and
        less what other reversals took back already.

        :return: float, company currency; positive when the customer may get it as store credit
        """
        self.ensure_one()
        original = self.sudo().reversed_entry_id
        others = (original.reversal_move_ids - self) if original else original
        before = (original | others)._get_credit_booked(customer)
        back = 0.0
        for key, amount in self.sudo()._get_credit_booked(customer).items():
            left = -before[key]
            back += min(max(amount, 0.0), max(left, 0.0)) + max(min(amount, 0.0), min(left, 0.0))
        return back

    def _get_credit_booked(self, customer: models.BaseModel) -> dict:
        """Return {(account, commercial partner): balance} of the posted items of these entries.

        Company currency, debit positive; without what the customer has as store credit.
        """
        booked = defaultdict(float)
        own = self.line_ids._filter_store_credit()
        for line in self.line_ids.filtered(lambda item: item.parent_state == "posted"):
            owner = line.partner_id.commercial_partner_id
            if line not in own or owner != customer:
                booked[line.account_id, owner] += line.balance
        return booked
