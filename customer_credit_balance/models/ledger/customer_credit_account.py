"""The credit account: one row per company and commercial partner, the only place money is spent."""

import re
from datetime import timedelta

from markupsafe import escape

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...const import MANAGER_GROUP
from ...core.keys import extend_key, request_key
from ...core.money import is_amount
from ...exceptions import (
    FrozenCredit,
    InsufficientCredit,
    KeyConflict,
    NoReservation,
    NotAnAmount,
)
from ..door import door
from ..turns import want_accounts

EDITABLE_FIELDS = {"overdraft_limit"}

# The shape of a receipt, in whatever language it was written, and a figure in it.
RECEIPT = re.compile(r'^\s*<div>\s*<b>.*?</b>\s*<ul class="mb-0">', re.S)

FIGURE = re.compile(r"\d[.,]\d\d?\b|\d\s?[.,]\d{3}\b")

ENTRY = re.compile(r'data-oe-model="account\.move"[^>]*data-oe-id="(\d+)"'
                   r'|data-oe-id="(\d+)"[^>]*data-oe-model="account\.move"')  # fmt: skip


class CustomerCreditAccount(models.Model):
    """Balance, reserved amount and overdraft of one customer in one company.

    Refusals that name what is available, and to-dos for the credit managers.
    All writes of store credit go through these methods; none of them is callable by RPC.
    Move balance and reservations to the contact that stays; the history stays readable.
    Everybody who reads contacts reads their chatter; receipts belong to the account.
    """

    _name = "customer.credit.account"
    _description = "Customer Credit Account"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.credit.numbers.mixin"]
    _order = "id"
    _check_company_auto = True

    _one_per_partner = models.UniqueIndex(
        "(company_id, partner_id) WHERE merged_into_id IS NULL",
        "A customer has one credit account in each company.",
    )
    _floor = models.Constraint(
        "CHECK (state = 'frozen' OR balance - reserved + overdraft_limit >= 0)",
        "Store credit cannot be spent or reserved beyond what is available and the overdraft "
        "allowed.",
    )
    _reserved_positive = models.Constraint(
        "CHECK (reserved >= 0)", "A reserved amount cannot be negative."
    )
    _overdraft_positive = models.Constraint(
        "CHECK (overdraft_limit >= 0)",
        "The allowed overdraft cannot be negative: enter 0 to allow none.",
    )

    # --- fields

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    balance = fields.Monetary(
        "Store Credit",
        readonly=True,
        default=0.0,
        help="What we owe the customer as store credit: the sum of the entries.",
    )
    reserved = fields.Monetary(
        readonly=True,
        default=0.0,
        help="Set aside for documents whose payment is under way.",
    )
    overdraft_limit = fields.Monetary(
        "Allowed Overdraft",
        default=0.0,
        tracking=True,
        help="How far the customer may spend beyond the store credit. 0 allows no overdraft.",
    )
    available = fields.Monetary(
        compute="_compute_available",
        compute_sudo=True,
        help="Store credit - reserved + allowed overdraft: what can be spent now.",
    )
    state = fields.Selection(
        [("active", "Active"), ("frozen", "Frozen")],
        required=True,
        default="active",
        readonly=True,
        tracking=True,
        help="A frozen account spends nothing until somebody has looked at it.",
    )
    frozen_reason = fields.Char(readonly=True)
    merged_into_id = fields.Many2one(
        "customer.credit.account",
        "Merged Into",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Set when two contacts became one: the history stays here, the money moved there.",
    )
    entry_ids = fields.One2many("customer.credit.entry", "account_id", "Entries")
    reservation_ids = fields.One2many("customer.credit.reservation", "account_id", "Reservations")

    # --- computes

    @api.depends("balance", "reserved", "overdraft_limit", "state")
    def _compute_available(self):
        """Nothing is available on a frozen account."""
        for account in self:
            spendable = account.balance - account.reserved + account.overdraft_limit
            account.available = 0.0 if account.state == "frozen" else spendable

    @api.depends("partner_id", "company_id")
    def _compute_display_name(self):
        """Show the customer: users think of people, not of accounts."""
        for account in self:
            account.display_name = account.partner_id.complete_name

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse: accounts are opened by ``_get_or_create`` only.

        :raise UserError: always
        """
        raise UserError(_("A credit account opens by itself with the first store credit."))

    def write(self, vals):
        """Accept the overdraft from a manager (and chatter fields); refuse figures and state.

        :raise AccessError: when the caller is no credit manager
        :raise UserError: when the floor would be broken or a ledger figure is written
        """
        guarded = {
            name
            for name in vals
            if name in CustomerCreditAccount._guarded_fields() and name not in EDITABLE_FIELDS
        }
        if guarded:
            raise UserError(
                _(
                    "The figures of a credit account change through its entries only: "
                    "use a top-up, adjustment, transfer or refund."
                )
            )
        if "overdraft_limit" in vals:
            self._check_manager()
        return super().write(vals)

    def unlink(self):
        """Refuse: the ledger keeps every account.

        :raise UserError: always
        """
        raise UserError(_("A credit account cannot be deleted: it is part of the ledger."))

    @api.model
    def _check_manager(self):
        """Stop a caller who is no credit manager.

        :raise AccessError: for everybody without the group Customer Credit / Manager
        """
        if not self.env.su and not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(
                _("Only a Customer Credit manager may do this. Ask one, or ask for the right.")
            )

    def _check_amount(self, amount, signed=False):
        """Return the amount rounded to the currency.

        :raise NotAnAmount: not a number, too large, zero, or (unless ``signed``) negative
        """
        self.ensure_one()
        if not is_amount(amount):
            raise NotAnAmount(_("An amount must be a number that can be booked, like 100 or 9.99."))
        rounded = self.currency_id.round(amount)
        if self.currency_id.is_zero(rounded) or (rounded < 0 and not signed):
            raise NotAnAmount(_("The amount must be more than zero."))
        return rounded

    # --- actions

    @door
    def action_freeze(self):
        """Stop all spending from these accounts, by hand (managers only)."""
        self._check_manager()
        self.check_access("write")
        self._set_state("frozen", _("Frozen by %s", self.env.user.name))

    @door
    def action_unfreeze(self):
        """Let these accounts spend again (managers only).

        :raise UserError: while an account is below its floor
        """
        self._check_manager()
        self.check_access("write")
        for account in self:
            floor = account.balance - account.reserved + account.overdraft_limit
            if account.currency_id.compare_amounts(floor, 0.0) < 0:
                account._lock_before_refusing()
                raise UserError(
                    _(
                        "%(customer)s is %(missing)s below the allowed floor. Book a top-up or an "
                        "adjustment, or allow an overdraft, then release the account.",
                        customer=account.display_name,
                        missing=account.currency_id.format(-floor),
                    )
                )
        self._set_state("active", False)
        self.activity_feedback(["customer_credit_balance.mail_activity_type_ledger"])

    # --- private

    @staticmethod
    def _guarded_fields():
        """Return the names of the columns that only the ledger itself may change."""
        return {
            "partner_id", "company_id", "balance", "reserved", "state", "frozen_reason",
            "merged_into_id", "overdraft_limit",
        }  # fmt: skip

    @api.model
    def _prepare_wizard_action(self, xmlid, records):
        """Return the action of a money wizard, started from these records (managers).

        :raise AccessError: when the caller is no credit manager
        """
        self._check_manager()
        # In sudo: a credit manager need not be able to read window actions.
        action = self.env["ir.actions.act_window"].sudo()._for_xml_id(xmlid)
        wide = action["res_model"] == "customer.credit.apply"
        action["context"] = {
            "active_model": records._name,
            "active_ids": records.ids,
            "active_id": records[:1].id,
            "dialog_size": "extra-large" if wide else "large",
        }
        return action

    def _set_state(self, state, reason):
        """Write the state past the guard of :meth:`write`; callers have checked the right."""
        vals = {"state": state, "frozen_reason": reason}
        super(CustomerCreditAccount, self.sudo()).write(vals)

    @api.model
    def _get_or_create(
        self, partner: models.BaseModel, company: models.BaseModel
    ) -> models.BaseModel:
        """Return the account of the commercial partner in the company, opening it if needed.

        Safe when called at once from many transactions: the losers get a serialization
        error and are replayed.

        :param partner: res.partner, any contact of the customer
        :param company: res.company of the document
        :return: customer.credit.account in sudo, one record
        :raise UserError: without a customer
        """
        partner = partner.commercial_partner_id
        if not partner or not company:
            raise UserError(_("Store credit needs a customer and a company: choose them first."))
        account = self._find(partner, company)
        if account:
            return account
        self.env.cr.execute(
            """
            INSERT INTO customer_credit_account
                (partner_id, company_id, balance, reserved, overdraft_limit, state,
                 create_uid, write_uid, create_date, write_date)
            VALUES (%(partner)s, %(company)s, 0, 0, 0, 'active',
                    %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')
            ON CONFLICT DO NOTHING
            """,
            {"partner": partner.id, "company": company.id, "uid": self.env.uid},
        )
        return self._find(partner, company)

    @api.model
    def _find(self, partner, company):
        """Return the live account of the commercial partner in the company, or none (sudo)."""
        return self.sudo().search_fetch(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("merged_into_id", "=", False),
            ],
            ["partner_id", "company_id"],
            limit=1,
        )

    def _raise_insufficient(self, wanted):
        """Say what is available instead of ``wanted``, as of now.

        :raise InsufficientCredit: always, unless the figures changed since the transaction began
        """
        self._lock_before_refusing()
        if self.state == "frozen":
            raise FrozenCredit(
                _(
                    "The store credit of %(customer)s is frozen: %(reason)s. "
                    "A Customer Credit manager can release it.",
                    customer=self.display_name,
                    reason=self.frozen_reason or _("its figures are being checked"),
                ),
                _("The store credit of the customer is frozen."),
            )
        raise InsufficientCredit(
            _(
                "%(customer)s has %(available)s of store credit available, "
                "%(wanted)s is needed. Use %(available)s or less.",
                customer=self.display_name,
                available=self.currency_id.format(self.available),
                wanted=self.currency_id.format(wanted),
            ),
            _("Less store credit than that is available."),
        )

    def _alert_below_floor(self):
        """Record why the account froze and give every credit manager of the company a to-do."""
        missing = -(self.balance - self.reserved + self.overdraft_limit)
        reason = _("the books took it %s below its floor", self.currency_id.format(missing))
        self._set_state("frozen", reason)
        self._schedule_ledger_activity(
            _("Store credit overdrawn"),
            _(
                "A correction in the books left %(customer)s %(missing)s below the floor. Collect "
                "the money or book an adjustment, then release the account.",
                customer=self.display_name,
                missing=self.currency_id.format(missing),
            ),
        )

    def _schedule_ledger_activity(self, summary, note):
        """Give every credit manager of the company one open to-do on this account."""
        xmlid = "customer_credit_balance.mail_activity_type_ledger"
        managers = self.company_id._get_credit_members(
            "customer_credit_balance.group_customer_credit_manager"
        )
        managers -= (
            self.sudo()
            .activity_ids.filtered(lambda a: a.activity_type_id == self.env.ref(xmlid))
            .user_id
        )
        # Names and reasons are typed by people: text, and plaintext2html makes links of it.
        note = escape(note)
        for user in managers:
            self.sudo().activity_schedule(xmlid, user_id=user.id, summary=summary, note=note)

    def _append_entry(
        self, amount, event, key, origin=None, *, note=None, date=None, move_line=None, force=False
    ):
        """Append one entry and move the balance, or return the entry that this key already has.

        The caller has checked the right and the meaning; this method checks the money.

        :param float amount: company currency; positive raises what we owe, negative spends
        :param str event: a value of ``customer.credit.entry.event``
        :param str key: request key of the business event, made by ``core.keys.request_key``
        :param origin: the source document (one record), or None
        :param str note: reason shown in the history
        :param date: accounting date; default today
        :param move_line: journal item that the entry mirrors; without it the entry waits for
            one (see ``customer.credit.entry._link_move_line``)
        :param bool force: book what the books dictate: no floor, but an account that ends
            below it is frozen and somebody is told
        :return: customer.credit.entry, one record (sudo)
        :raise InsufficientCredit: less than ``-amount`` is available
        :raise NotAnAmount: zero or no amount
        :raise KeyConflict: the key was used for something else
        """
        self.ensure_one()
        existing = self.env["customer.credit.entry"]._find_by_key(key)
        if existing:
            existing._check_same_request(self, amount, origin, event)
            return existing
        amount = self._check_amount(amount, signed=True)
        balance = self._move_balance(amount, force)
        entry = self.env["customer.credit.entry"]._append(
            [
                {
                    "account_id": self.id,
                    "company_id": self.company_id.id,
                    "date": date or fields.Date.context_today(self),
                    "event": event,
                    "amount": amount,
                    "balance_after": balance,
                    "request_key": key,
                    "note": note,
                    "move_line_id": move_line and move_line.id,
                    "user_id": self.env.uid,
                    "res_model": origin and origin._name,
                    "res_id": origin and origin.id,
                }
            ]
        )
        return entry

    def _move_balance(self, amount, force):
        """Do the one guarded UPDATE; return the new balance."""
        if force:
            return self._force_balance(amount)
        row = self._execute_guarded(
            SQL(
                """
                UPDATE customer_credit_account
                   SET balance = balance + %(amount)s, write_uid = %(uid)s,
                       write_date = now() AT TIME ZONE 'UTC'
                 WHERE id = %(id)s AND merged_into_id IS NULL
                   AND (%(amount)s >= 0
                        OR (state = 'active'
                            AND balance - reserved + overdraft_limit >= -(%(amount)s)))
             RETURNING balance
                """,
                amount=self._sql_amount(amount),
                id=self.id,
                uid=self.env.uid,
            )
        )
        if not row:
            self._raise_insufficient(-amount)
        return float(row[0])

    def _force_balance(self, amount):
        """Move the balance whatever the floor; freeze below it and raise an activity."""
        row = self._execute_guarded(
            SQL(
                """
                UPDATE customer_credit_account
                   SET balance = balance + %(amount)s, write_uid = %(uid)s,
                       write_date = now() AT TIME ZONE 'UTC',
                       state = CASE WHEN balance + %(amount)s - reserved + overdraft_limit < 0
                                    THEN 'frozen' ELSE state END
                 WHERE id = %(id)s AND merged_into_id IS NULL
             RETURNING balance,
                       state = 'frozen' AND balance - reserved + overdraft_limit < 0
                """,
                amount=self._sql_amount(amount),
                id=self.id,
                uid=self.env.uid,
            )
        )
        if not row:
            self._raise_insufficient(-amount)
        if row[1] and amount < 0:
            self._alert_below_floor()
        return float(row[0])

    def _reserve(self, amount, key, origin=None, ttl=None, *, force=False):
        """Set store credit aside for one document.

        :param float amount: company currency, positive
        :param str key: request key; the same key again returns the same reservation
        :param origin: the document (one record), or None
        :param ttl: timedelta or minutes after which it frees itself; None keeps it until
            it is captured or released
        :param bool force: no floor (for money that arrived together with its reservation)
        :return: customer.credit.reservation, one record (sudo)
        :raise InsufficientCredit: less is available
        :raise NotAnAmount: not positive
        :raise KeyConflict: the key was used for something else
        """
        self.ensure_one()
        Reservation = self.env["customer.credit.reservation"]
        existing = Reservation._find_by_key(key)
        if existing:
            existing._check_same_request(self, amount, origin)
            return existing
        amount = self._check_amount(amount)
        self._move_reserved(amount, force)
        if ttl is not None and not isinstance(ttl, timedelta):
            ttl = timedelta(minutes=ttl)
        return Reservation._append(
            [
                {
                    "account_id": self.id,
                    "company_id": self.company_id.id,
                    "amount": amount,
                    "request_key": key,
                    "expires_at": ttl is not None and fields.Datetime.now() + ttl,
                    "user_id": self.env.uid,
                    "res_model": origin and origin._name,
                    "res_id": origin and origin.id,
                }
            ]
        )

    def _move_reserved(self, amount, force=False):
        """Raise the reserved amount by one guarded UPDATE."""
        row = self._execute_guarded(
            SQL(
                """
                UPDATE customer_credit_account
                   SET reserved = reserved + %(amount)s, write_uid = %(uid)s,
                       write_date = now() AT TIME ZONE 'UTC',
                       state = CASE WHEN balance - reserved - %(amount)s + overdraft_limit < 0
                                    THEN 'frozen' ELSE state END
                 WHERE id = %(id)s AND merged_into_id IS NULL
                   AND (%(force)s OR (state = 'active'
                        AND balance - reserved + overdraft_limit >= %(amount)s))
             RETURNING balance - reserved + overdraft_limit < 0
                """,
                amount=self._sql_amount(amount),
                id=self.id,
                uid=self.env.uid,
                force=force,
            )
        )
        if not row:
            self._raise_insufficient(amount)
        if row[0]:
            self._alert_below_floor()

    @api.model
    def _capture(self, key, amount=None, event="payment", *, note=None):
        """Spend a reservation: the entry gets the reservation's key.

        A reservation that expired meanwhile is spent if enough is still available.

        :param str key: key of the reservation
        :param float amount: company currency; default the reserved amount; less frees the rest
        :param str event: event of the entry
        :return: customer.credit.entry (sudo); the same one when captured before
        :raise InsufficientCredit: the reservation expired and the money is gone
        :raise NoReservation: no such reservation, released before, or more than reserved
        :raise KeyConflict: captured for something else
        """
        reservation = self.env["customer.credit.reservation"]._find_by_key(key)
        if not reservation:
            raise NoReservation(_("There is no reservation with the key %s.", key))
        if reservation.state == "captured":
            entry = reservation.entry_id
            entry._check_same_amount(entry.account_id, entry.amount if amount is None else -amount)
            if entry.event != event:
                raise KeyConflict(entry._get_key_conflict())
            return entry
        if reservation.state == "released":
            raise NoReservation(_("The reservation %s was released: reserve again.", key))
        account = reservation.account_id._get_live()
        amount = account._check_amount(reservation.amount if amount is None else amount)
        if account.currency_id.compare_amounts(amount, reservation.amount) > 0:
            raise NoReservation(
                _(
                    "Only %s was reserved: capture that much or less.",
                    account.currency_id.format(reservation.amount),
                )
            )
        if reservation.state == "open":
            reservation._close("captured")
        entry = account._append_entry(
            -amount, event, key, reservation._get_origin(), note=note or reservation.note
        )
        reservation._set_captured(entry)
        return entry

    @api.model
    def _release(self, key, state="released"):
        """Free what is still reserved under this key; nothing happens if it is not open.

        :return: customer.credit.reservation (sudo), empty when the key is unknown
        """
        reservation = self.env["customer.credit.reservation"]._find_by_key(key)
        if reservation.state == "open":
            reservation._close(state)
        return reservation

    def _get_live(self) -> models.BaseModel:
        """Return the account that took over after contact merges (this one if none did)."""
        account = self
        while account.merged_into_id:
            account = account.merged_into_id
        return account

    def _sql_amount(self, amount):
        """Return the amount as an exact numeric for SQL, at the currency's decimals."""
        return SQL("%s::numeric", f"{amount:.{self.currency_id.decimal_places}f}")

    def _execute_guarded(self, query):
        """Flush, run an UPDATE of the account row, drop what the cache knew of it."""
        self.flush_recordset()
        want_accounts(self._ids)
        self.env.cr.execute(query, log_exceptions=False)
        row = self.env.cr.fetchone()
        self.invalidate_recordset(["balance", "reserved", "available", "state"])
        self.env["res.partner"]._invalidate_credit_cache()
        return row

    def _lock_before_refusing(self):
        """Call this before anything is refused, or noted as missing, because of the figures.

        A guard that was false in this transaction's snapshot gives no row and **no error**, even
        if somebody's money was committed meanwhile. The lock raises when the row was changed
        since; Odoo then replays the request, which sees the money.

        :raise psycopg2.errors.SerializationFailure: the figures are not those of the books any
            more; a caller outside Odoo's ``retrying`` (a cron) must try again by itself
        """
        if not self:
            return
        self.flush_recordset()
        want_accounts(self._ids)
        self.env.cr.execute(
            SQL("SELECT FROM customer_credit_account WHERE id IN %s FOR NO KEY UPDATE", self._ids),
            log_exceptions=False,
        )
        self.invalidate_recordset(["balance", "reserved", "available", "state"])

    @api.model
    def _move_to_partner(self, accounts, partner):
        """Make ``partner`` the owner of ``accounts``, company by company.

        When the journal items have moved, too, the caller has them matched: what one customer
        spent may be open beside what the other one was given.

        :param accounts: customer.credit.account (sudo) of contacts that disappear
        :param partner: commercial res.partner that stays
        """
        for account in accounts.sorted("id"):
            target = self._find(partner, account.company_id)
            if target and target != account and not account.merged_into_id:
                account._merge_into(target)
            account._repoint(partner)

    def _find_liability_lines(self) -> models.BaseModel:
        """Return the journal items (sudo) of this customer on the liability account."""
        self.ensure_one()
        return (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("account_id", "=", self.company_id.sudo().store_credit_account_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("partner_id", "=", self.partner_id.id),
                ]
            )
        )

    def _merge_into(self, target):
        """Move balance and reservations to ``target``; the entries stay (append-only).

        :param target: customer.credit.account of the contact that stays
        :raise UserError: accounts of two companies
        """
        self.ensure_one()
        if self.company_id != target.company_id:
            raise UserError(_("Credit accounts of two companies cannot be merged."))
        moved, key = self.balance, request_key("merge", self.id, target.id)
        lower = min(self.overdraft_limit, target.overdraft_limit)
        if not self.currency_id.is_zero(moved):
            target._append_entry(moved, "merge", extend_key(key, "in"), self, force=True)
        reserved = self.reserved
        if not self.currency_id.is_zero(reserved):
            target._move_reserved(reserved, force=True)
            self.reservation_ids._move_open_to(target)
            self._clear_reserved()
        frozen = "frozen" in (self + target).mapped("state")
        if not self.currency_id.is_zero(moved):
            self._append_entry(-moved, "merge", extend_key(key, "out"), target, force=True)
        self._close_merged(target)
        target._apply_lower_overdraft(lower, frozen)

    def _clear_reserved(self):
        """Leave nothing reserved here: the reservations moved, and what gives goes without them."""
        self._execute_guarded(
            SQL(
                "UPDATE customer_credit_account SET reserved = 0 WHERE id = %s RETURNING id",
                self.id,
            )
        )

    def _close_merged(self, target):
        """Mark this emptied account as merged; it never moves again."""
        self._execute_guarded(
            SQL(
                """
                UPDATE customer_credit_account
                   SET merged_into_id = %s, reserved = 0, overdraft_limit = 0, state = 'active',
                       write_date = now() AT TIME ZONE 'UTC'
                 WHERE id = %s RETURNING id
                """,
                target.id,
                self.id,
            )
        )
        self.invalidate_recordset()

    def _apply_lower_overdraft(self, overdraft, frozen):
        """Keep the lower overdraft of the two; freeze when the sum is below its floor."""
        floor = self.balance - self.reserved + overdraft
        below = self.currency_id.compare_amounts(floor, 0.0) < 0
        if (frozen or below) and self.state != "frozen":
            self._set_state("frozen", _("two contacts were merged, their figures need a look"))
        if self.currency_id.compare_amounts(overdraft, self.overdraft_limit):
            self.sudo().write({"overdraft_limit": overdraft})
        if below:
            self._alert_below_floor()

    def _repoint(self, partner):
        """Set another owner past the guard of ``write``."""
        self._execute_guarded(
            SQL(
                """
                UPDATE customer_credit_account
                   SET partner_id = %s, write_date = now() AT TIME ZONE 'UTC'
                 WHERE id = %s RETURNING id
                """,
                partner.id,
                self.id,
            )
        )
        self.invalidate_recordset()

    @api.model
    def _take_over_receipts(self):
        """Move receipts with figures from the customers' chatter to that of their accounts.

        For updates; not callable by RPC. The messages themselves stay: number, text, author and
        date are evidence. Customers without an account keep theirs.

        :return int: how many were moved
        """
        accounts = self.sudo().search([("partner_id", "!=", False)])
        by_customer = accounts.grouped("partner_id")
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", "res.partner"),
                    ("res_id", "in", accounts.partner_id.ids),
                    ("body", "like", '<ul class="mb-0">'),
                ]
            )
        )
        moved = 0
        for message in messages:
            body = message.body or ""
            if not RECEIPT.match(body) or not FIGURE.search(re.sub("<[^>]*>", " ", body)):
                continue
            customer = self.env["res.partner"].browse(message.res_id)
            account = by_customer[customer]._choose_of_receipt(body)
            message.write({"model": self._name, "res_id": account.id})
            moved += 1
        return moved

    def _choose_of_receipt(self, body):
        """Return the account of the company whose entry a receipt links to, else the first."""
        found = ENTRY.search(body)
        move = self.env["account.move"].sudo().browse(found and int(found[1] or found[2])).exists()
        return self.filtered(lambda it: it.company_id == move.company_id)[:1] or self[:1]
