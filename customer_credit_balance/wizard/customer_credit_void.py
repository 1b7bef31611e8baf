"""Void: what remains of a grant of store credit becomes invalid, booked and with a reason."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from .customer_credit_wizard_lines_mixin import STORE_CREDIT


class CustomerCreditVoid(models.TransientModel):
    """Dr store credit / Cr the account that bore the grant, matched with the grant."""

    _name = "customer.credit.void"
    _inherit = ["customer.credit.wizard.lines.mixin", "customer.credit.wizard.reason.mixin"]
    _description = "Void Store Credit"
    _check_company_auto = True
    _request_prefix = "void"

    amount = fields.Monetary("Remaining", compute="_compute_amount")

    @api.depends("credit_line_ids", "partner_id", "company_id")
    def _compute_amount(self):
        """A void takes all that remains of the grants."""
        for wizard in self:
            wizard.amount = -sum(wizard._get_visible_credits().mapped("amount_residual"))

    @api.depends("credit_line_ids", "company_id")
    def _compute_account_id(self):
        """Propose the account that bore the grant, if an adjustment gave it."""
        super()._compute_account_id()
        for wizard in self:
            lines = wizard._get_visible_credits()
            moves = lines.move_id
            counterparts = (moves.line_ids - wizard._get_liability_lines(moves)).account_id
            journal = wizard.sudo().company_id.store_credit_journal_id
            decided = moves and moves.journal_id == journal and len(counterparts) == 1
            if decided and counterparts.account_type not in ("asset_receivable", "asset_cash"):
                wizard.account_id = counterparts

    def _get_store_credit_change(self) -> float:
        """The customer loses what remains."""
        return -self.amount

    def _get_kind(self) -> str:
        """Only store credit can be void: outstanding credits are documents of their own."""
        return STORE_CREDIT

    def _find_booked(self) -> models.BaseModel | None:
        """Find the entries of this request: one for each grant.

        :raise ValidationError: only some of the grants were voided by this request
        """
        lines = self._get_credits()
        find = self.env["customer.credit.entry"]._find_by_key
        entries = [find(self._get_request_key(line.id)) for line in lines]
        booked = [entry for entry in entries if entry]
        if not booked:
            return None
        if len(booked) < len(entries):
            raise ValidationError(
                _("This request was already booked for other credits: start a new one.")
            )
        return self.env["account.move"].union(*(entry.move_id for entry in booked))

    def _check_request(self):
        """Refuse grants that are used up, and account or reason that do not fit."""
        super()._check_request()
        # What was spent by hand uses up the oldest grants before anything is void.
        self._match_store_credit()
        self._check_credits()

    def _book(self):
        """Void each grant by an entry of its own, linked to it and matched with it."""
        moves = self.env["account.move"]
        account = self._get_account()
        before = account.balance
        for line in self._get_credits():
            moves |= self._void(account, line)
        self._match_store_credit()
        total = before - account.balance
        self._log_receipt(
            self._get_done_title(),
            _("%s of store credit is void", self._format(total)),
            [
                (_("Grant"), ", ".join(self._get_credits().mapped("move_name"))),
                *((self.env._("Journal entry"), move._get_html_link()) for move in moves),
                (_("Store credit before"), self._format(before)),
                (_("Store credit now"), self._format(account.balance)),
                (_("Reason"), self.reason),
            ],
        )
        return moves

    def _void(self, account, line):
        """Book one grant back; return the posted entry."""
        amount, key = -line.amount_residual, self._get_request_key(line.id)
        move = self._create_entry(
            [
                {"account_id": line.account_id.id, "balance": amount},
                {"account_id": self.account_id.id, "balance": -amount},
            ],
            _("Void of %(grant)s: %(reason)s", grant=line.move_name, reason=self.reason),
            key,
        )
        origin = line.move_id.origin_payment_id or line.move_id
        account._append_entry(-amount, "adjustment", key, origin, note=move.ref, date=self.date)
        move._post(soft=False)
        (line | self._get_liability_lines(move)).reconcile()
        return move

    def _get_done_title(self) -> str:
        """Say that it is done; the figures are in the receipt."""
        return _("Store credit is void")
