"""Reminders are statements of open items with the words of a step; replies to them are work."""

from datetime import date, timedelta

from lxml import html

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, html2plaintext, is_html_empty

from ...core.reminders import Standing

MAIL_TEMPLATE = "customer_statement.mail_template_customer_reminder"

REPLY_ACTIVITY = "customer_statement.mail_activity_reply"

# Reminders wait so long for a payment that the customer says is made.
PAID_HOLD = timedelta(days=7)

REPLIES = [
    ("unread", "Answered, read me"),
    ("paid", "Says it is paid"),
    ("promised", "Promised"),
    ("disputed", "Disputed"),
    ("nothing", "Nothing to do"),
]


# By mail, or written in the portal.
REPLY_TYPES = ("email", "comment")


def _get_own_words(body):
    """Return what somebody wrote, as plain text, without the message that it quotes."""
    if is_html_empty(body):
        return ""
    root = html.fragment_fromstring(body, create_parent="div")
    for node in root.xpath("//*[@data-o-mail-quote]"):
        node.drop_tree()
    return html2plaintext(html.tostring(root, encoding="unicode"), include_references=False)


class CustomerStatement(models.Model):
    """Adds the step to statements, because a reminder is one: frozen, sent and answered alike.

    A reply by mail or in the portal holds the next step until somebody decides.
    """

    _inherit = "customer.statement"

    # Whoever makes a second one of the same day is refused by the database.
    _one_reminder = models.UniqueIndex(
        "(partner_id, company_id, date_to)"
        " WHERE reminder_step_id IS NOT NULL AND state NOT IN ('draft', 'replaced')"
        " AND reminder_merged IS NOT TRUE",
        "This customer got a reminder of that day already.",
    )
    _holding = models.Index("(company_id, partner_id) WHERE reminder_hold")
    _unread = models.Index("(partner_id) WHERE reply_state = 'unread'")

    # --- fields

    reminder_step_id = fields.Many2one(
        "customer.reminder.step", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null",
    )  # fmt: skip
    reminder_days = fields.Integer(
        readonly=True, copy=False, help="Days of the step when the reminder was sent."
    )
    reminder_oldest = fields.Date(
        "Oldest Due", readonly=True, copy=False, help="The first due date of what is asked for."
    )
    reminder_asked = fields.Monetary(
        "Asked for", readonly=True, copy=False,
        help="What is due and not set aside, less credits and store credit, when it was made.",
    )  # fmt: skip
    reminder_hold = fields.Boolean(
        readonly=True, copy=False, help="The reminder puts the customer on hold."
    )
    reminder_merged = fields.Boolean(
        "Came With a Merged Contact", readonly=True, copy=False,
        help="Two contacts that are one now were reminded on the same day.",
    )  # fmt: skip
    reply_state = fields.Selection(
        REPLIES, string="Reply", readonly=True, copy=False, tracking=True,
        help="What the customer answered by mail. Reminders wait until somebody decides.",
    )  # fmt: skip
    reply_at = fields.Datetime("Replied on", readonly=True, copy=False)

    reply_text = fields.Text(
        "What the Customer Wrote", compute="_compute_reply_text",
        help="The last answer by mail or in the portal, without what it quotes.",
    )  # fmt: skip
    reply_hold_until = fields.Date(
        readonly=True, copy=False, help="Reminders wait for a payment that the customer told of."
    )
    call_state = fields.Selection(
        [("todo", "To call"), ("done", "Called"), ("settled", "No longer open")],
        string="Call", readonly=True, copy=False, index="btree_not_null", tracking=True,
    )  # fmt: skip
    call_on = fields.Date("Call on", readonly=True, copy=False)
    call_user_id = fields.Many2one(
        "res.users", string="Salesperson", compute="_compute_call", search="_search_call_user_id"
    )
    call_phone = fields.Char("Phone", compute="_compute_call")
    call_owed = fields.Monetary(
        "Owed Now", compute="_compute_call", help="What is due today, in company currency."
    )
    call_oldest = fields.Date("Oldest Due Now", compute="_compute_call")
    call_promise = fields.Date("Last Promise", compute="_compute_call")
    call_score = fields.Char(
        "Score", compute="_compute_call",
        help="How the customer pays, where the company keeps a score and the user may see it.",
    )  # fmt: skip

    # --- computes

    @api.depends("reply_state", "message_ids")
    def _compute_reply_text(self):
        """Give the last words of who answered, in one query for all; nothing for the others."""
        answered = self._origin.filtered("reply_state")
        messages = self.env["mail.message"].sudo().search(
            [("model", "=", self._name), ("res_id", "in", answered.ids),
             ("message_type", "in", REPLY_TYPES)], order="id",
        )  # fmt: skip
        found = {
            message.res_id: message
            for message in messages
            if self.browse(message.res_id)._is_reply(message)
        }
        for statement in self:
            message = found.get(statement._origin.id)
            statement.reply_text = message and _get_own_words(message.body)

    @api.depends_context("uid")
    @api.depends("partner_id", "company_id", "call_state")
    def _compute_call(self):
        """Tell whom to call and for what, as of today; a constant number of queries."""
        today = fields.Date.context_today(self)
        # Of saved ones only: a form that is filled in could name any customer.
        saved = self._origin
        promises = dict(
            self.env["customer.statement.dispute"]
            .sudo()
            ._read_group(
                [("partner_id", "in", saved.partner_id.ids), ("kind", "=", "promise")],
                ["partner_id"],
                ["promise_date:max"],
            )
        )
        Reader = self.env["customer.reminder.reader"].sudo()
        found = {
            company: Reader._read_standings(company, statements.partner_id, today)
            for company, statements in saved.grouped("company_id").items()
        }
        for statement in self:
            kept = statement._origin
            customer = kept.partner_id.sudo().commercial_partner_id
            standing = found.get(kept.company_id, {}).get(customer.id)
            statement.call_user_id = customer.user_id
            statement.call_phone = kept.partner_id.sudo().phone or customer.phone
            statement.call_owed = standing.due if standing else 0.0
            statement.call_oldest = standing and standing.oldest
            statement.call_promise = promises.get(kept.partner_id)
            statement.call_score = kept._get_score()

    @api.model
    def _search_call_user_id(self, operator, value):
        """Find the calls of a salesperson."""
        return [("partner_id.commercial_partner_id.user_id", operator, value)]

    # --- actions

    def action_answer(self):
        """Return the dialog on what the customer said. Statement users, own customers."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": _("What the Customer Said"),
            "res_model": "customer.reminder.answer",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_statement_id": self.id},
        }

    def action_reply_paid(self):
        """Note that the customer says it is paid; reminders wait a week. Statement users.

        :raise UserError: for statements without an unread reply
        """
        self._decide_reply("paid")
        return True

    def action_reply_nothing(self):
        """Note that the reply changes nothing; reminders go on. Statement users.

        :raise UserError: for statements without an unread reply
        """
        self._decide_reply("nothing")
        return True

    # --- hooks

    @api.model
    def _get_reminder_claims(
        self, customers: models.BaseModel, company: models.BaseModel, as_of: date
    ) -> dict:
        """Hook: return what is claimed beside what is open, to be shown on reminders.

        :param customers: commercial res.partner
        :param company: res.company that claims it
        :param as_of: date
        :return: {res.partner: [(label, amount above zero in company currency)]}; nothing here
        """
        return {}

    def _message_post_after_hook(self, message, msg_vals):
        """Mark a reply of the customer as work.

        # EXTENDS 'mail'
        """
        res = super()._message_post_after_hook(message, msg_vals)
        if self._is_reply(message):
            self._mark_reply()
        return res

    def _leave_out_past(self):
        """Leave out reminders of what is asked no more; who owes less is left to a person.

        # EXTENDS 'customer_statement'
        """
        past = self.browse()
        reminders = self.filtered(lambda it: it.reminder_step_id and it.run_id)
        for run, some in reminders.grouped("run_id").items():
            past += run._find_past(some)
        past._write_engine({"mail_retry_at": False})
        return super(CustomerStatement, self - past)._leave_out_past()

    def _post_answer(self, author, text, note):
        """Leave answers of the portal out: disputes and promises are work of their own.

        # EXTENDS 'customer_statement'
        """
        before = [(statement, statement.reply_state, statement.reply_at) for statement in self]
        super()._post_answer(author, text, note)
        for statement, state, at in before:
            if statement.reply_state != state:
                statement.sudo()._write_engine({"reply_state": state, "reply_at": at})
                statement.sudo()._drop_reply_activity()

    # --- private

    def _get_score(self) -> str:
        """Return points and class of the customer where some addon keeps a score, else nothing.

        For users who may read them on the customer.
        """
        Partner = self.env["res.partner"]
        names = ("credit_score", "credit_class")
        if not self or any(
            name not in Partner._fields
            or not Partner._has_field_access(Partner._fields[name], "read")
            for name in names
        ):
            return ""
        customer = self.partner_id.sudo().commercial_partner_id.with_company(self.company_id)
        classes = dict(Partner._fields["credit_class"]._description_selection(self.env))
        if not customer.credit_score:
            return ""
        return f"{customer.credit_score} · {classes.get(customer.credit_class, '')}"

    def _is_reply(self, message: models.BaseModel) -> bool:
        """Return whether a message is one of the customer, by mail or written in the portal."""
        if len(self) != 1 or self.state == "draft" or message.message_type not in REPLY_TYPES:
            return False
        author = message.author_id
        if author.user_ids and not all(user.share for user in author.user_ids):
            return False
        return bool(
            message.message_type == "email"
            or author.commercial_partner_id == self.commercial_partner_id
        )

    def _mark_reply(self):
        """Hold the next reminder, and put the reply on the list of the responsible person."""
        statement = self.sudo()
        statement._write_engine({"reply_state": "unread", "reply_at": fields.Datetime.now()})
        user = statement._get_person_in_charge()
        if user:
            statement._drop_reply_activity()
            told = statement.with_user(user).sudo().with_context(lang=user.lang)
            told.activity_schedule(
                REPLY_ACTIVITY,
                summary=told.env._(
                    "%(customer)s answered, read it", customer=told.partner_id.complete_name
                ),
                user_id=user.id,
            )

    def _drop_reply_activity(self):
        """Take the to-dos about replies away."""
        self.activity_unlink([REPLY_ACTIVITY])

    def _decide_reply(self, state):
        """Settle unread replies for the user.

        :raise UserError: for statements without one
        """
        self.check_access("write")
        if any(statement.reply_state != "unread" for statement in self):
            raise UserError(_("There is no reply that waits to be read."))
        self._settle_reply(state)

    def _settle_reply(self, state):
        """Write what somebody made of a reply or a call; the caller checks rights."""
        today = fields.Date.context_today(self)
        values = {"reply_hold_until": today + PAID_HOLD if state == "paid" else False}
        for statement in self:
            if statement.reply_state == "unread":
                values["reply_state"] = state
            statement._write_engine(values)
            if statement.call_state == "todo":
                statement._write_engine({"call_state": "done"})
        self.sudo()._drop_reply_activity()

    def _record_said(self, outcome, day, reason, note):
        """Turn what a customer said to the user into a promise, a dispute, or a next day.

        :param outcome: promised, disputed, paid, later or nothing
        :raise UserError: when nothing waits for a decision
        :raise ValidationError: for a day or a reason that a customer could not choose either
        """
        self.ensure_one()
        self.check_access("write")
        if self.reply_state != "unread" and self.call_state != "todo":
            raise UserError(_("Somebody has decided on this already."))
        customer, teller = self.partner_id, self.env.user.partner_id
        if outcome == "later":
            # An answer that is not decided yet holds reminders until somebody has called.
            self._write_engine({"call_state": "todo", "call_on": day})
            self._drop_reply_activity()
            return
        if outcome == "promised":
            self._promise(customer, "", day, note, teller)
        elif outcome == "disputed":
            self._dispute(customer, "", reason, note, teller)
        elif note:
            told = self._in_language_of(customer, teller)
            self._post_answer(teller, told.env._("Told by the customer:"), note)
        self._settle_reply(outcome)

    @api.model
    def _keep_twins(self, partners: models.BaseModel) -> None:
        """Let reminders of one day stand side by side on the contact that these become.

        Both were sent: neither is taken back because two contacts are one now.

        :param partners: res.partner that are merged
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_statement
                   SET reminder_merged = TRUE
                 WHERE id IN (
                       SELECT id FROM (
                           SELECT id, ROW_NUMBER() OVER (
                                      PARTITION BY company_id, date_to ORDER BY id) AS place
                             FROM customer_statement
                            WHERE partner_id = ANY(%s) AND reminder_step_id IS NOT NULL
                              AND state NOT IN ('draft', 'replaced')
                              AND reminder_merged IS NOT TRUE) reminder
                        WHERE place > 1)
                """,
                partners.ids,
            )
        )
        self.invalidate_model(["reminder_merged"])

    @api.model
    def _settle_calls(self):
        """Take the customers off the call list who owe nothing that is due any more.

        Where people call it may be tomorrow already: those of a later day are left.
        """
        today = fields.Date.context_today(self)
        calls = self.search([("call_state", "=", "todo"), ("date_to", "<=", today)])
        settled = calls.filtered(
            lambda call: call.company_id.currency_id.compare_amounts(call.call_owed, 0.0) <= 0
        )
        settled._write_engine({"call_state": "settled"})

    @api.model
    def _get_undelivered_domain(self) -> list:
        """Return the domain of what nobody got: the email failed or came back."""
        return [("delivery", "=", "mail"), ("mail_state", "in", ("failed", "bounced"))]

    def _says(self, line: models.BaseModel) -> bool:
        """Return whether this reminder asks for what a line of a run says now."""
        self.ensure_one()
        return (
            self.delivery == line.delivery
            and self.reminder_step_id == line.reminder_step_id
            and self.reminder_oldest == line.oldest_due
            and not self.currency_id.compare_amounts(self.reminder_asked, line._get_left())
        )

    def _replace_undelivered(self):
        """Give up reminders that nobody got: what is asked for now is said anew."""
        before = self.filtered(lambda it: it.state != "replaced")
        before._set_state("replaced", mail_retry_at=False)

    def _get_hold_reason(self, standing: Standing) -> str:
        """Return why this reminder puts its customer on hold, in a sentence.

        :param standing: core.reminders.Standing of today
        """
        self.ensure_one()
        return _(
            "%(step)s %(number)s of %(sent)s: %(amount)s is due, the oldest item since %(day)s.",
            step=self.reminder_step_id.sudo().name,
            number=self.name,
            sent=format_date(self.env, self.date_to),
            amount=self.currency_id.format(standing.due),
            day=format_date(self.env, standing.oldest),
        )

    def _get_reminder_text(self) -> list[str]:
        """Return the words of the step in the statement's language, filled in; empty without."""
        self.ensure_one()
        data = self._get_data()
        if not self.reminder_step_id or not data:
            return []
        lang = self.lang or self.partner_id.lang or self.env.lang or "en_US"
        statement = self.with_context(lang=lang)
        return statement._get_paragraphs(
            statement.reminder_step_id.sudo().message, data, statement._get_formats()
        )

    def _get_written_texts(self) -> list:
        """Look at the letters of the step's words, too.

        # EXTENDS 'customer_statement'
        """
        step = self.reminder_step_id.sudo()
        return [*super()._get_written_texts(), *filter(None, (step.name, step.message))]

    def _get_mail_template(self) -> models.BaseModel:
        """Send the email of the step.

        # EXTENDS 'customer_statement'
        """
        if not self.reminder_step_id:
            return super()._get_mail_template()
        return self.reminder_step_id.sudo().mail_template_id or self.env.ref(MAIL_TEMPLATE).sudo()

    def _get_usual_enclosures(self) -> set[str]:
        """Leave the letter out where the step says so.

        # EXTENDS 'customer_statement'
        """
        step = self.reminder_step_id.sudo()
        left_out = {"pdf"} if step and not step.attach_statement else set()
        return super()._get_usual_enclosures() - left_out
