"""Transfer: outstanding credits into store credit, and back, any part of them."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .customer_credit_wizard_lines_mixin import OUTSTANDING, STORE_CREDIT


class CustomerCreditTransfer(models.TransientModel):
    """Dr receivable / Cr store credit, matched with the credits it came from; or back."""

    _name = "customer.credit.transfer"
    _inherit = "customer.credit.wizard.lines.mixin"
    _description = "Transfer Credit"
    _check_company_auto = True
    _request_prefix = "transfer"

    direction = fields.Selection(
        [("in", "Into store credit"), ("out", "Out of store credit")],
        compute="_compute_direction",
        store=True,
        readonly=False,
        help="Into store credit: outstanding credits become spendable everywhere.\n"
        "Out of store credit: it becomes an outstanding credit, to be applied to invoices.",
    )
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    available_amount = fields.Monetary(
        "Can Be Transferred", compute="_compute_available_amount", help="In company currency."
    )
    outstanding_before = fields.Monetary("Outstanding Now", compute="_compute_outstanding")
    outstanding_after = fields.Monetary("Outstanding After", compute="_compute_outstanding")
    note = fields.Char(help="Shown in the history of the customer.")

    # --------------------------------------------------------------- figures

    @api.depends("credit_line_ids")
    def _compute_direction(self):
        """Chosen grants of store credit go out, everything else goes in."""
        for wizard in self:
            kinds = {wizard._get_credit_kind(line) for line in wizard._get_chosen()}
            if kinds == {STORE_CREDIT}:
                wizard.direction = "out"
            else:
                wizard.direction = wizard.direction or "in"

    @api.depends("partner_id", "company_id", "credit_line_ids", "direction")
    def _compute_available_amount(self):
        """Sum up what remains of the credits, or what the customer may spend."""
        for wizard in self:
            remaining = -sum(wizard._get_visible_credits().mapped("amount_residual"))
            if wizard.direction == "out":
                spendable = wizard._get_spendable()
                chosen = wizard.credit_line_ids
                wizard.available_amount = min(remaining, spendable) if chosen else spendable
            else:
                wizard.available_amount = remaining

    @api.depends("partner_id", "company_id", "credit_line_ids", "direction")
    def _compute_amount(self):
        """Propose everything."""
        for wizard in self:
            wizard.amount = wizard.available_amount

    @api.depends("partner_id", "company_id", "amount", "direction")
    def _compute_outstanding(self):
        """Show the other side of the transfer."""
        for wizard in self:
            wizard.outstanding_before = 0.0
            customer = wizard.sudo().partner_id.commercial_partner_id._origin
            if customer and wizard._is_manager() and wizard._is_company_allowed(wizard.company_id):
                totals = customer._get_outstanding_credit_by_partner(wizard.company_id._origin)
                wizard.outstanding_before = totals.get(customer, 0.0)
            change = wizard._get_store_credit_change()
            wizard.outstanding_after = wizard.outstanding_before - change

    @api.depends("direction")
    def _compute_figures(self):
        """Follow the direction."""
        return super()._compute_figures()

    def _get_store_credit_change(self) -> float:
        """Into store credit is a gain."""
        return -self.amount if self.direction == "out" else self.amount

    def _get_kind(self) -> str:
        """Take outstanding credits in, grants of store credit out."""
        return STORE_CREDIT if self.direction == "out" else OUTSTANDING

    # --------------------------------------------------------------- checks

    def _check_request(self):
        """Refuse more than remains of the credits, or than the customer has.

        :raise UserError: what cannot be moved, with what can
        """
        super()._check_request()
        if not self.direction:
            raise UserError(_("Choose the direction: into store credit or out of it."))
        amount = self._check_positive(self.amount, self.currency_id)
        if self.direction == "out":
            self._check_spendable(amount)
            if not self.credit_line_ids:
                return
        remaining = -sum(self._check_credits().mapped("amount_residual"))
        if self.currency_id.compare_amounts(amount, remaining) > 0:
            raise UserError(self._get_too_much_message(self._format(remaining)))

    # --------------------------------------------------------------- book

    def _book(self):
        """Move the credit in the ledger and the books."""
        before = self._get_outstanding_total()
        entry, move = self._book_out() if self.direction == "out" else self._book_in()
        self._match_store_credit()
        told = _("Outstanding credit became store credit")
        if self.direction == "out":
            told = _("Store credit became an outstanding credit")
        self._log_receipt(
            told,
            self._get_done_title(),
            [
                (_("From"), entry.note),
                (_("Journal entry"), move._get_html_link()),
                (_("Store credit before"), self._format(entry.balance_after - entry.amount)),
                (_("Store credit now"), self._format(entry.balance_after)),
                (_("Outstanding credits before"), self._format(before)),
                (_("Outstanding credits now"), self._format(self._get_outstanding_total())),
                (_("Note"), self.note),
            ],
        )
        return move

    def _book_in(self):
        """Dr receivable for each credit, in its account and currency / Cr store credit."""
        amount = self.currency_id.round(self.amount)
        parts = self._split(self._get_credits(), amount)
        names = ", ".join(line.move_name for line, _part in parts)
        liability = self.company_id.store_credit_account_id
        items = [self._prepare_receivable_item(line, part) for line, part in parts]
        move = self._create_entry(
            [*items, {"account_id": liability.id, "balance": -amount}], self._get_ref(names)
        )
        debits = move.line_ids.filtered(lambda line: line.account_id != liability).sorted("id")
        # One credit names the document it came from; several are named in the note.
        credit_move = parts[0][0].move_id
        origin = credit_move.origin_payment_id or credit_move if len(parts) == 1 else move
        entry = self._get_account()._append_entry(
            amount, "transfer_in", self._get_request_key(), origin, note=names, date=self.date
        )
        move._post(soft=False)
        pairs = [debit | line for debit, (line, _part) in zip(debits, parts, strict=True)]
        self.env["account.move.line"]._reconcile_plan(pairs)
        return entry, move

    def _book_out(self):
        """Dr store credit / Cr receivable: an open outstanding credit."""
        amount = self.currency_id.round(self.amount)
        customer = self.partner_id.commercial_partner_id
        receivable = customer.property_account_receivable_id
        if not receivable:
            raise UserError(
                _("%s has no receivable account. Set one on the customer.", customer.complete_name)
            )
        liability = self.company_id.store_credit_account_id
        chosen = self._get_credits()
        name = ", ".join(chosen.mapped("move_name")) or _("Store credit")
        move = self._create_entry(
            [
                {"account_id": liability.id, "balance": amount},
                {"account_id": receivable.id, "balance": -amount},
            ],
            self._get_ref(name),
        )
        entry = self._get_account()._append_entry(
            -amount, "transfer_out", self._get_request_key(), move, note=name, date=self.date
        )
        move._post(soft=False)
        if chosen:
            (self._get_liability_lines(move) | chosen).reconcile()
        return entry, move

    def _get_ref(self, names: str) -> str:
        """Return the reference of the journal entry."""
        ref = _("Credit transfer: %s", names)
        return f"{ref} · {self.note}" if self.note else ref

    def _split(self, lines, amount):
        """Return [(credit item, part in company currency)], oldest first, summing to amount."""
        parts = []
        for line in lines:
            part = self.currency_id.round(min(amount, -line.amount_residual))
            if self.currency_id.compare_amounts(part, 0.0) > 0:
                parts.append((line, part))
                amount = self.currency_id.round(amount - part)
        return parts

    def _prepare_receivable_item(self, line, part):
        """Return the debit that takes ``part`` of a credit, at the credit's own rate.

        The same account, currency and rate as the credit: matching both leaves no exchange
        difference, and the rest of the credit keeps its rate.

        :raise UserError: the part is less than the smallest unit of the credit's currency
        """
        item = {"account_id": line.account_id.id, "balance": part}
        if line.currency_id == self.currency_id:
            return item
        if self.currency_id.compare_amounts(part, -line.amount_residual) == 0:
            foreign = -line.amount_residual_currency
        else:
            rate = abs(line.amount_currency / line.balance)
            foreign = min(line.currency_id.round(part * rate), -line.amount_residual_currency)
        if line.currency_id.compare_amounts(foreign, 0.0) <= 0:
            raise UserError(
                _(
                    "%(amount)s is less than the smallest unit of %(currency)s: take more of "
                    "%(credit)s.",
                    amount=self._format(part),
                    currency=line.currency_id.name,
                    credit=line.move_id.display_name,
                )
            )
        return {**item, "currency_id": line.currency_id.id, "amount_currency": foreign}

    def _get_done_title(self) -> str:
        """Say what moved where."""
        if self.direction == "out":
            return _("%s of store credit became an outstanding credit", self._format(self.amount))
        return _("%s of outstanding credit became store credit", self._format(self.amount))
