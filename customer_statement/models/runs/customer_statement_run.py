"""A run: one statement for each of many customers, with what became of each."""

import ast
import logging

from psycopg2.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from odoo import _, api, fields, models
from odoo.exceptions import LockError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL, format_date

STATES = [
    ("draft", "To check"),
    ("running", "Running"),
    ("paused", "Paused"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]

# What people see: an end without success is no success.
RESULTS = [*STATES, ("incomplete", "Done with Failures"), ("failed", "Failed")]

_logger = logging.getLogger(__name__)

BATCH = 20

# Seconds that the rate looks back.
WINDOW = 20

# Another worker was first: the whole batch is given back and claimed anew.
CONFLICTS = (SerializationFailure, DeadlockDetected, LockNotAvailable, LockError)

# Whatever one customer's data does wrong, and whichever library says so, stops nobody else: it is
# logged, and written on the customer's line.
FAULTS = Exception


class CustomerStatementRun(models.Model):
    """Counts first, sends when told to, and works in the background on any number of servers.

    Counts before anything is sent; the same rules decide again when a statement is made.
    Statement, email and result of a customer are committed together, so each gets one email.
    """

    _name = "customer.statement.run"
    _description = "Customer Statement Run"
    _inherit = [
        "customer.statement.filter.mixin", "customer.credit.evidence.mixin",
        "customer.statement.delivery.mixin", "mail.thread",
    ]  # fmt: skip
    _order = "id desc"
    _check_company_auto = True

    _period_in_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_from <= date_to)", "The period ends before it begins."
    )

    # --- fields

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    state = fields.Selection(STATES, required=True, readonly=True, default="draft", copy=False,
                             index=True, tracking=True)  # fmt: skip
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Sender of the emails.",
    )
    schedule_id = fields.Many2one(
        "customer.statement.schedule", readonly=True, ondelete="set null", index="btree_not_null",
        check_company=True,
    )  # fmt: skip
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)
    line_ids = fields.One2many("customer.statement.run.line", "run_id", readonly=True)
    statement_ids = fields.One2many("customer.statement", "run_id", readonly=True)
    prepared = fields.Boolean(readonly=True, copy=False)
    started_at = fields.Datetime(readonly=True, copy=False)
    resumed_at = fields.Datetime(readonly=True, copy=False)
    finished_at = fields.Datetime(readonly=True, copy=False)
    total_count = fields.Integer(compute="_compute_counts", string="Customers")
    todo_count = fields.Integer(compute="_compute_counts", string="To Do")
    new_count = fields.Integer(compute="_compute_counts", string="To Count")
    done_count = fields.Integer(compute="_compute_counts", string="Sent")
    skipped_count = fields.Integer(compute="_compute_counts", string="Skipped")
    failed_count = fields.Integer(compute="_compute_counts", string="Failed")
    no_address_count = fields.Integer(compute="_compute_counts", string="Without Address")
    progress = fields.Float(compute="_compute_counts")
    summary = fields.Char(compute="_compute_counts")
    result = fields.Selection(
        RESULTS, compute="_compute_counts", help="The state, and whether anybody was reached."
    )
    company_name = fields.Char(related="company_id.name", string="Company Name")

    # --- computes

    @api.depends("kind", "date_to", "schedule_id", "company_id")
    def _compute_name(self):
        """Name a run by what is sent and the last day of its period."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for run in self:
            if run.date_to:
                label = run.schedule_id.name or kinds.get(run.kind, "")
                run.name = f"{label}, {format_date(self.env, run.date_to)}"

    @api.depends("state", "line_ids.state", "line_ids.reason")
    def _compute_counts(self):
        """Count the customers by result, in one query for any number of runs."""
        self.env["customer.statement.run.line"].flush_model(["run_id", "state", "reason"])
        counts = {run_id: {} for run_id in self.ids}
        rows = self.env["customer.statement.run.line"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state", "reason"], ["__count"]
        )
        for run, state, reason, count in rows:
            counts[run.id][state, reason] = count
        for run in self:
            found = counts.get(run._origin.id, {})
            by_state = dict.fromkeys(("new", "todo", "done", "skipped", "failed"), 0)
            for (state, _reason), count in found.items():
                by_state[state] += count
            run.total_count = sum(by_state.values())
            run.new_count = by_state["new"]
            run.todo_count = by_state["todo"]
            run.done_count = by_state["done"]
            run.skipped_count = by_state["skipped"]
            run.failed_count = by_state["failed"]
            run.no_address_count = sum(
                count for (_state, reason), count in found.items() if reason == "no_address"
            )
            settled = run.total_count - run.todo_count - run.new_count
            # Who needs none is settled while the others are still looked at: nothing was sent yet.
            begun = run.total_count and run.state != "draft"
            run.progress = 100.0 * settled / run.total_count if begun else 0.0
            run.summary = run._get_summary()
            run.result = run._get_result()

    # --- guards

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        """Keep the record of what was sent."""
        if any(run.state not in ("draft", "cancelled") or run.statement_ids for run in self):
            raise UserError(_("A run that has sent statements is kept as a record."))

    # --- actions

    def action_prepare(self):
        """Find the customers by the filter and count them; nothing is sent. Managers only.

        Many are counted by the workers.

        :raise AccessError: no manager of statements
        :raise UserError: the run was started already
        """
        self._check_statement_manager()
        self.check_access("write")
        for run in self:
            if run.state != "draft":
                raise UserError(_("The customers of a run are chosen before it starts."))
            run._count_customers()
        return True

    def action_start(self):
        """Start the run in the background, as soon as its customers are counted. Managers only.

        :raise UserError: when it is not a run to check, or nobody is to get a statement
        """
        self._check_statement_manager()
        self.check_access("write")
        for run in self:
            if run.state != "draft":
                raise UserError(_("%(run)s has been started already.", run=run.display_name))
            if not (run.prepared or run.counting):
                run._count_customers()
            if not (run.todo_count or run.counting):
                raise UserError(
                    _(
                        "Nobody would get a statement: %(summary)s. Change the filter or what "
                        "is skipped, and count again.",
                        summary=run.summary,
                    )
                )
        self._start()
        return True

    def action_pause(self):
        """Stop after the customers that are being worked on now. Managers only."""
        self._move_on({"running"}, {"state": "paused"})
        return True

    def action_resume(self):
        """Go on where the run was paused. Managers only."""
        self._move_on({"paused"}, {"state": "running", "resumed_at": fields.Datetime.now()})
        self._finish_if_done()
        self._wake_workers()
        return True

    def action_cancel(self):
        """Leave out everybody who has no statement yet; what was sent stays. Managers only."""
        self._move_on(
            {"draft", "running", "paused"},
            {"state": "cancelled", "finished_at": fields.Datetime.now(), "counting": False},
        )
        # Those that a worker holds right now are being sent: they are left to it.
        self.env["customer.statement.run.line"]._leave_cancelled()
        return True

    def action_retry(self):
        """Try again whoever failed or had no address; nobody gets a second email.

        :raise AccessError: no manager of statements
        :raise UserError: the run was not started yet
        """
        self._check_statement_manager()
        self.check_access("write")
        for run in self:
            if run.state == "draft":
                raise UserError(_("Start the run first."))
            run.line_ids._retry()
        self._wake_workers()
        return True

    def action_open_statements(self):
        """Return the action that lists the statements of this run."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_statement.action_customer_statement"
        )
        return {**action, "domain": [("run_id", "=", self.id)], "context": {}}

    def action_save_as_schedule(self):
        """Return the form of a new schedule with the choices of this run. Managers only.

        Nothing is stored before somebody has chosen how often, and saved it.

        :raise UserError: for runs of a schedule, and runs of reminders
        """
        self.ensure_one()
        self._check_statement_manager()
        self.check_access("read")
        if self.schedule_id or not self._can_repeat():
            raise UserError(_("This run is repeated by what it was made of already."))
        return {
            "type": "ir.actions.act_window",
            "name": _("New Schedule"),
            "res_model": "customer.statement.schedule",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                f"default_{name}": value for name, value in self._prepare_schedule().items()
            },
        }

    def action_download_zip(self):
        """Return the address of one file with the PDF of each statement of this run."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/customer_statement/run/{self.id}/zip",
            "target": "download",
        }

    @api.readonly
    def get_progress(self):
        """Return what the progress bar shows: counts, rate, time left, reasons.

        :return: {state, counting, total, new, todo, done, skipped, failed, waiting, rate,
            seconds_left, notice, reasons} with counting what is being done to count the customers
            or False, new how many are to be counted, rate in customers per second, seconds_left
            None when unknown, waiting the number of emails in the queue, notice what people
            should know or False, reasons a list of {state, reason, label, advice, count}
        :raise AccessError: for users who may not read the run
        """
        self.ensure_one()
        self.check_access("read")
        self.invalidate_recordset()
        rate = self._get_rate() if self.state == "running" else 0.0
        return {
            "state": self.state,
            "counting": self.counting,
            "new": self.new_count,
            "notice": not rate and self._get_notice(),
            "total": self.total_count,
            "todo": self.todo_count,
            "done": self.done_count,
            "skipped": self.skipped_count,
            "failed": self.failed_count,
            "waiting": self._count_waiting_mails(),
            "rate": rate,
            "seconds_left": round(self.todo_count / rate) if rate else None,
            "reasons": self._get_reasons(),
        }

    # --- hooks

    def _editable_fields(self):
        """Give the choices to the user until the run starts; what became of it to nobody.

        # EXTENDS 'customer_credit_balance'
        """
        if self and self.state != "draft":
            return set()
        return {
            *self._delivery_fields(), *self._filter_fields(), "name", "user_id", "schedule_id",
            "date_from", "date_to",
        }  # fmt: skip

    def _can_repeat(self) -> bool:
        """Hook: return whether a schedule could do what this run does."""
        return True

    # --- private

    def _get_result(self) -> str:
        """Return the state; of a run that is done whether all, some or nobody was reached."""
        self.ensure_one()
        if self.state != "done" or not self.failed_count:
            return self.state
        return "incomplete" if self.done_count else "failed"

    def _get_summary(self) -> str:
        """Return the counts as a sentence, such as '412 customers, 37 without email address'."""
        self.ensure_one()
        others = self.skipped_count - self.no_address_count
        parts = [_("%(count)s customers", count=self.total_count)]
        if self.state == "draft":
            parts.append(_("%(count)s get a statement", count=self.todo_count))
        if self.no_address_count:
            parts.append(_("%(count)s without email address", count=self.no_address_count))
        if others > 0:
            parts.append(_("%(count)s skipped", count=others))
        if self.failed_count:
            parts.append(_("%(count)s failed", count=self.failed_count))
        return ", ".join(parts)

    def _start(self):
        """Let the workers begin; a run with nothing to do is done at once.

        A run whose customers are being counted begins when that is done.
        """
        now = fields.Datetime.now()
        early = self.filtered("counting")
        early._write_engine({"start_when_counted": True})
        (self - early)._write_engine({"state": "running", "started_at": now, "resumed_at": now})
        (self - early)._finish_if_done()
        self._wake_workers()

    def _move_on(self, states, vals):
        """Change the state of runs that are in one of these states; UserError for others."""
        self._check_statement_manager()
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for run in self:
            if run.state not in states:
                raise UserError(
                    _(
                        "%(run)s is %(state)s.",
                        run=run.display_name,
                        state=labels[run.state].lower(),
                    )
                )
        self._write_engine(vals)

    def _prepare_schedule(self) -> dict:
        """Return the values of a schedule that chooses and sends as this run does."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        values = {**self._delivery_values(), "name": kinds[self.kind], "user_id": self.user_id.id}
        for name in self._filter_fields():
            value = self[name]
            is_rows = isinstance(value, models.BaseModel)
            values[name] = [Command.set(value.ids)] if is_rows else value
        return values

    def _get_form_action(self) -> dict:
        """Return the action that opens this run."""
        self.ensure_one()
        return self._get_records_action()

    @api.model
    def _read_domain(self, text: str) -> Domain:
        """Return the domain that a filter field holds.

        :raise ValidationError: when it is none
        """
        try:
            domain = ast.literal_eval(text or "[]")
            if not isinstance(domain, (list, tuple)):
                raise ValueError("[...]")
            return Domain(domain)
        except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError) as error:
            raise ValidationError(
                _("The filter of the customers cannot be read: %(error)s", error=error)
            )

    @api.model
    def _get_companies(self, company: models.BaseModel) -> models.BaseModel:
        """Return the company with its branches: one legal entity, one statement."""
        return self.env["res.company"].sudo().search([("id", "child_of", company.id)])

    @api.model
    def _find_query(
        self,
        domain: list,
        company: models.BaseModel,
        overdue: bool = False,
        limit: int | None = None,
    ) -> SQL:
        """Return the select of the ids, by name, of the commercial partners that a domain fits.

        Those with books in the company, also where items stand on a contact. A contact that fits
        brings its customer along. With the rights of the user of this environment.

        :param overdue: only customers with an open item past its due date
        :param limit: at most so many, for a look
        :raise ValidationError: when the filter cannot be read
        """
        Partner = self.env["res.partner"].with_company(company)
        try:
            found = Partner._search(domain & Domain("company_id", "in", [False, company.id]))
        except (ValueError, TypeError, RecursionError, NotImplementedError) as error:
            raise ValidationError(
                _("The filter of the customers cannot be read: %(error)s", error=error)
            )
        condition = SQL()
        if overdue:
            condition = SQL(
                "AND line.reconciled IS NOT TRUE AND line.amount_residual > 0"
                " AND COALESCE(line.date_maturity, line.date) < %s",
                fields.Date.context_today(self),
            )
        return SQL(
            """
            SELECT partner.id
              FROM res_partner partner
             WHERE partner.id IN %s
               AND EXISTS (SELECT 1 FROM res_partner owner
                             JOIN account_move_line line ON line.partner_id = owner.id
                             JOIN account_account account ON account.id = line.account_id
                            WHERE owner.commercial_partner_id = partner.id
                              AND line.company_id = ANY(%s)
                              AND line.parent_state = 'posted'
                              AND account.account_type = 'asset_receivable' %s)
             ORDER BY partner.complete_name, partner.id
             LIMIT %s
            """,
            found.subselect("commercial_partner_id"),
            self._get_companies(company).ids,
            condition,
            limit,
        )

    def _get_balances(self, partners: models.BaseModel) -> dict:
        """Return {partner: what the customer owed at the end of the period}, one query.

        Company currency, positive when the customer owes us. Of contacts it is what their own
        statements say: payments are of the customer, and pay the documents of contacts.
        """
        self.ensure_one()
        self.env.flush_all()
        if self._is_per_contact():
            read = (
                self.env["customer.statement.reader"]
                .sudo()
                ._read(self.company_id, partners, "open_items", None, self.date_to, group="contact")
            )
            return {partner: read[partner].closing for partner in partners}
        found = self._read_balances(partners)
        return {partner: found.get(partner.id, 0.0) for partner in partners}

    def _is_per_contact(self) -> bool:
        """Return whether the template makes a statement for each contact of a customer."""
        template = self.template_id or self.template_id._get_default(self.company_id)
        return template.group == "contact"

    def _get_owner_column(self) -> SQL:
        """Return whose statement an item is on, of ``partner`` (the item's) and ``contact``."""
        if not self._is_per_contact():
            return SQL("partner.commercial_partner_id")
        # As the reader does: the contact of the document, if it belongs to the customer.
        return SQL(
            "CASE WHEN contact.commercial_partner_id = partner.commercial_partner_id"
            " THEN contact.id ELSE partner.id END"
        )

    def _read_balances(self, partners: models.BaseModel) -> dict:
        """Return {id: balance} of these customers, or of each of their contacts."""
        rows = self.env.execute_query(self._sql_balances(partners.commercial_partner_id.ids))
        return {partner_id: float(balance) for partner_id, balance in rows}

    def _sql_balances(self, ids: list[int]) -> SQL:
        """Return the select of (owner, balance) of customers.

        Their contacts are a list of their own, so that items are looked up by it: with 200,000
        customers PostgreSQL would rather read all items for each 2,000 of them. Documents are
        read where their contacts matter: what is joined on the left and not used is left out.
        """
        return SQL(
            """
            SELECT %s AS owner, SUM(line.balance)
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              JOIN res_partner partner ON partner.id = line.partner_id
              LEFT JOIN account_move move ON move.id = line.move_id
              LEFT JOIN res_partner contact ON contact.id = move.partner_id
             WHERE line.partner_id = ANY(ARRAY(
                   SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s)))
               AND line.company_id = ANY(%s)
               AND line.parent_state = 'posted' AND line.date <= %s
               AND account.account_type = 'asset_receivable'
             GROUP BY owner
            """,
            self._get_owner_column(),
            ids,
            self._get_companies(self.company_id).ids,
            self.date_to,
        )

    def _get_unchanged(self, partners: models.BaseModel, balances: dict) -> models.BaseModel:
        """Return the customers whose last statement says the same and who had nothing since.

        The last one that they got: what was made for a page alone was handed to nobody.
        """
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT last.partner_id, last.closing_balance
                  FROM (SELECT DISTINCT ON (partner_id) partner_id, closing_balance, date_to
                          FROM customer_statement
                         WHERE partner_id = ANY(%s) AND company_id = %s
                           AND state IN ('sent', 'viewed', 'disputed') AND delivery IS NOT NULL
                         ORDER BY partner_id, date_to DESC, id DESC) last
                  JOIN res_partner customer ON customer.id = last.partner_id
                 WHERE NOT EXISTS (
                       SELECT 1 FROM res_partner partner
                         JOIN account_move_line line ON line.partner_id = partner.id
                         JOIN account_account account ON account.id = line.account_id
                         JOIN account_move move ON move.id = line.move_id
                         LEFT JOIN res_partner contact ON contact.id = move.partner_id
                        WHERE partner.commercial_partner_id = customer.commercial_partner_id
                          AND %s = last.partner_id AND line.company_id = ANY(%s)
                          AND line.parent_state = 'posted'
                          AND account.account_type = 'asset_receivable'
                          AND line.date > last.date_to AND line.date <= %s)
                """,
                partners.ids,
                self.company_id.id,
                self._get_owner_column(),
                self._get_companies(self.company_id).ids,
                self.date_to,
            )
        )
        same = self.company_id.currency_id.compare_amounts
        by_id = {partner.id: partner for partner in partners}
        return partners.browse(
            [
                partner_id
                for partner_id, closing in rows
                if same(float(closing or 0.0), balances[by_id[partner_id]]) == 0
            ]
        )

    def _get_outcomes(self, partners: models.BaseModel) -> dict:
        """Return {partner: (delivery, reason to skip or False, balance)}.

        A constant number of queries for any number of customers.
        """
        self.ensure_one()
        partners = partners.with_company(self.company_id)
        # Alone: with it come all choices that differ by company, which take longer than the books.
        partners.commercial_partner_id.fetch(["statement_delivery"])
        balances = self._get_balances(partners)
        recipients = partners._get_statement_recipients()
        unchanged = self._get_unchanged(partners, balances) if self.skip_unchanged else partners[:0]
        outcomes = {}
        for partner in partners:
            delivery = partner.commercial_partner_id.statement_delivery or "mail"
            if delivery != "none" and self.delivery != "preferred":
                delivery = self.delivery
            if delivery == "none":
                reason = "excluded"
            else:
                reason = self._get_balance_reason(balances[partner]) or (
                    "unchanged" if partner in unchanged else False
                )
                if not reason and delivery == "mail" and not recipients[partner].to:
                    reason = "no_address"
            outcomes[partner] = (delivery, reason, balances[partner])
        return outcomes

    def _get_balance_reason(self, balance: float) -> str | bool:
        """Return why a balance is not worth a statement, or False."""
        sign = self.company_id.currency_id.compare_amounts(balance, 0.0)
        if self.skip_zero and sign == 0:
            return "zero"
        if self.skip_credit and sign < 0:
            return "credit"
        smallest = self.minimum_balance
        if smallest and self.company_id.currency_id.compare_amounts(balance, smallest) < 0:
            return "threshold"
        return False

    @api.model
    def _work_batch(self, limit=BATCH):
        """Claim customers and work them; return how many. The caller commits.

        Whoever is to be counted comes first: somebody looks on.
        All of a batch at once where all goes well; one by one where somebody's data is at fault.
        """
        if count := self._count_slice():
            return count
        lines = self.env["customer.statement.run.line"]._claim(limit)
        if not lines:
            self.env["customer.statement.run.line"]._leave_cancelled()
            self.search([("state", "=", "running")])._finish_if_done()
            return 0
        run = lines.run_id.with_company(lines.run_id.company_id)
        try:
            with self.env.cr.savepoint():
                run._work_lines(lines)
        except CONFLICTS:
            raise
        except FAULTS:
            for line in lines:
                run._work_alone(line)
        run._finish_if_done()
        return len(lines)

    def _work_alone(self, line):
        """Work one customer; an error is written on the line and stops nobody else."""
        try:
            with self.env.cr.savepoint():
                self._work_lines(line)
        except CONFLICTS:
            raise
        except FAULTS as error:
            _logger.warning("statement of %s failed", line.partner_id.id, exc_info=True)
            line._settle("failed", "error", str(error), attempt=line.attempt + 1)

    def _work_lines(self, lines):
        """Decide, make the statements, deliver them and write the results."""
        for line in lines:
            line._write_engine({"attempt": line.attempt + 1})
        again = self._choose_again(lines)
        if again:
            again._deliver_again()
        lines = self._skip(lines - again)
        for delivery in ("mail", "portal", "print"):
            chosen = lines.filtered(lambda line, mode=delivery: line.delivery == mode)
            if chosen:
                self._make_and_deliver(chosen, delivery)

    def _choose_again(self, lines: models.BaseModel) -> models.BaseModel:
        """Return those of these lines whose statement was sent, and is delivered once more."""
        return lines.filtered(lambda line: line.statement_id.state not in (False, "draft"))

    def _skip(self, lines):
        """Settle those who get none by today's figures; return the others."""
        outcomes = self._get_outcomes(lines.partner_id)
        wanted = lines.browse()
        for line in lines:
            delivery, reason, balance = outcomes[line.partner_id]
            if reason:
                line._settle("skipped", reason, balance=balance)
            else:
                line._write_engine({"delivery": delivery, "balance": balance})
                wanted += line
        return wanted

    def _make_and_deliver(self, lines, delivery):
        """Make the statements of these customers and deliver those that add up."""
        statements = self._make_statements(lines)
        by_partner = {statement.partner_id: statement for statement in statements}
        lacking = {statement: gaps for statement in statements
                   if (gaps := statement._get_blocking_gaps(statement._find_gaps()))}  # fmt: skip
        good = statements.filtered(
            lambda statement: not statement.problem and statement not in lacking
        )
        # The deliveries tell it: a note "Draft, Sent" beside each of a thousand emails says less.
        good.with_context(statement_delivery=delivery, mail_notrack=True).action_send()
        for line in lines:
            statement = by_partner.get(line.partner_id)
            if not statement:
                line._settle("skipped", "zero")
            elif statement not in good:
                reason = "problem" if statement.problem else "letters"
                detail = statement.problem or statement._describe_gaps(lacking[statement])
                line._settle("failed", reason, detail, statement_id=statement.id)
            else:
                line._settle("done", statement_id=statement.id, mail_id=statement.sudo().mail_id.id)

    def _make_statements(self, lines):
        """Return the statements of these customers; drafts of an earlier attempt are read again."""
        drafts = lines.statement_id
        if drafts:
            drafts.action_generate()
        fresh = lines.filtered(lambda line: not line.statement_id).partner_id
        if not fresh:
            return drafts
        made = self.env["customer.statement"]._generate(
            fresh,
            self.company_id,
            self.kind,
            self.date_from,
            self.date_to,
            self.template_id,
            engine={"run_id": self.id, "schedule_id": self.schedule_id.id},
            user_id=self._get_person_in_charge().id,
            note=self.message,
            attach_invoices=self.attach_invoices,
        )
        return drafts + made

    def _finish_if_done(self):
        """End the runs in which no customer is left; one query, whatever is left."""
        self.env.flush_all()
        left = self.env.execute_query(
            SQL(
                """
                SELECT id FROM customer_statement_run run
                 WHERE id = ANY(%s)
                   AND EXISTS (SELECT FROM customer_statement_run_line
                                WHERE run_id = run.id AND state = 'todo')
                """,
                self.ids,
            )
        )
        busy = {run_id for (run_id,) in left}
        ended = self.filtered(lambda run: run.state == "running" and run.id not in busy)
        if ended:
            ended._write_engine({"state": "done", "finished_at": fields.Datetime.now()})
            for run in ended:
                run._tell_responsible()

    def _tell_responsible(self):
        """Post the result on the run; somebody is told when customers could not be reached."""
        user = self._get_person_in_charge()
        told = self.with_context(lang=user.lang or self.env.lang)
        body = told.env._("Run finished: %(summary)s.", summary=told._get_summary())
        if user and (self.failed_count or self.no_address_count):
            self.message_post(
                body=body, partner_ids=user.partner_id.ids, subtype_xmlid="mail.mt_note"
            )
        else:
            self._message_log(body=body)

    def _get_person_in_charge(self) -> models.BaseModel:
        """Return the res.users who sends and hears: the responsible one, a manager once they left.

        The responsible one also where no manager is there.
        """
        self.ensure_one()
        return (
            self.user_id._filter_present()
            or self.company_id._get_statement_managers()[:1]
            or self.user_id
        )

    def _get_rate(self) -> float:
        """Return the customers per second of the last moments of this run."""
        self.env.cr.execute(
            SQL(
                """
                SELECT COUNT(*) / GREATEST(1, EXTRACT(EPOCH FROM
                           now() AT TIME ZONE 'UTC' - GREATEST(%s, now() AT TIME ZONE 'UTC' - %s)))
                  FROM customer_statement_run_line
                 WHERE run_id = %s AND state <> 'todo'
                   AND worked_at >= GREATEST(%s, now() AT TIME ZONE 'UTC' - %s)
                """,
                self.resumed_at,
                SQL("make_interval(secs => %s)", WINDOW),
                self.id,
                self.resumed_at,
                SQL("make_interval(secs => %s)", WINDOW),
            )
        )
        return round(float(self.env.cr.fetchone()[0]), 1)

    def _count_waiting_mails(self):
        """Return how many emails of this run wait in the queue."""
        return (
            self.env["customer.statement.run.line"]
            .sudo()
            .search_count([("run_id", "=", self.id), ("mail_id.state", "=", "outgoing")])
        )

    def _get_reasons(self) -> list:
        """Return the reasons of this run with counts and advice, most frequent first."""
        Line = self.env["customer.statement.run.line"]
        labels = dict(Line._fields["reason"]._description_selection(self.env))
        advice = Line._get_advice()
        rows = Line._read_group(
            [("run_id", "=", self.id), ("reason", "!=", False)], ["state", "reason"], ["__count"]
        )
        return [
            {
                "state": state,
                "reason": reason,
                "label": labels[reason],
                "advice": advice[reason],
                "count": count,
            }
            for state, reason, count in sorted(rows, key=lambda row: (row[0], -row[2]))
        ]
