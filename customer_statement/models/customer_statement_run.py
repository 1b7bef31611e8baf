"""A run: one statement for each of many customers, with what became of each."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

STATES = [
    ("draft", "To check"),
    ("running", "Running"),
    ("paused", "Paused"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]


class CustomerStatementRun(models.Model):
    """Counts first, sends when told to, and works in the background on any number of servers."""

    _name = "customer.statement.run"
    _description = "Customer Statement Run"
    _inherit = [
        "customer.credit.evidence.mixin", "customer.statement.delivery.mixin", "mail.thread",
    ]  # fmt: skip
    _order = "id desc"
    _check_company_auto = True

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
        "customer.statement.schedule", readonly=True, ondelete="set null", index="btree_not_null"
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)
    domain = fields.Char(
        string="Filter",
        default="[]",
        help="Which customers, by any filter. Count them again after a change.",
    )
    only_overdue = fields.Boolean(help="Only customers with an invoice past its due date.")
    line_ids = fields.One2many("customer.statement.run.line", "run_id", readonly=True)
    statement_ids = fields.One2many("customer.statement", "run_id", readonly=True)
    prepared = fields.Boolean(readonly=True, copy=False)
    started_at = fields.Datetime(readonly=True, copy=False)
    resumed_at = fields.Datetime(readonly=True, copy=False)
    finished_at = fields.Datetime(readonly=True, copy=False)
    total_count = fields.Integer(compute="_compute_counts", string="Customers")
    todo_count = fields.Integer(compute="_compute_counts", string="To Do")
    done_count = fields.Integer(compute="_compute_counts", string="Sent")
    skipped_count = fields.Integer(compute="_compute_counts", string="Skipped")
    failed_count = fields.Integer(compute="_compute_counts", string="Failed")
    no_address_count = fields.Integer(compute="_compute_counts", string="Without Address")
    progress = fields.Float(compute="_compute_counts")
    summary = fields.Char(compute="_compute_counts")
    company_name = fields.Char(related="company_id.name", string="Company Name")

    _period_in_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_from <= date_to)", "The period ends before it begins."
    )

    # -------------------------------------------------------------- computes

    @api.depends("kind", "date_to", "schedule_id", "company_id")
    def _compute_name(self):
        """Name a run by what is sent and the last day of its period."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for run in self:
            if run.date_to:
                label = run.schedule_id.name or kinds.get(run.kind, "")
                run.name = f"{label}, {format_date(self.env, run.date_to)}"

    @api.depends("line_ids.state", "line_ids.reason")
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
            by_state = dict.fromkeys(("todo", "done", "skipped", "failed"), 0)
            for (state, _reason), count in found.items():
                by_state[state] += count
            run.total_count = sum(by_state.values())
            run.todo_count = by_state["todo"]
            run.done_count = by_state["done"]
            run.skipped_count = by_state["skipped"]
            run.failed_count = by_state["failed"]
            run.no_address_count = sum(
                count for (_state, reason), count in found.items() if reason == "no_address"
            )
            settled = run.total_count - run.todo_count
            run.progress = 100.0 * settled / run.total_count if run.total_count else 0.0
            run.summary = run._get_summary()

    def _get_summary(self):
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

    def _editable_fields(self):
        """Give the choices to the user until the run starts; what became of it to nobody.

        # EXTENDS 'customer_credit_balance'
        """
        if self and self.state != "draft":
            return set()
        return {
            *self._delivery_fields(), "name", "user_id", "schedule_id", "date_from", "date_to",
            "domain", "only_overdue",
        }  # fmt: skip

    # --------------------------------------------------------------- actions

    def action_prepare(self):
        """Find the customers by the filter and count them; nothing is sent. Managers only."""
        self._check_statement_manager()
        self.check_access("write")
        for run in self:
            if run.state != "draft":
                raise UserError(_("The customers of a run are chosen before it starts."))
            run._prepare(run._find_by_filter())
        return True

    def action_start(self):
        """Start the run in the background. Managers only.

        :raise UserError: when it is not a run to check, or nobody is to get a statement
        """
        self._check_statement_manager()
        self.check_access("write")
        for run in self:
            if run.state != "draft":
                raise UserError(_("%(run)s has been started already.", run=run.display_name))
            if not run.prepared:
                run._prepare(run._find_by_filter())
            if not run.todo_count:
                raise UserError(
                    _(
                        "Nobody would get a statement: %(summary)s. Change the filter or what "
                        "is skipped, and count again.",
                        summary=run.summary,
                    )
                )
        self._start()
        return True

    def _start(self):
        """Let the workers begin; a run with nothing to do is done at once."""
        now = fields.Datetime.now()
        self._write_engine({"state": "running", "started_at": now, "resumed_at": now})
        self._finish_if_done()
        self._wake_workers()

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
            {"state": "cancelled", "finished_at": fields.Datetime.now()},
        )
        self.line_ids.flush_model()
        # Those that a worker holds right now are being sent: they are left to it.
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_statement_run_line SET state = 'skipped', reason = 'cancelled'
                 WHERE id IN (SELECT id FROM customer_statement_run_line
                               WHERE run_id = ANY(%s) AND state = 'todo' FOR UPDATE SKIP LOCKED)
                """,
                self.ids,
            )
        )
        self.line_ids.invalidate_model(["state", "reason"])
        return True

    def action_retry(self):
        """Try again whoever failed or had no address; nobody gets a second email. Managers only."""
        self._check_statement_manager()
        self.check_access("write")
        for run in self:
            if run.state == "draft":
                raise UserError(_("Start the run first."))
            run.line_ids._retry()
        return True

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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        """Keep the record of what was sent."""
        if any(run.state not in ("draft", "cancelled") or run.statement_ids for run in self):
            raise UserError(_("A run that has sent statements is kept as a record."))

    def _get_form_action(self):
        """Return the action that opens this run."""
        self.ensure_one()
        return self._get_records_action()

    def action_open_statements(self):
        """Return the action that lists the statements of this run."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_statement.action_customer_statement"
        )
        return {**action, "domain": [("run_id", "=", self.id)], "context": {}}

    def action_download_zip(self):
        """Return the address of one file with the PDF of each statement of this run."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/customer_statement/run/{self.id}/zip",
            "target": "download",
        }
