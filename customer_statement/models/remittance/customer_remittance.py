"""Remittances: what a coming payment is for, with a reference that the payment quotes."""

from datetime import date as Date
from typing import NamedTuple

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tools import SQL, format_date

from odoo.addons.customer_credit_balance.core.keys import request_key
from odoo.addons.customer_credit_balance.core.money import is_amount
from odoo.addons.customer_credit_balance.exceptions import open_reason
from odoo.addons.customer_credit_balance.models.application.customer_credit import Wanted
from odoo.addons.customer_credit_balance.models.door import door

from ...core.quotes import Said
from ..answers.customer_statement import PROMISE_LIMIT
from ..answers.customer_statement_dispute import REASONS
from ..references.customer_statement import DIGITS, FIRST_ID, KEY, get_quotable

# Stand-ins of remittances begin where those of statements end.
OFFSET = 100_000_000
MOST_LINES = 200
# A dispute holds the amount beside these words.
NOTE_LIMIT = 1000
# Sent statements on which the documents are looked for.
STATEMENTS_LOOKED_AT = 12
STATES = [
    ("announced", "Announced"),
    ("used", "Payment arrived"),
    ("settled", "Paid otherwise"),
    ("withdrawn", "Withdrawn"),
]


class Announced(NamedTuple):
    """One document (account.move), how much of it is paid, why not all, and the payer's words."""

    move: models.BaseModel
    amount: float
    reason: str = ""
    note: str = ""


