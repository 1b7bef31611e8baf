"""What the customer answers on the portal: agree, disagree, dispute a line, promise to pay."""

from datetime import timedelta

from markupsafe import Markup

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from .customer_statement_dispute import REASONS

NOTE_LIMIT = 2000

# Disputes and promises of one statement, over its life.
ANSWER_LIMIT = 200

PROMISE_LIMIT = timedelta(days=366)


class CustomerStatement(models.Model):
    """Adds answers to statements, because customers confirm, dispute and promise in the portal;
    amounts are never the visitor's.
    """

    _inherit = "customer.statement"

    # Customers read their statements and take part in the conversation.
    _mail_post_access = "read"

    # --- fields

    confirmation = fields.Selection(
        [("agreed", "Balance confirmed"), ("disagreed", "Balance disputed")],
        readonly=True,
        copy=False,
        tracking=True,
    )
    confirmation_date = fields.Datetime(readonly=True, copy=False)
    confirmation_partner_id = fields.Many2one(
        "res.partner", string="Confirmed by", readonly=True, copy=False
    )
    dispute_ids = fields.One2many("customer.statement.dispute", "statement_id", readonly=True)
    open_dispute_count = fields.Integer(compute="_compute_open_dispute_count")
    is_viewed = fields.Integer(
        string="Viewed", compute="_compute_outcome", store=True, aggregator="sum"
    )
    is_sent = fields.Integer(
        string="Sent", compute="_compute_outcome", store=True, aggregator="sum"
    )
    is_disputed = fields.Integer(
        string="Disputed", compute="_compute_outcome", store=True, aggregator="sum"
    )
    is_confirmed = fields.Integer(
        string="Balance Confirmed", compute="_compute_outcome", store=True, aggregator="sum"
    )

    # --- computes

    def _compute_open_dispute_count(self):
        """Count what waits for an answer, in one query."""
        counts = dict(
            self.env["customer.statement.dispute"]._read_group(
                [("statement_id", "in", self.ids), ("state", "=", "open")],
                ["statement_id"],
                ["__count"],
            )
        )
        for statement in self:
            statement.open_dispute_count = counts.get(statement, 0)

    @api.depends("state", "viewed_at", "confirmation", "dispute_ids.kind")
    def _compute_outcome(self):
        """Count 1 for each thing that happened to a statement, for the dashboard."""
        for statement in self:
            statement.is_sent = int(statement.state != "draft")
            statement.is_viewed = int(bool(statement.viewed_at))
            statement.is_disputed = int("dispute" in statement.dispute_ids.mapped("kind"))
            statement.is_confirmed = int(statement.confirmation == "agreed")

    # --- guards

    def _check_answer(self, author, note):
        """Raise ValidationError unless this person may answer this statement now."""
        self.ensure_one()
        if author.commercial_partner_id != self.partner_id.commercial_partner_id:
            raise ValidationError(_("Only the customer of a statement answers it."))
        self._check_not_cleaned()
        if self.state not in ("sent", "viewed", "disputed"):
            raise ValidationError(_("This statement was replaced by a newer one."))
        if len(note or "") > NOTE_LIMIT:
            raise ValidationError(_("Please write at most %(count)s characters.", count=NOTE_LIMIT))

    # --- actions

    def action_open_disputes(self):
        """Return the action that lists what the customer disputes and promises."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_statement.action_customer_statement_dispute"
        )
        return {**action, "domain": [("statement_id", "in", self.ids)], "context": {}}

    # --- hooks

    @api.model
    def _get_thread_with_access(self, thread_id, *, token=None, **kwargs):
        """Keep the conversation for people who are known: the link of an email is not enough.

        # EXTENDS 'portal'
        """
        return super()._get_thread_with_access(thread_id, **kwargs)

    def _mark_viewed(self):
        """Let the person in charge hear what the customer writes from now on.

        # EXTENDS 'customer_statement'
        """
        fresh = self.filtered(lambda statement: statement.state == "sent")
        super()._mark_viewed()
        for statement in fresh.filtered("user_id"):
            statement.message_subscribe(statement.user_id.partner_id.ids)

    def _find_taken_back(self, line: dict) -> models.BaseModel:
        """Hook: return the last promise of a line that the customer has taken back, or none.

        :param line: as of ``_get_disputable``
        """
        return self.env["customer.statement.dispute"].sudo().browse()

    # --- private

    def _answer_balance(self, author, agreed, note=""):
        """Record that the customer agrees or disagrees with the balance; private, portal only."""
        self._check_answer(author, note)
        whole = self.dispute_ids.filtered(
            lambda dispute: (
                dispute.state == "open" and dispute.kind == "dispute" and not dispute.line_key
            )
        )
        said = (self.confirmation, self.confirmation_partner_id) == ("agreed", author)
        if agreed and said and not whole and not note:
            return  # the same click once more
        self._write_engine(
            {
                "confirmation": "agreed" if agreed else "disagreed",
                "confirmation_date": fields.Datetime.now(),
                "confirmation_partner_id": author.id,
            }
        )
        if not agreed:
            self._dispute(author, "", "other", note)
            return
        whole._write_engine({"state": "withdrawn", "settled_at": fields.Datetime.now()})
        whole.sudo()._drop_activities()
        self._post_answer(author, _("The balance is confirmed."), note)
        self._end_dispute()

    def _dispute(self, author, line_key, reason, note="", teller=None):
        """Record a dispute of a line ('' for the whole balance) and return it.

        :param teller: res.partner, who heard it from the customer and says so in the own name
        """
        self._check_answer(author, note)
        if reason not in dict(REASONS):
            raise ValidationError(_("Choose a reason."))
        dispute = self._record_answer(author, "dispute", line_key, reason=reason, note=note)
        if self.state != "disputed":
            self._set_state("disputed")
        told = self._in_language_of(author, teller)
        label = dict(dispute._fields["reason"]._description_selection(told.env))[reason]
        self._post_answer(
            teller or author,
            told.env._("%(document)s is disputed: %(reason)s", document=dispute.name, reason=label),
            note,
        )  # fmt: skip
        dispute._schedule_activity(lambda it: it._get_summary())
        return dispute

    def _promise(self, author, line_key, date, note="", teller=None):
        """Record a promise to pay a line ('' for everything) on a date and return it.

        :param teller: res.partner, who heard it from the customer and says so in the own name
        """
        self._check_answer(author, note)
        today = fields.Date.context_today(self)
        if not date or not today <= date <= today + PROMISE_LIMIT:
            raise ValidationError(_("Choose a day from today on, within a year."))
        promise = self._record_answer(author, "promise", line_key, promise_date=date, note=note)
        told = self._in_language_of(author, teller)
        self._post_answer(
            teller or author,
            told.env._(
                "%(document)s will be paid on %(date)s",
                document=promise.name,
                date=format_date(told.env, date),
            ),
            note,
        )
        return promise

    def _in_language_of(self, author, teller=None):
        """Return this statement in the language of whoever reads its page.

        :param author: res.partner of the customer, who reads the page in the own language
        :param teller: res.partner, a colleague who works in another one; None for the author
        """
        lang = teller and (author.sudo().lang or self.lang)
        return self.with_context(lang=lang) if lang else self

    def _record_answer(self, author, kind, line_key, **values):
        """Write the record of an answer; a second answer to the same line replaces the first.

        A promise may be corrected on the day it was made. Whoever promises a later day afterwards
        has not kept the first one: else a customer could put off reminders for ever. Neither an
        earlier day nor taking it back in between changes that.
        """
        line = self._get_disputable(line_key)
        open_one = self.dispute_ids.filtered(
            lambda dispute: (
                dispute.state == "open"
                and dispute.kind == kind
                and (dispute.line_key or "") == (line_key or "")
            )
        )
        values = {**values, "author_id": author.id, "date": fields.Datetime.now()}
        if kind == "promise":
            before = open_one or self._find_taken_back(line)
            if before and before._is_put_off(values["promise_date"]):
                before._write_engine({"state": "broken", "settled_at": fields.Datetime.now()})
                before.flush_recordset(["state"])  # one open answer to a line, says an index
                open_one = open_one.browse()
            else:
                values["promised_before"] = before._get_promised_before()
        if open_one:
            open_one._write_engine({**values, "amount": line["amount"]})
            return open_one
        if len(self.dispute_ids) >= ANSWER_LIMIT:
            raise ValidationError(
                _("You have answered this statement very often: please write or call us.")
            )
        # The checks are above and in the portal; nobody creates one by hand.
        return (
            self.env["customer.statement.dispute"]
            .sudo()
            .create(
                {
                    **values,
                    **line,
                    "statement_id": self.id,
                    "kind": kind,
                    **self._prepare_ownership(kind),
                }
            )
        )

    def _prepare_ownership(self, kind: str) -> dict:
        """Return whose answer it is to settle, and by when: a dispute is the salesperson's.

        A salesperson who may not read it owns none.
        """
        statement = self.sudo()
        owner = statement._get_person_in_charge()
        if kind != "dispute":
            return {"user_id": owner.id}
        seller = statement.partner_id.commercial_partner_id.user_id
        if (
            seller.active
            and seller.has_group("customer_statement.group_customer_statement_user")
            and statement.company_id in seller.company_ids
        ):
            owner = seller
        days = statement.company_id.customer_statement_dispute_days
        today = fields.Date.context_today(self)
        return {"user_id": owner.id, "deadline": days and today + timedelta(days=days)}

    def _get_person_in_charge(self, first: models.BaseModel | None = None) -> models.BaseModel:
        """Return the res.users (sudo) who hears what this customer says; may be empty.

        Whoever has left the company hears nothing: the salesperson does, else a manager.

        :param first: res.users who comes before the responsible person
        """
        self.ensure_one()
        statement = self.sudo()
        seller = statement.partner_id.commercial_partner_id.user_id
        for user in filter(None, (first, statement.user_id, seller)):
            if user._filter_present():
                return user
        return statement.company_id._get_statement_managers()[:1]

    def _get_disputable(self, line_key: str) -> dict:
        """Return the values of a line as this statement says it; ValidationError if it does not."""
        if not line_key:
            return {
                "name": _("Balance of %(statement)s", statement=self.name),
                "amount": self.closing_balance,
                "currency_id": self.company_id.currency_id.id,
            }
        for section in self._get_data().sections:
            for line in [*section.lines, *section.open_items]:
                if line.key == line_key and line.key.isdigit():
                    item = self.env["account.move.line"].browse(int(line.key)).exists()
                    return {
                        "name": line.number,
                        "line_key": line.key,
                        "move_line_id": item.id,
                        "amount": line.residual or line.amount,
                        "currency_id": section.currency_id,
                    }
        raise ValidationError(_("This line is not on the statement."))

    def _get_line_keys(self) -> list:
        """Return the ids of the journal items that this statement shows."""
        self.ensure_one()
        data = self._get_data()
        keys = {
            line.key
            for section in (data.sections if data else ())
            for line in [*section.lines, *section.open_items]
        }
        return sorted(int(key) for key in keys if key.isdigit())

    def _get_still_owed(self) -> models.BaseModel:
        """Return what of this statement the customer still owes (sudo), invoices or not."""
        self.ensure_one()
        items = self.env["account.move.line"].sudo().browse(self._get_line_keys()).exists()
        return items.filtered(
            lambda item: (
                item.parent_state == "posted"
                and item.account_type == "asset_receivable"
                and not item.reconciled
                and item.balance > 0
            )
        )

    def _post_answer(self, author, text, note):
        """Write an answer into the conversation, in the name of a customer or of who heard it."""
        self.sudo().message_post(
            body=Markup("%s<br/>%s") % (text, note) if note else text,
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _end_dispute(self):
        """Statements without an open dispute are no longer disputed."""
        self.invalidate_recordset(["open_dispute_count"])
        for statement in self.sudo():
            still = statement.dispute_ids.filtered(
                lambda dispute: dispute.state == "open" and dispute.kind == "dispute"
            )
            if statement.state == "disputed" and not still:
                statement._set_state("viewed")
