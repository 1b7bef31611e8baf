"""Refund: pay out store credit or outstanding credits through a bank or cash journal."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError

from .customer_credit_wizard_lines_mixin import OUTSTANDING, STORE_CREDIT


class CustomerCreditRefund(models.TransientModel):
    """An outgoing customer payment against store credit or matched with the credits."""

    _name = "customer.credit.refund"
    _inherit = ["customer.credit.wizard.money.mixin", "customer.credit.wizard.lines.mixin"]
    _description = "Refund Credit"
    _check_company_auto = True
    _request_prefix = "refund"
    _payment_type = "outbound"

    kind = fields.Selection(
        [(STORE_CREDIT, "Store credit"), (OUTSTANDING, "Outstanding credits")],
        "Refund",
        compute="_compute_kind",
        store=True,
        readonly=False,
    )
    # Stored: once the credits are used up nothing tells their currency any more.
    credit_currency_id = fields.Many2one(
        "res.currency", "Credit Currency", compute="_compute_credit_currency_id", store=True
    )
    amount = fields.Monetary(
        currency_field="credit_currency_id",
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="In the currency of the credit.",
    )
    available_amount = fields.Monetary(
        "Can Be Refunded",
        currency_field="credit_currency_id",
        compute="_compute_available_amount",
    )
    remaining_amount = fields.Monetary(
        "Left After",
        currency_field="credit_currency_id",
        compute="_compute_remaining_amount",
    )
    payout_amount = fields.Monetary(
        "Money Paid Out",
        currency_field="journal_currency_id",
        compute="_compute_payout_amount",
        help="Store credit in the currency of the journal, at the rate of the day.",
    )

    # --------------------------------------------------------------- figures

    @api.depends("credit_line_ids", "partner_id", "company_id")
    def _compute_kind(self):
        """Follow the chosen credits; without a choice, store credit if there is any."""
        for wizard in self:
            kinds = {wizard._get_credit_kind(line) for line in wizard._get_chosen()}
            if kinds:
                wizard.kind = STORE_CREDIT if kinds == {STORE_CREDIT} else OUTSTANDING
            elif wizard.partner_id:
                account = wizard._get_visible_account()
                wizard.kind = STORE_CREDIT if account and account.balance > 0 else OUTSTANDING
            else:
                wizard.kind = STORE_CREDIT

    @api.depends("kind", "credit_line_ids", "partner_id", "company_id")
    def _compute_credit_currency_id(self):
        """Outstanding credits of one foreign currency are paid in that currency."""
        for wizard in self:
            currencies = self.env["res.currency"]
            if wizard.kind == OUTSTANDING:
                currencies = wizard._get_visible_credits().currency_id
            single = len(currencies) == 1
            wizard.credit_currency_id = currencies if single else wizard.company_id.currency_id

    @api.depends("kind", "credit_line_ids", "partner_id", "company_id")
    def _compute_available_amount(self):
        """Show what remains, in the currency of the credit."""
        for wizard in self:
            lines = wizard._get_visible_credits()
            if wizard.kind == OUTSTANDING:
                foreign = wizard.credit_currency_id != wizard.company_id.currency_id
                residual = "amount_residual_currency" if foreign else "amount_residual"
                wizard.available_amount = -sum(lines.mapped(residual))
            else:
                spendable = wizard._get_spendable()
                remaining = -sum(lines.mapped("amount_residual"))
                chosen = wizard.credit_line_ids
                wizard.available_amount = min(remaining, spendable) if chosen else spendable

    @api.depends("kind", "credit_line_ids", "partner_id", "company_id")
    def _compute_amount(self):
        """Propose everything."""
        for wizard in self:
            wizard.amount = wizard.available_amount

    @api.depends("available_amount", "amount")
    def _compute_remaining_amount(self):
        """Show what is left."""
        for wizard in self:
            wizard.remaining_amount = wizard.available_amount - wizard.amount

    @api.depends("amount", "kind", "date", "journal_id", "company_id", "credit_line_ids")
    def _compute_payout_amount(self):
        """Convert store credit at the rate of the day; other credits keep their currency."""
        for wizard in self:
            company, source = wizard.company_id, wizard.credit_currency_id
            target = wizard.journal_currency_id or source
            date = wizard.date or fields.Date.context_today(wizard)
            wizard.payout_amount = (
                source._convert(wizard.amount, target, company, date) if source else 0.0
            )

    @api.depends("kind")
    def _compute_figures(self):
        """Follow the kind."""
        return super()._compute_figures()

    def _get_store_credit_change(self) -> float:
        """Only a refund of store credit changes it."""
        return -self.amount if self.kind == STORE_CREDIT else 0.0

    def _get_kind(self) -> str:
        """Take what was chosen."""
        return self.kind or STORE_CREDIT

    # --------------------------------------------------------------- checks

    def _find_booked(self) -> models.BaseModel | None:
        """Find the payment: a refund of outstanding credits has no entry in the ledger.

        :raise ValidationError: the request was booked for another customer, kind or amount
        """
        payment = self.env["account.payment"].search(
            [("store_credit_request_key", "=", self._get_request_key())], limit=1
        )
        if not payment:
            return super()._find_booked()
        store_credit = payment.destination_account_id == self.company_id.store_credit_account_id
        wanted = self.payout_amount if self.kind == STORE_CREDIT else self.amount
        if (
            payment.partner_id.commercial_partner_id != self.partner_id.commercial_partner_id
            or store_credit != (self.kind == STORE_CREDIT)
            or payment.currency_id.compare_amounts(payment.amount, wanted)
        ):
            raise ValidationError(
                _("This refund was already booked for something else: start a new one.")
            )
        return payment.move_id

    def _check_request(self):
        """Refuse more than remains, mixed credits and journals without money.

        :raise UserError: what cannot be paid out, with what can
        """
        super()._check_request()
        self._check_journal()
        if not self.kind:
            raise UserError(_("Choose what to refund: store credit or outstanding credits."))
        if self.kind == STORE_CREDIT:
            self._check_currency(self.currency_id)
            amount = self._check_positive(self.amount, self.currency_id)
            self._check_positive(self.payout_amount, self.journal_currency_id)
            self._check_spendable(amount)
            if not self.credit_line_ids:
                return
            remaining = -sum(self._check_credits().mapped("amount_residual"))
        else:
            lines = self._check_credits()
            self._check_one_kind_of_money(lines)
            amount = self._check_positive(self.amount, self.credit_currency_id)
            remaining = -sum(lines.mapped("amount_residual_currency"))
        if self.credit_currency_id.compare_amounts(amount, remaining) > 0:
            available = self.credit_currency_id.format(remaining)
            raise UserError(self._get_too_much_message(available))

    def _check_one_kind_of_money(self, lines):
        """One payment has one currency and one receivable account.

        :raise UserError: the credits are mixed
        """
        if len(lines.currency_id) > 1:
            raise UserError(
                _("These credits are in several currencies: refund those of one at a time.")
            )
        if len(lines.account_id) > 1:
            raise UserError(
                _(
                    "These credits are on several receivable accounts (%s): refund those of one "
                    "at a time.",
                    ", ".join(lines.account_id.mapped("display_name")),
                )
            )
        self._check_currency(lines.currency_id)

    def _check_currency(self, currency):
        """The amount is in the currency of the credits, whatever the client wrote.

        :raise UserError: another currency
        """
        if self.credit_currency_id != currency:
            raise UserError(
                _("These credits are in %s: start the refund again in it.", currency.name)
            )

    # --------------------------------------------------------------- book

    def _book(self):
        """Pay out and write the receipt."""
        if self.kind == STORE_CREDIT:
            move, before, after = self._book_store_credit()
            labels = _("Store credit before"), _("Store credit now")
        else:
            before = self._get_outstanding_total()
            move = self._book_outstanding()
            after = self._get_outstanding_total()
            labels = _("Outstanding credits before"), _("Outstanding credits now")
        foreign = self.kind == STORE_CREDIT and self.journal_currency_id != self.currency_id
        self._log_receipt(
            _("Store credit refunded")
            if self.kind == STORE_CREDIT
            else _("Outstanding credits refunded"),
            self._get_done_title(),
            [
                (_("Paid out"), foreign and self.journal_currency_id.format(self.payout_amount)),
                (_("Through"), self.journal_id.name),
                (_("Journal entry"), move._get_html_link()),
                (labels[0], self._format(before)),
                (labels[1], self._format(after)),
                (_("Memo"), self.memo),
            ],
        )
        return move

    def _book_store_credit(self):
        """Dr store credit / Cr bank; return the entry and the balance before and after."""
        amount = self.currency_id.round(self.amount)
        account, chosen = self._get_account(), self._get_chosen()
        vals = {}
        if self.journal_currency_id != self.currency_id:
            # The payout is rounded in its own currency; the ledger must not be.
            vals["force_balance"] = amount
        payment = self._create_payment(
            self.payout_amount,
            self.journal_currency_id,
            self.company_id.store_credit_account_id,
            **vals,
        )
        entry = account._append_entry(
            -amount, "refund", self._get_request_key(), payment, note=self.memo, date=self.date
        )
        move = self._post_payment(payment)
        if chosen:
            (self._get_liability_lines(move) | chosen).reconcile()
        self._match_store_credit()
        return move, entry.balance_after - entry.amount, entry.balance_after

    def _book_outstanding(self):
        """Dr receivable / Cr bank, matched with the credits, oldest first."""
        lines = self._get_credits()
        payment = self._create_payment(
            self.credit_currency_id.round(self.amount), self.credit_currency_id, lines.account_id
        )
        move = self._post_payment(payment)
        debit = move.line_ids.filtered(lambda line: line.account_id == lines.account_id)
        used_up, cut = self._split_at(lines, payment.amount)
        if used_up:
            (debit | used_up).reconcile()
        if cut:
            (debit | cut).reconcile()
        return move

    def _split_at(self, lines, amount):
        """Return the oldest credits that ``amount`` uses up, and the one it takes a part of."""
        used_up = cut = lines.browse()
        currency = lines.currency_id
        for line in lines:
            remaining = -line.amount_residual_currency
            if currency.compare_amounts(amount, 0.0) <= 0:
                break
            if currency.compare_amounts(remaining, amount) > 0:
                cut = line
                break
            used_up |= line
            amount -= remaining
        return used_up, cut

    def _get_done_title(self) -> str:
        """Say what was paid out."""
        amount = self.credit_currency_id.format(self.amount)
        if self.kind == STORE_CREDIT:
            return _("%s of store credit refunded", amount)
        return _("%s of outstanding credits refunded", amount)
