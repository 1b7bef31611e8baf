"""The work of a run: batches claimed by several workers, one transaction for each batch."""

import logging

import psycopg2
from psycopg2.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from odoo import _, api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from odoo.addons.base.models.ir_qweb import QWebError

_logger = logging.getLogger(__name__)

BATCH = 20
WORKERS = ("a", "b", "c")
# Seconds that the rate looks back.
WINDOW = 20
# Another worker was first: the whole batch is given back and claimed anew.
CONFLICTS = (SerializationFailure, DeadlockDetected, LockNotAvailable, LockError)
# What one customer's data can do wrong, and what must not stop the others.
FAULTS = (
    UserError, QWebError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError,
    RuntimeError, OSError, psycopg2.DataError, psycopg2.IntegrityError,
)  # fmt: skip


class CustomerStatementRun(models.Model):
    """Statement, email and result of a customer are committed together, so each gets one email."""

    _inherit = "customer.statement.run"

    @api.model
    def _wake_workers(self):
        """Call the workers: jobs of a job queue where there is one, scheduled actions else."""
        if "queue.job" in self.env:
            for worker in WORKERS:
                self._delay_batch(worker)
            return
        for worker in WORKERS:
            cron = self.env.ref(f"customer_statement.ir_cron_run_worker_{worker}", False)
            if cron:
                cron.sudo()._trigger()

    def _delay_batch(self, worker):
        """Put one batch into the job queue, once for each worker."""
        self.browse().with_delay(
            channel="root.customer_statement",
            identity_key=f"customer_statement_run_{worker}",
            description=_("Customer statements"),
        )._work_in_job(worker)

    @api.model
    def _work_in_job(self, worker):
        """Do one batch in the job's own transaction and ask for the next one."""
        if self.sudo()._work_batch():
            self._delay_batch(worker)

    @api.model
    def _cron_work(self):
        """Do batches until nothing is left or the time of this scheduled action is over."""
        while True:
            try:
                count = self._work_batch()
                remaining = self._count_todo() if count else 0
                left = self.env["ir.cron"]._commit_progress(count, remaining=remaining)
            except CONFLICTS:
                self.env.cr.rollback()
                left = self.env["ir.cron"]._commit_progress(0, remaining=1)
                count = 1
            self.env.invalidate_all()
            if not count or not left:
                return

    @api.model
    def _count_todo(self):
        """Return how many customers wait in all running runs; no more than a batch is counted."""
        return self.env["customer.statement.run.line"].search_count(
            [("state", "=", "todo"), ("run_id.state", "=", "running")], limit=BATCH
        )

    @api.model
    def _work_batch(self, limit=BATCH):
        """Claim customers and work them; return how many. The caller commits.

        All of a batch at once where all goes well; one by one where somebody's data is at fault.
        """
        lines = self.env["customer.statement.run.line"]._claim(limit)
        if not lines:
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
        again = lines.filtered(lambda line: line.statement_id.state not in (False, "draft"))
        if again:
            again._deliver_again()
        lines = self._skip(lines - again)
        for delivery in ("mail", "portal", "print"):
            chosen = lines.filtered(lambda line, mode=delivery: line.delivery == mode)
            if chosen:
                self._make_and_deliver(chosen, delivery)

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
        good.with_context(statement_delivery=delivery).action_send()
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
            user_id=self.user_id.id,
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
        """Post the result on the run."""
        self._message_log(body=_("Run finished: %(summary)s.", summary=self.summary))

    # -------------------------------------------------------------- progress

    def get_progress(self):
        """Return what the progress bar shows: counts, rate, time left, reasons.

        :return: {state, total, todo, done, skipped, failed, waiting, rate, seconds_left, reasons}
            with rate in customers per second, seconds_left None when unknown, waiting the number
            of emails in the queue, reasons a list of {state, reason, label, advice, count}
        :raise AccessError: for users who may not read the run
        """
        self.ensure_one()
        self.check_access("read")
        self.invalidate_recordset()
        rate = self._get_rate() if self.state == "running" else 0.0
        return {
            "state": self.state,
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

    def _get_rate(self):
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

    def _get_reasons(self):
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
