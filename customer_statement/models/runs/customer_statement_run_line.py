"""One customer of a run: to do, sent, skipped or failed, and why."""

from odoo import _, api, fields, models
from odoo.tools import SQL

REASONS = [
    ("excluded", "Gets no statements"),
    ("zero", "Owes nothing"),
    ("credit", "Has a credit balance"),
    ("threshold", "Owes less than the smallest balance"),
    ("unchanged", "Nothing new since the last statement"),
    ("no_address", "No email address"),
    ("problem", "Does not add up"),
    ("letters", "Letters that no font has"),
    ("mail", "Email not delivered"),
    ("bounce", "Email came back"),
    ("error", "Error"),
    ("cancelled", "Run cancelled"),
]

RETRIED = ("problem", "letters", "mail", "bounce", "error", "no_address")


class CustomerStatementRunLine(models.Model):
    """Claimed by a worker through its row lock: two workers never hold the same customer."""

    _name = "customer.statement.run.line"
    _description = "Customer of a Statement Run"
    _inherit = "customer.credit.evidence.mixin"
    _order = "run_id desc, id"
    _rec_name = "partner_id"

    # A constraint, not an index: the merge of contacts looks for these.
    _customer_once = models.Constraint(
        "UNIQUE(run_id, partner_id)", "Each customer is once in a run."
    )
    _results = models.Index("(run_id, state, reason)")
    _todo = models.Index("(run_id, id) WHERE state = 'todo'")
    _new = models.Index("(run_id, id) WHERE state = 'new'")

    # --- fields

    run_id = fields.Many2one(
        "customer.statement.run", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True,
        ondelete="restrict",
    )  # fmt: skip
    delivery = fields.Selection(
        [("mail", "Email"), ("portal", "Portal"), ("print", "Paper")], readonly=True
    )
    state = fields.Selection(
        [
            ("new", "To count"),
            ("todo", "To do"),
            ("done", "Sent"),
            ("skipped", "Skipped"),
            ("failed", "Failed"),
        ],
        string="Result",
        required=True,
        readonly=True,
        default="todo",
    )
    reason = fields.Selection(REASONS, readonly=True)
    detail = fields.Text(string="Details", readonly=True)
    advice = fields.Char(compute="_compute_advice", string="What to Do")
    balance = fields.Monetary(readonly=True, help="What the customer owes, in company currency.")
    statement_id = fields.Many2one(
        "customer.statement", readonly=True, ondelete="set null", index="btree_not_null"
    )
    mail_id = fields.Many2one(
        "mail.mail", string="Email", readonly=True, ondelete="set null", index="btree_not_null",
        groups="base.group_system",
    )  # fmt: skip
    attempt = fields.Integer(readonly=True, string="Attempts")
    worked_at = fields.Datetime(readonly=True)

    # --- computes

    @api.depends("reason")
    def _compute_advice(self):
        """Say what to do about the reason."""
        advice = self._get_advice()
        for line in self:
            line.advice = advice.get(line.reason, "")

    # --- actions

    def action_retry(self):
        """Try these customers again, if they failed or had no address. Managers only."""
        self.run_id._check_statement_manager()
        self.check_access("read")
        self._retry()
        return True

    def action_open_statement(self):
        """Return the action that opens the statement of this customer, or the customer."""
        self.ensure_one()
        return (self.statement_id or self.partner_id)._get_records_action()

    # --- private

    @api.model
    def _get_advice(self) -> dict:
        """Return {reason: what to do about it}, in the user's language."""
        return {
            "excluded": _("Change the delivery of statements on the customer."),
            "zero": _("Nothing to do."),
            "credit": _("Nothing to do."),
            "threshold": _("Nothing to do."),
            "unchanged": _("Nothing to do."),
            "no_address": _("Add an email address, or choose portal or paper; then try again."),
            "problem": _("Compare the statement with the ledger; then try again."),
            "letters": _("Install the fonts that the details name, restart Odoo; then try again."),
            "mail": _("Check the address and the mail server; then try again."),
            "bounce": _("Ask the customer for a working address; then try again."),
            "error": _("Read the details, put it right, then try again."),
            "cancelled": _("Start another run for these customers."),
        }

    @api.model
    def _claim(self, limit):
        """Lock and return the next customers of one running run; other workers skip them.

        The lock is the claim: it ends with the transaction, so what a killed worker held is free
        again at once and nothing needs a time-out. Call it first in a transaction.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id, line.run_id
                  FROM customer_statement_run_line line
                  JOIN customer_statement_run run ON run.id = line.run_id
                 WHERE line.state = 'todo' AND run.state = 'running'
                 ORDER BY line.run_id, line.id
                 LIMIT %s
                   FOR UPDATE OF line SKIP LOCKED
                """,
                limit,
            )
        )
        return self.browse([line_id for line_id, run_id in rows if run_id == rows[0][1]])

    @api.model
    def _leave_cancelled(self):
        """Leave out who waits in a run that was cancelled, but for those that a worker holds.

        Called again by workers: what one of them gave back since is sent by nobody.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_statement_run_line SET state = 'skipped', reason = 'cancelled'
                 WHERE id IN (SELECT line.id
                                FROM customer_statement_run_line line
                                JOIN customer_statement_run run ON run.id = line.run_id
                               WHERE line.state IN ('new', 'todo') AND run.state = 'cancelled'
                                 FOR UPDATE OF line SKIP LOCKED)
                """
            )
        )
        self.invalidate_model(["state", "reason"])

    def _settle(self, state, reason=False, detail=False, **values):
        """Write what became of these customers."""
        self._write_engine(
            {
                "state": state,
                "reason": reason,
                "detail": detail,
                "worked_at": fields.Datetime.now(),
                **values,
            }
        )

    def _retry(self):
        """Give failed customers back to the workers; those with an email on its way are left.

        Whether or not somebody failed, workers are called.
        """
        self._leave_cancelled()
        failed = self.filtered(
            lambda line: line.state in ("failed", "skipped") and line.reason in RETRIED
        )
        if failed:
            failed.sudo().write({"state": "todo", "reason": False, "detail": False})
            failed.run_id.filtered(lambda run: run.state in ("done", "cancelled"))._write_engine(
                {"state": "running", "finished_at": False, "resumed_at": fields.Datetime.now()}
            )
        self.run_id._wake_workers()

    def _deliver_again(self):
        """Email the same statement once more, for customers whose email failed before.

        What a newer statement has replaced is sent no more: that one was sent by itself.
        """
        for line in self:
            statement = line.statement_id
            if statement.state == "replaced" or statement.mail_state in ("waiting", "sent"):
                line._settle("done")
                continue
            if statement.delivery == "mail" and not statement.recipient_ids:
                line._settle("skipped", "no_address")
                continue
            statement._deliver(statement.delivery)
            line._settle("done", mail_id=statement.sudo().mail_id.id)
