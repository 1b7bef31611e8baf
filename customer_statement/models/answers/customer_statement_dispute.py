"""What a customer disputes or promises: one line of a statement, or the whole balance."""

from datetime import date as Date
from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..runs.customer_statement_due_mixin import PROBLEM_ACTIVITY

TODO = "mail.mail_activity_data_todo"

REASONS = [
    ("amount", "The amount is wrong"),
    ("paid", "Already paid"),
    ("not_received", "Goods or service not received"),
    ("faulty", "Goods or service faulty"),
    ("returned", "Returned or cancelled"),
    ("unknown", "Not our order"),
    ("duplicate", "Invoiced twice"),
    ("other", "Another reason"),
]


class CustomerStatementDispute(models.Model):
    """The worklist of the accountant; the customer writes through the portal only."""

    _name = "customer.statement.dispute"
    _description = "Statement Dispute"
    _inherit = [
        "customer.credit.evidence.mixin", "mail.thread", "customer.statement.due.mixin",
    ]  # fmt: skip
    _order = "state, date desc, id desc"

    _one_open_per_line = models.UniqueIndex(
        "(statement_id, kind, COALESCE(line_key, '')) WHERE state = 'open'",
        "This line has an open answer already.",
    )

    # --- fields

    name = fields.Char(string="Document", required=True, readonly=True)
    kind = fields.Selection(
        [("dispute", "Dispute"), ("promise", "Promise to pay")], required=True, readonly=True
    )
    statement_id = fields.Many2one(
        "customer.statement", required=True, readonly=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(related="statement_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="statement_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Responsible", tracking=True, domain="[('share', '=', False)]"
    )
    line_key = fields.Char(readonly=True, help="The line of the statement; empty: the balance.")
    move_line_id = fields.Many2one(
        "account.move.line", readonly=True, ondelete="set null", index="btree_not_null"
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(readonly=True, help="What the statement said, in its currency.")
    reason = fields.Selection(REASONS, readonly=True, tracking=True)
    note = fields.Text(string="In the Customer's Words", readonly=True)
    promise_date = fields.Date(string="Promised for", readonly=True, tracking=True)
    promised_before = fields.Date(
        readonly=True, copy=False,
        help="Until when it was promised before the day of the last change.",
    )  # fmt: skip
    author_id = fields.Many2one("res.partner", string="Author", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("kept", "Kept"),
            ("broken", "Broken"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
        index=True,
    )
    deadline = fields.Date(
        "Settle by", tracking=True, help="Last day; then somebody else hears of the dispute."
    )
    deadline_told = fields.Boolean(readonly=True, copy=False)
    escalated_on = fields.Date(readonly=True, copy=False)
    escalated_to_id = fields.Many2one("res.users", "Escalated to", readonly=True, copy=False)
    answer = fields.Text(help="What the customer reads when the dispute is settled.")
    settled_by_id = fields.Many2one("res.users", readonly=True)
    settled_at = fields.Datetime(readonly=True)
    chasing_paused = fields.Boolean(
        compute="_compute_chasing_paused",
        string="Left Out of Reminders",
        help="The invoice is left out of reminders and of overdue rules.",
    )

    # --- computes

    @api.depends("move_line_id.no_followup")
    def _compute_chasing_paused(self):
        """Read the mark on the journal item, which Odoo and the credit rules respect."""
        for dispute in self:
            dispute.chasing_paused = dispute.sudo().move_line_id.no_followup

    # --- guards

    def write(self, vals):
        """Let the to-do of an open dispute follow its owner and its deadline.

        :raise AccessError: for what only the engine writes
        """
        owners = {it: it.user_id for it in self if it.state == "open" and it.kind == "dispute"}
        res = super().write(vals)
        if {"user_id", "deadline"} & vals.keys():
            for dispute, owner in owners.items():
                dispute._move_activity(owner)
        return res

    def _check_may_settle(self, kind=None, states=("open",)):
        """Raise AccessError unless the user manages statements and may write these.

        :param kind: what all of them must be, None for any
        :param states: those that may be left
        """
        if not self.env.user.has_group("customer_statement.group_customer_statement_manager"):
            raise AccessError(_("Only a statement manager settles disputes."))
        self.check_access("write")
        if any(dispute.state not in states for dispute in self):
            raise UserError(_("This was settled already."))
        if kind and any(answer.kind != kind for answer in self):
            raise UserError(
                _("A dispute is accepted or refused, a promise is kept, not kept or withdrawn.")
            )

    # --- actions

    def action_accept(self):
        """Agree with the customer and say so; the correction is a credit note. Managers only."""
        self._settle_by_user("accepted")
        return True

    def action_refuse(self):
        """Disagree with the customer and say why. Managers only.

        :raise UserError: without an answer
        """
        if any(not (dispute.answer or "").strip() for dispute in self):
            raise UserError(_("Tell the customer why: write an answer first."))
        self._settle_by_user("refused")
        return True

    def action_promise_kept(self):
        """Note that the customer paid as promised, whatever the books say. Managers only.

        What was marked as broken is corrected so.
        """
        self._end_promise("kept", ("open", "broken"))
        return True

    def action_promise_broken(self):
        """Note that the customer did not pay as promised; reminders begin again. Managers only."""
        self._end_promise("broken")
        return True

    def action_promise_withdrawn(self):
        """Expect it no more, as was agreed otherwise; it counts neither way. Managers only.

        What was marked as broken is corrected so.
        """
        self._end_promise("withdrawn", ("open", "broken"))
        return True

    def action_pause_chasing(self):
        """Leave the invoice out of reminders and overdue rules while it is disputed.

        :raise AccessError: the user may not settle disputes
        :raise UserError: the dispute of a balance, which is no invoice
        """
        self._check_may_settle()
        if any(not dispute.move_line_id for dispute in self):
            raise UserError(_("Only the dispute of an invoice can be left out of reminders."))
        self._pause_chasing(True)
        return True

    def action_resume_chasing(self):
        """Take the invoice into reminders and overdue rules again. Managers only."""
        self._check_may_settle()
        self._pause_chasing(False)
        return True

    def action_open_statement(self):
        """Return the action that opens the statement."""
        self.ensure_one()
        return self.statement_id._get_records_action()

    def action_open_invoice(self):
        """Return the action that opens the disputed invoice."""
        self.ensure_one()
        return self.move_id._get_records_action()

    # --- hooks

    def _editable_fields(self):
        """Give the answer and the responsible person to the user, no word of the customer.

        # EXTENDS 'customer_credit_balance'
        """
        if not self:
            return set()
        return {"user_id", "answer", "deadline"} if self.state == "open" else {"user_id"}

    @api.model
    def _outsider_fields(self):
        """Show portal users what they said themselves, and the answer.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            "name", "kind", "statement_id", "partner_id", "company_id", "currency_id", "amount",
            "reason", "note", "promise_date", "author_id", "date", "state", "answer",
        }  # fmt: skip

    # --- private

    def _settle_by_user(self, state):
        self._check_may_settle("dispute")
        self._settle(state)

    def _end_promise(self, state, states=("open",)):
        """Close promises; the customer is not written to, the record says who closed them.

        :param states: those that may be left
        """
        self._check_may_settle("promise", states)
        self._write_engine(
            {"state": state, "settled_by_id": self.env.uid, "settled_at": fields.Datetime.now()}
        )
        self._chase_settled()
        self._drop_activities()

    def _settle(self, state):
        """Close these, tell the customer on the statement, and let reminders begin again."""
        self._write_engine(
            {
                "state": state,
                "settled_by_id": self.env.uid,
                "settled_at": fields.Datetime.now(),
            }
        )
        self._chase_settled()
        self._drop_activities()
        for dispute in self:
            lang = dispute.author_id.sudo().lang or dispute.statement_id.lang or self.env.lang
            dispute.statement_id.sudo().message_post(
                body=dispute.with_context(lang=lang)._get_outcome(),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                author_id=self.env.user.partner_id.id,
                partner_ids=dispute.author_id.ids,
            )
        self.statement_id._end_dispute()

    def _get_outcome(self) -> str:
        """Return how it was settled and what was answered, for who disputed it."""
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        return _(
            "%(document)s: %(state)s. %(answer)s",
            document=self.name,
            state=labels[self.state].lower(),
            answer=self.answer or "",
        )

    def _chase_settled(self):
        """Chase the items of answers that were settled, but for what is disputed elsewhere."""
        disputed = self.sudo().search(
            [("move_line_id", "in", self.sudo().move_line_id.ids), ("kind", "=", "dispute"),
             ("state", "=", "open")]
        )  # fmt: skip
        settled = self.filtered(lambda it: it.sudo().move_line_id not in disputed.move_line_id)
        settled._pause_chasing(False)

    def _pause_chasing(self, paused):
        """Mark the journal items; the customer alone can never do this."""
        lines = self.sudo().move_line_id.filtered(lambda line: line.no_followup != paused)
        if lines:
            lines.write({"no_followup": paused})

    @api.model
    def _cron_check_promises(self):
        """Mark promises as kept or broken the day after their date; somebody is told of these."""
        waiting = [("kind", "=", "promise"), ("state", "=", "open")]
        self._do_due(waiting, lambda promise: promise._check_promise())

    def _check_promise(self):
        """Mark this promise as kept, or as broken once its day is over; then somebody is told.

        Of what is cancelled or gone nothing is expected any more. A document that is corrected is
        waited for, and so is a payment that is on its way.
        """
        self.ensure_one()
        paid, items = self._is_paid(), self._get_promised_items()
        states = set(items.mapped("parent_state"))
        if self.line_key and not states & {"draft", "posted"}:
            self._close("withdrawn")
        elif paid and "draft" not in states:
            self._close("kept")
        elif self.promise_date < self._get_today() and self._is_late():
            self._close("broken")
            self._schedule_activity(lambda it: it._get_broken_summary())

    def _close(self, state):
        """End this promise by itself."""
        self._write_engine({"state": state, "settled_at": fields.Datetime.now()})

    @api.model
    def _cron_check_disputes(self):
        """Ask the owner of a dispute on its last day; the day after, somebody else hears of it."""
        # Somewhere it is tomorrow already.
        latest = fields.Date.context_today(self) + timedelta(days=1)
        due = [("kind", "=", "dispute"), ("state", "=", "open"), ("deadline", "<=", latest),
               "|", ("deadline_told", "=", False), ("escalated_on", "=", False)]  # fmt: skip
        self._do_due(due, lambda dispute: dispute._check_deadline())

    def _check_deadline(self):
        """Ask the owner on the last day, and tell somebody else once it is over, each once."""
        self.ensure_one()
        today = self._get_today()
        if self.deadline <= today and not self.deadline_told:
            self._tell_owner()
        if self.deadline < today and not self.escalated_on:
            self._escalate(today)

    def _tell_owner(self):
        """Give the owner a to-do, unless there is one since the dispute came."""
        self._write_engine({"deadline_told": True})
        owner = self.statement_id._get_person_in_charge(self.user_id)
        if not self.activity_search([TODO], user_id=owner.id):
            self._schedule_activity(lambda it: it._get_summary())

    def _escalate(self, today):
        """Tell a manager that it is late, once, and say so in the conversation."""
        user = self.company_id._get_dispute_manager(self.user_id)
        self._write_engine({"escalated_on": today, "escalated_to_id": user.id})
        if not user:
            return
        if user != self.user_id:
            told = self.with_user(user).sudo().with_context(lang=user.lang)
            told.activity_schedule(
                TODO,
                date_deadline=today,
                summary=told.env._(
                    "Late: %(customer)s disputes %(document)s",
                    customer=self.partner_id.complete_name,
                    document=self.name,
                ),
                user_id=user.id,
            )
        self._message_log(
            body=_(
                "Not settled by %(day)s: escalated to %(name)s.",
                day=format_date(self.env, self.deadline),
                name=user.name,
            )
        )

    def _get_summary(self) -> str:
        """Return who disputes what."""
        return _(
            "%(customer)s disputes %(document)s",
            customer=self.partner_id.complete_name,
            document=self.name,
        )

    def _get_broken_summary(self) -> str:
        """Return who did not keep a promise."""
        return _("%(customer)s did not pay as promised", customer=self.partner_id.complete_name)

    def _move_activity(self, owner):
        """Hand the to-do of an owner to whoever owns it now, for the day that counts now."""
        self._write_engine({"deadline_told": False})
        here = self.sudo()
        day = here.deadline or fields.Date.context_today(self)
        if owner and here.user_id and here.activity_search([TODO], user_id=owner.id):
            here.activity_reschedule(
                [TODO], user_id=owner.id, date_deadline=day, new_user_id=here.user_id.id
            )
        else:
            here._schedule_activity(lambda it: it._get_summary())

    def _drop_activities(self):
        """Take the to-dos about answers away that are settled."""
        self.activity_unlink([TODO, PROBLEM_ACTIVITY])

    @api.model
    def _get_broken_promises(
        self, company: models.BaseModel, since: Date | None = None
    ) -> dict[int, list[tuple[Date, bool]]]:
        """Return {id of the customer: [(date promised for, whether it is still unpaid)]}."""
        domain = [("kind", "=", "promise"), ("state", "=", "broken"),
                  ("company_id", "=", company.id)]  # fmt: skip
        if since:
            domain.append(("promise_date", ">=", since))
        found = {}
        for promise in self.sudo().search(domain, order="promise_date, id"):
            customer = promise.partner_id.commercial_partner_id
            found.setdefault(customer.id, []).append((promise.promise_date, not promise._is_paid()))
        return found

    def _is_put_off(self, day: Date) -> bool:
        """Say whether a promise of this day is later than what was promised before today."""
        before = self._get_promised_before()
        return bool(before) and day > before

    def _get_promised_before(self) -> Date | bool:
        """Return until when it was promised before today, False where that was said today."""
        if not self:
            return False
        made = fields.Datetime.context_timestamp(self, self.date).date()
        return self.promise_date if made < fields.Date.context_today(self) else self.promised_before

    def _get_promised_items(self) -> models.BaseModel:
        """Return the item, or everything of the statement, that is promised (sudo)."""
        self.ensure_one()
        promise = self.sudo()
        if promise.line_key:
            return promise.move_line_id
        keys = promise.statement_id._get_line_keys()
        return promise.move_line_id.browse(keys).exists()

    def _get_owed_items(self) -> models.BaseModel:
        """Return what of it is posted and still owed (sudo)."""
        self.ensure_one()
        promise = self.sudo()
        if not promise.line_key:
            return promise.statement_id._get_still_owed()
        return promise.move_line_id.filtered(
            lambda item: item.parent_state == "posted" and not item.reconciled
        )

    def _is_paid(self) -> bool:
        """Return whether nothing of the promised line, or of the statement, is owed any more."""
        return not self._get_owed_items()

    def _is_late(self) -> bool:
        """Return whether something of it is owed that is expected by now.

        Not expected is what a payment is on its way for, what was agreed to be paid later, and
        what is disputed.
        """
        owed = self.env["payment.transaction"]._leave_out_on_their_way(self._get_owed_items())
        owed -= self.statement_id._get_planned(owed)
        disputed = self._get_disputed_amounts(owed)
        return any(
            item.currency_id.compare_amounts(
                item.amount_residual_currency, disputed.get(item, 0.0)
            ) > 0
            for item in owed
        )  # fmt: skip

    @api.model
    def _get_disputed_amounts(self, items: models.BaseModel) -> dict:
        """Return {item: what somebody disputes of it now}, above zero, in its currency."""
        disputes = self.sudo().search(
            [("move_line_id", "in", items.ids), ("kind", "=", "dispute"), ("state", "=", "open")]
        )  # fmt: skip
        amounts = {}
        for dispute in disputes:
            item = dispute.move_line_id
            amounts[item] = max(abs(dispute.amount), amounts.get(item, 0.0))
        return amounts

    def _schedule_activity(self, summarize):
        """Put it on the list of the responsible person, once, in that person's language.

        :param summarize: function of the record that returns the summary
        """
        for dispute in self.sudo():
            user = dispute.statement_id._get_person_in_charge(dispute.user_id)
            if user and not dispute.activity_search([TODO], user_id=user.id):
                told = dispute.with_user(user).sudo().with_context(lang=user.lang)
                told.activity_schedule(
                    TODO, told.deadline or None, summary=summarize(told), user_id=user.id
                )