class CustomerRemittance(models.Model):
    """An announcement decides nothing about money: it says what a payment that quotes it is for,
    never more than is open then, and holds reminders by promises until its date.
    """

    _name = "customer.remittance"
    _description = "Announced Payment"
    _inherit = [
        "customer.credit.evidence.mixin", "mail.thread", "customer.statement.due.mixin",
    ]  # fmt: skip
    _order = "id desc"
    _check_company_auto = True

    _number = models.UniqueIndex("(company_id, name)", "Each announcement has its own number.")
    _number_key = models.Index(f"(company_id, ({KEY % 'name'}))")
    _reference_key = models.Index(
        f"(company_id, ({KEY % 'payment_reference'})) WHERE payment_reference IS NOT NULL"
    )

    # --- fields

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    payment_reference = fields.Char(
        readonly=True, copy=False,
        help="What the customer quotes when paying, by the communication standard of the sales "
        "journal. Empty: the number.",
    )  # fmt: skip
    reference = fields.Char("Reference to Quote", compute="_compute_reference")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Company of the Contact"
    )
    author_id = fields.Many2one("res.partner", "Author", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    date = fields.Date(
        "Expected on", readonly=True, help="Reminders of these documents wait until this day."
    )
    amount = fields.Monetary(readonly=True)
    state = fields.Selection(
        STATES, required=True, readonly=True, default="announced", tracking=True, index=True
    )
    line_ids = fields.One2many(
        "customer.remittance.line", "remittance_id", "Documents", readonly=True
    )
    promise_ids = fields.Many2many(
        "customer.statement.dispute", "customer_remittance_promise_rel", string="Promises",
        readonly=True, copy=False,
    )  # fmt: skip
    payment_move_id = fields.Many2one(
        "account.move", "Payment", readonly=True, copy=False, index="btree_not_null",
        ondelete="set null",
    )  # fmt: skip

    # --- computes

    @api.depends("name", "payment_reference")
    def _compute_reference(self):
        """Write the reference as it is printed."""
        Statement = self.env["customer.statement"]
        for remittance in self:
            reference = remittance.payment_reference
            remittance.reference = (
                Statement._format_reference(reference) if reference else remittance.name
            )

    # --- guards

    def unlink(self):
        """Refuse: announcements stay on record.

        :raise UserError: always
        """
        raise UserError(_("An announced payment stays on record: withdraw it instead."))

    @api.model
    def _check_announced(self, customer, company, currency, date, wanted):
        """Refuse what cannot be announced.

        :raise ValidationError: says what to change
        """
        if not wanted:
            raise ValidationError(_("Choose at least one document, and how much you pay of it."))
        if len(wanted) > MOST_LINES:
            raise ValidationError(
                _("One announcement holds %(count)s documents at most: make another one for the "
                  "rest.", count=MOST_LINES)
            )  # fmt: skip
        if len({item.move for item in wanted}) != len(wanted):
            raise ValidationError(_("Name each document once, with all that you pay of it."))
        today = fields.Date.context_today(self)
        if date and not today <= date <= today + PROMISE_LIMIT:
            raise ValidationError(_("Choose a day from today on, within a year."))
        taken = self._find_announcing(customer, company, [item.move for item in wanted])
        for item in wanted:
            self._check_item(item, customer, currency)
            if item.move in taken:
                raise ValidationError(
                    _("%(document)s is announced with %(number)s already: withdraw that first.",
                      document=item.move.name, number=taken[item.move].name)
                )  # fmt: skip

    @api.model
    def _check_item(self, item, customer, currency):
        """Refuse an amount, a reason or a document that does not fit.

        :raise ValidationError: says what to change
        """
        Credit = self.env["customer.credit"].sudo()
        name, left = item.move.name, Credit._get_open_amount(item.move, customer)
        if Credit._get_debt_currency(item.move, customer) != currency:
            raise ValidationError(
                _("One payment has one currency: announce documents in another by themselves.")
            )
        if not is_amount(item.amount) or currency.compare_amounts(item.amount, 0.0) <= 0:
            raise ValidationError(_("Enter an amount above zero for %s.", name))
        if currency.compare_amounts(item.amount, left) > 0:
            raise ValidationError(
                _("Only %(left)s is open of %(document)s: enter less.",
                  left=currency.format(left), document=name)
            )  # fmt: skip
        if item.reason and item.reason not in dict(REASONS):
            raise ValidationError(_("Choose a reason."))
        if len(item.note or "") > NOTE_LIMIT:
            raise ValidationError(_("Please write at most %(count)s characters.", count=NOTE_LIMIT))

    # --- actions

    @door
    def action_withdraw(self):
        """Take announcements back: their promises and disputes end. Statement users, own customers.

        :raise AccessError: the customer is not the user's
        :raise UserError: the payment is there already, or it was withdrawn
        """
        self.check_access("read")
        for company, group in self.grouped("company_id").items():
            self.env["customer.statement"]._check_may_make(group.partner_id, company)
        self.sudo()._withdraw(self.env.user)
        return True

    @door(single=True)
    def action_open_payment(self):
        """Return the action that opens the entry of the payment.

        :raise UserError: it is not there
        """
        self.check_access("read")
        if not self.payment_move_id:
            raise UserError(_("The payment is not there yet."))
        return self.payment_move_id._get_records_action()

    # --- hooks

    def _get_told_user(self) -> models.BaseModel:
        """Tell the salesperson of the customer, else a manager of statements.

        # EXTENDS 'customer_statement'
        """
        seller = self.commercial_partner_id.user_id._filter_present()
        return seller or self.company_id._get_statement_managers()[:1]

    # --- private: announcing

    @api.model
    def _get_announceable(
        self, customer: models.BaseModel, company: models.BaseModel,
        contact: models.BaseModel | None = None,
    ) -> models.BaseModel:  # fmt: skip
        """Return the open items (sudo) that a payment can be announced for, first due first.

        :param customer: commercial res.partner
        :param contact: res.partner whose own documents alone are shown; None for all
        """
        domain = [("move_id.partner_id", "=", contact.id)] if contact else []
        items = customer._find_open_receivable(company, ">", domain).filtered(
            lambda item: item.amount_residual_currency > 0
        )
        return items._sort_first_due()

    @api.model
    def _find_announcing(
        self, customer: models.BaseModel, company: models.BaseModel, moves: list
    ) -> dict:
        """Return {document: the live announcement (sudo) that names it}."""
        lines = self.env["customer.remittance.line"].sudo().search(
            [("remittance_id.state", "=", "announced"), ("company_id", "=", company.id),
             ("partner_id.commercial_partner_id", "=", customer.id),
             ("move_id", "in", [move.id for move in moves])]
        )  # fmt: skip
        return {line.move_id: line.remittance_id for line in lines}

    @api.model
    def _announce(
        self, author: models.BaseModel, company: models.BaseModel, date: Date | None,
        wanted: list[Announced], teller: models.BaseModel | None = None,
    ) -> models.BaseModel:  # fmt: skip
        """Record what a coming payment is for, with its reference, promises and disputes.

        Call it in sudo; the caller has checked whose customer it is. Documents that are not open
        debts of the customer in the company are refused.

        :param author: res.partner of the customer who says so
        :param date: day until which reminders wait; None holds none
        :param teller: res.partner, who heard it from the customer
        :return: customer.remittance (sudo)
        :raise ValidationError: says what to change; nothing is recorded
        """
        customer = author.commercial_partner_id
        # Of two at the same time the second starts over, and sees what the first one announced.
        self.env["customer.credit.mixin"].sudo()._touch_credit_account(customer, company)
        items = self._get_announceable(customer, company)
        if any(item.move not in items.move_id for item in wanted):
            raise ValidationError(
                _("What is open has changed in the meantime: load the page again.")
            )
        currency = items.filtered(lambda it: it.move_id == wanted[0].move)[:1].currency_id if (
            wanted
        ) else items.currency_id[:1]  # fmt: skip
        self._check_announced(customer, company, currency, date, wanted)
        remittance = self.create(self._prepare_announced(author, company, currency, date, wanted))
        remittance._assign_reference()
        remittance._record_answers(teller)
        return remittance

    @api.model
    def _prepare_announced(self, author, company, currency, date, wanted):
        """Return the values of an announcement; what is open and saved is read from the books."""
        customer = author.commercial_partner_id
        Credit = self.env["customer.credit"].sudo()
        day = date or fields.Date.context_today(self)
        lines = []
        for item in wanted:
            left = Credit._get_open_amount(item.move, customer)
            saved = Credit._get_early_discount(item.move, day)[0]
            in_time = saved and not currency.compare_amounts(item.amount, left - saved)
            short = not in_time and currency.compare_amounts(item.amount, left) < 0
            lines.append(
                {
                    "move_id": item.move.id,
                    "name": item.move.name,
                    "open_amount": left,
                    "amount": currency.round(item.amount),
                    "discount": saved if in_time else 0.0,
                    "reason": short and item.reason,
                    "note": item.note,
                }
            )
        return {
            "name": self._next_number(company),
            "company_id": company.id,
            "partner_id": author.id,
            "author_id": author.id,
            "currency_id": currency.id,
            "date": date,
            "amount": sum(line["amount"] for line in lines),
            "line_ids": [fields.Command.create(line) for line in lines],
        }

    @api.model
    def _next_number(self, company):
        """Return the next number of a company."""
        Sequence = self.env["ir.sequence"].sudo().with_company(company)
        return Sequence._get_or_make(self._name, "Announced Payment", "ANN/%(year)s/")._next()

    def _assign_reference(self):
        """Give the reference that the country knows, as statements have it."""
        self.ensure_one()
        Statement = self.env["customer.statement"].sudo()
        bank = Statement.new({"company_id": self.company_id.id})._get_bank_account()
        journal = Statement._get_reference_journal(self.company_id)
        reference = Statement._borrow_reference(
            journal, bank, self, FIRST_ID + OFFSET + self.id, f"8{self.id:0{DIGITS}d}",
            fields.Date.context_today(self),
        )  # fmt: skip
        if reference and not Statement._find_invoice_references(self.company_id, [reference]):
            self._write_engine({"payment_reference": reference})

    # --- private: promises and disputes

    def _record_answers(self, teller=None):
        """Promise what is announced with a date, and dispute what is short for a reason.

        Both belong to a statement that shows the document: the last one that was sent. What none
        shows is put on one of today, as the customer sees it on the page.
        """
        self.ensure_one()
        customer = self.partner_id
        items = {line: line._get_promised_items() for line in self.line_ids}
        needed = self.env["account.move.line"].union(
            *(found for line, found in items.items() if self.date or line.reason)
        )
        statements = self._find_statements(needed) if needed else {}
        promises = self.env["customer.statement.dispute"]
        for line, found in items.items():
            for item in found if self.date else ():
                if statement := statements.get(item):
                    promises |= statement._record_answer(
                        customer, "promise", str(item.id), promise_date=self.date, note=line.note
                    )
            # What is disputed already stays so, whatever becomes of the announcement.
            known = found and promises._get_disputed_amounts(found[-1:])
            statement = line.reason and found and not known and statements.get(found[-1:])
            if statement:
                dispute = statement._dispute(
                    customer, str(found[-1:].id), line.reason, line._get_dispute_note(), teller
                )
                if dispute.currency_id == line.currency_id:
                    dispute._write_engine({"amount": line._get_short()})
                line._write_engine({"dispute_id": dispute.id})
        if promises:
            self._write_engine({"promise_ids": [fields.Command.set(promises.ids)]})
        self._post_announcement(promises.statement_id, teller)

    def _post_announcement(self, statements, teller):
        """Say it once on each statement."""
        for statement in statements:
            told = statement._in_language_of(self.partner_id, teller)
            statement._post_answer(
                teller or self.partner_id,
                told.env._(
                    "A payment of %(amount)s is announced for %(date)s. It will quote "
                    "%(reference)s.",
                    amount=self.currency_id.with_env(told.env).format(self.amount),
                    date=format_date(told.env, self.date),
                    reference=self.reference,
                ),
                "",
            )

    def _find_statements(self, items: models.BaseModel) -> dict:
        """Return {item: the last sent statement (sudo) that shows it}, made today where none does.

        Items stay out where even the statement of today cannot be made.
        """
        customer, company = self.commercial_partner_id, self.company_id
        Statement = self.env["customer.statement"].sudo()
        found = {}
        for statement in Statement.search(
            [("partner_id", "child_of", customer.id), ("company_id", "=", company.id),
             ("state", "in", ("sent", "viewed", "disputed"))],
            order="date_to desc, id desc", limit=STATEMENTS_LOOKED_AT,
        ):  # fmt: skip
            keys = set(statement._get_line_keys())
            found |= {it: statement for it in items if it.id in keys and it not in found}
        missing = items.filtered(lambda item: item not in found)
        if missing:
            template = self.env["customer.statement.template"]._get_default(company, "commercial")
            # Whoever announced it is no responsible person.
            statement = Statement._generate(
                customer, company, "open_items", None, fields.Date.context_today(self), template,
                user_id=self._get_told_user().id,
            )  # fmt: skip
            if statement.problem:
                statement.unlink()
                return found
            statement._freeze()
            keys = set(statement._get_line_keys())
            found |= {item: statement for item in missing if item.id in keys}
        return found

    def _end_answers(self, state, decider=None):
        """Close what is still open of the promises.

        :param state: kept, or withdrawn, which ends the disputes as well
        :param decider: res.users inside who has decided so
        """
        for remittance in self.sudo():
            answers = remittance.promise_ids
            if state == "withdrawn":
                answers |= remittance.line_ids.dispute_id
            answers = answers.filtered(lambda it: it.state == "open")
            answers._write_engine(
                {
                    "state": state,
                    "settled_by_id": decider and decider.id,
                    "settled_at": fields.Datetime.now(),
                }
            )
            answers._drop_activities()
            disputes = answers.filtered(lambda it: it.kind == "dispute")
            disputes._chase_settled()
            disputes.statement_id._end_dispute()

    # --- private: withdrawing and using

    def _lock_state(self):
        """Return the state of this announcement now; whoever changed it meanwhile goes first."""
        self.ensure_one()
        self.flush_recordset()
        self.env.cr.execute(
            SQL("SELECT state FROM customer_remittance WHERE id = %s FOR NO KEY UPDATE", self.id)
        )
        return self.env.cr.fetchone()[0]

    def _move_on(self, before, state, move=None):
        """Change the state if it is still the one before; return whether it was.

        :param move: account.move of the payment
        """
        if self._lock_state() != before:
            return False
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_remittance
                   SET state = %s, payment_move_id = %s, write_uid = %s, write_date = %s
                 WHERE id = %s AND state = %s
             RETURNING id
                """,
                state, move.id if move else None, self.env.uid, fields.Datetime.now(), self.id,
                before,
            )
        )  # fmt: skip
        moved = bool(self.env.cr.fetchone())
        self.invalidate_recordset()
        return moved

    def _withdraw(self, decider=None):
        """Take announcements back; the caller has checked the right.

        :param decider: res.users inside who does so; the customer without one
        :raise UserError: the payment is there already, or it was withdrawn
        """
        for remittance in self:
            if not remittance._move_on("announced", "withdrawn"):
                raise UserError(
                    _("%s cannot be withdrawn: the payment is there, or it was withdrawn already.",
                      remittance.name)
                )  # fmt: skip
            remittance._end_answers("withdrawn", decider)
            remittance.message_post(body=_("Withdrawn."))

    def _use(self, move: models.BaseModel) -> bool:
        """Give the announcement to the entry of one payment; return whether it has it.

        :param move: account.move (sudo), posted
        """
        self.ensure_one()
        if self.payment_move_id == move and self.state == "used":
            return True
        if not self._move_on("announced", "used", move):
            return False
        if self._is_covered_by(move):
            self._end_answers("kept")
        self.message_post(body=_("The payment is there: %s", move.name))
        return True

    def _is_covered_by(self, move: models.BaseModel) -> bool:
        """Return whether an entry brings all that was announced, as far as one can tell.

        Whoever pays less keeps no promise so: its day says whether it was kept.
        """
        received = move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and line.balance < 0
        )
        if received.currency_id != self.currency_id:
            return bool(received)
        amount = -sum(received.mapped("amount_currency"))
        return self.currency_id.compare_amounts(amount, self.amount) >= 0

    @api.model
    def _free(self, moves: models.BaseModel) -> None:
        """Let the payments be awaited again that these entries were; the one place that frees.

        Called for entries that are posted no more, that lose an item or the last match, or are
        reversed. One that still pays something keeps its announcement; in draft it keeps its
        name here, see :meth:`_has_paid`.
        """
        if not moves:
            return
        domain = [("payment_move_id", "in", moves.ids), ("state", "in", ("used", "announced"))]
        for remittance in self.sudo().search(domain):
            move = remittance.payment_move_id
            pays = remittance._has_paid(move)
            if move.state == "posted" and (pays or remittance.state == "announced"):
                continue
            kept = move.state == "draft" and pays
            remittance._move_on(remittance.state, "announced", move if kept else None)
            remittance._reopen_promises()

    def _reopen_promises(self):
        """Expect again what was kept by the payment alone that was taken back."""
        for promise in self.sudo().promise_ids:
            said_anew = promise.statement_id.dispute_ids.filtered(
                lambda it, promise=promise: (
                    (it.kind, it.state, it.line_key) == ("promise", "open", promise.line_key)
                )
            )
            by_itself = promise.state == "kept" and not promise.settled_by_id
            if by_itself and not said_anew and not promise._is_paid():
                promise._write_engine({"state": "open", "settled_at": False})

    def _has_paid(self, move: models.BaseModel) -> bool:
        """Return whether an entry that this was given to still pays something.

        Its own reversal is nothing that it pays.
        """
        if self.payment_move_id != move:
            return False
        paid = move.line_ids.matched_debit_ids.debit_move_id.move_id
        return any(it.reversed_entry_id != move for it in paid)

    @api.model
    def _settle_paid(self):
        """Close announcements whose documents were all paid otherwise, each by itself."""
        waiting = [("state", "=", "announced"), ("payment_move_id", "=", False)]
        self.sudo()._do_due(waiting, lambda remittance: remittance._settle_if_paid())

    def _settle_if_paid(self):
        """Close this announcement if its documents were all paid otherwise; in draft none is."""
        self.ensure_one()
        if "draft" in self.line_ids.move_id.mapped("state") or self._get_open_items():
            return
        if self._move_on("announced", "settled"):
            self._end_answers("kept")

    # --- private: payments that quote

    @api.model
    def _find_quoted(
        self, texts: dict, company: models.BaseModel, customer: models.BaseModel | None = None,
        moves: dict | None = None,
    ) -> dict:  # fmt: skip
        """Return {key: announcement (sudo)} of the texts that quote one, each for one key.

        :param texts: {key: what a payment or a bank's line says, any number of texts}
        :param customer: commercial res.partner; None for all of the company
        :param moves: {key: entry of the payment}, which finds what it has used already
        """
        found, given, moves = {}, set(), moves or {}
        rows = self._read_quoted(texts, company, customer, moves)
        if not rows:
            return {}
        said = {key: Said(parts, bool(customer)) for key, parts in texts.items()}
        numbers = {number for _id, _state, _move, *names in rows for number in names if number}
        wanted = {key: set(it.find(numbers)) for key, it in said.items()}
        for row_id, state, move_id, *names in rows:
            for key, quoted in wanted.items():
                own = state == "used" and moves.get(key) and moves[key].id == move_id
                free = state == "announced" and row_id not in given
                if key not in found and (own or free) and quoted.intersection(names):
                    found[key] = self.sudo().browse(row_id)
                    given.add(row_id)
        return found

    @api.model
    def _read_quoted(
        self,
        texts: dict,
        company: models.BaseModel,
        customer: models.BaseModel | None,
        moves: dict,
    ) -> list[tuple]:
        """Return [(id, state, id of the payment, number, reference)], the best first."""
        number = SQL(KEY, SQL.identifier("remittance", "name"))
        reference = SQL(KEY, SQL.identifier("remittance", "payment_reference"))
        quotable = get_quotable(texts, customer, number, reference)
        if not quotable:
            return []
        self.sudo().flush_model()
        self.env["res.partner"].sudo().flush_model(["commercial_partner_id"])
        return self.env.execute_query(
            SQL(
                """
                SELECT remittance.id, remittance.state, remittance.payment_move_id, %(number)s,
                       %(reference)s
                  FROM customer_remittance AS remittance
                  JOIN res_partner AS partner ON partner.id = remittance.partner_id
                 WHERE remittance.company_id = %(company)s
                   AND (remittance.state = 'announced'
                        OR remittance.payment_move_id = ANY(%(moves)s))
                   AND %(quotable)s
              ORDER BY length(remittance.name) DESC, remittance.id
                """,
                number=number,
                reference=reference,
                company=company.id,
                moves=[move.id for move in moves.values()],
                quotable=quotable,
            )
        )

    def _get_open_items(self) -> models.BaseModel:
        """Return what is open (sudo) of the announced documents, in their order."""
        self.ensure_one()
        Credit = self.env["customer.credit"].sudo()
        items = self.env["account.move.line"].sudo()
        for move in self.line_ids.move_id:
            debts = Credit._get_open_debts(move, self.commercial_partner_id)
            items = items.union(*(item for item, _amount in debts))
        return items.filtered(lambda item: item.parent_state == "posted")

    def _get_amounts(self) -> dict:
        """Return {document (sudo): what is to be paid of it}: as announced, up to what is open."""
        self.ensure_one()
        Credit = self.env["customer.credit"].sudo()
        amounts = {}
        for line in self.line_ids.filtered(lambda it: it.move_id.state == "posted"):
            left = Credit._get_open_amount(line.move_id, self.commercial_partner_id)
            amount = self.currency_id.round(min(line.amount, left))
            if self.currency_id.compare_amounts(amount, 0.0) > 0:
                amounts[line.move_id] = amount
        return amounts

    def _take_up(self, move: models.BaseModel, received: models.BaseModel) -> None:
        """Use the announcement for a payment, and apply it where the company says so.

        Money has arrived: nothing here stops it from being booked. What cannot be applied is left
        open, with a note that says why.

        :param move: account.move (sudo) of the payment, posted
        :param received: account.move.line (sudo), its open receivable items
        """
        self.ensure_one()
        # Posted again, a payment pays nothing for the second time.
        wanted = self.company_id.customer_statement_apply_remittances and not self._has_paid(move)
        if not self._use(move) or not wanted or not received:
            return
        try:
            with self.env.cr.savepoint():
                self._apply(received)
        except (UserError, RedirectWarning) as error:
            move.message_post(
                body=_(
                    "This payment could not be applied as announced with %(number)s: %(reason)s "
                    "It is not tried again: the payment is an open credit, to be applied by hand.",
                    number=self.name,
                    reason=open_reason(error),
                )
            )

    def _apply(self, received):
        """Apply a payment exactly as announced; a rest stays an outstanding credit.

        :raise UserError: another currency, or whatever the engine refuses
        """
        if received.currency_id != self.currency_id:
            raise UserError(_("The payment is in another currency than announced."))
        left = {item: -item.amount_residual_currency for item in received}
        wanted = []
        for document, amount in self._get_amounts().items():
            for item in left:
                part = self.currency_id.round(min(amount, left[item]))
                if self.currency_id.compare_amounts(part, 0.0) > 0:
                    wanted.append(Wanted(item, document, part))
                    left[item] -= part
                    amount -= part
        if wanted:
            self.env["customer.credit"].sudo()._apply_to_invoices(
                self.partner_id, self.company_id, wanted, date=max(received.mapped("date")),
                key=request_key("remit", self.id),
            )  # fmt: skip

    @api.model
    def _check_may_announce(self, customer, company):
        """Refuse customers that are not the user's.

        :raise AccessError: the customer is not the user's
        """
        self.env["customer.statement"]._check_may_make(customer, company)
        if not self.has_access("read"):
            raise AccessError(_("You may not announce payments."))
