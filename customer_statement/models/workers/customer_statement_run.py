"""Calling workers: scheduled actions, or jobs of a job queue where there is one."""

from datetime import timedelta
from string import ascii_lowercase

from odoo import _, api, fields, models
from odoo.tools import SQL

from ..runs.customer_statement_run import BATCH, CONFLICTS

PARAMETER = "customer_statement.workers"
DEFAULT = 3
MOST = 16

# Minutes without a result after which nobody seems to work on a run.
IDLE = 5

CRON = "customer_statement.ir_cron_run_worker_%s"


class CustomerStatementRun(models.Model):
    """Adds workers to runs, because several servers may share one; who stops is called again.

    One scheduled action, and one job, is never run twice at once: several let several servers
    and processes work on the same run.
    """

    _inherit = "customer.statement.run"

    # --- private

    @api.model
    def _get_workers(self) -> str:
        """Return the letters of the workers, one for each."""
        value = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        try:
            count = int(value or DEFAULT)
        except ValueError:
            count = DEFAULT
        return ascii_lowercase[: min(max(count, 1), MOST)]

    @api.model
    def _match_workers(self):
        """Have as many scheduled actions as there are to be workers; others rest."""
        workers = self._get_workers()
        first = self.env.ref(CRON % "a", raise_if_not_found=False)
        if not first:
            return
        for letter in ascii_lowercase[:MOST]:
            cron = self.env.ref(CRON % letter, raise_if_not_found=False)
            if not cron and letter in workers:
                self._add_worker(first.sudo(), letter)
            elif cron and cron.sudo().active != (letter in workers):
                cron.sudo().active = letter in workers

    @api.model
    def _add_worker(self, first, letter):
        """Make the scheduled action of one more worker; it goes with the addon."""
        number = ascii_lowercase.index(letter) + 1
        cron = first.copy({"name": first.name.replace("(1)", f"({number})"), "active": True})
        module, name = (CRON % letter).split(".")
        self.env["ir.model.data"].sudo().create(
            {
                "module": module,
                "name": name,
                "model": "ir.cron",
                "res_id": cron.id,
                "noupdate": True,
            }
        )

    @api.model
    def _wake_workers(self):
        """Call the workers: jobs of a job queue where there is one, scheduled actions else."""
        for worker in self._get_workers():
            if "queue.job" in self.env:
                self._delay_batch(worker)
                continue
            cron = self.env.ref(CRON % worker, raise_if_not_found=False)
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
        if worker in self._get_workers() and self.sudo()._work_batch():
            self._delay_batch(worker)

    @api.model
    def _cron_work(self):
        """Do batches until nothing is left or the time of this scheduled action is over.

        With a job queue the jobs do them: here they are called again, should one have failed, and
        only what nobody has worked on for a while is done.
        """
        if "queue.job" in self.env:
            if self._count_todo():
                self._wake_workers()
            if not self._find_idle():
                return
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
        """Return how many customers wait in all runs; no more than a batch is counted."""
        waiting = self.env["customer.statement.run.line"].search_count(
            [("state", "=", "todo"), ("run_id.state", "=", "running")], limit=BATCH
        )
        return waiting or self.search_count([("counting", "!=", False)], limit=1)

    @api.model
    def _find_idle(self) -> models.BaseModel:
        """Return the runs with work on which nobody has worked for some minutes (sudo)."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT run.id FROM customer_statement_run run
                 WHERE run.counting IS NOT NULL AND run.write_date < %(since)s
                    OR run.state = 'running'
                       AND COALESCE(run.resumed_at, run.started_at, run.write_date) < %(since)s
                       AND EXISTS (SELECT FROM customer_statement_run_line line
                                    WHERE line.run_id = run.id AND line.state = 'todo')
                       AND NOT EXISTS (SELECT FROM customer_statement_run_line line
                                        WHERE line.run_id = run.id AND line.state <> 'todo'
                                          AND line.worked_at >= %(since)s)
                """,
                since=fields.Datetime.now() - timedelta(minutes=IDLE),
            )
        )
        return self.sudo().browse(row[0] for row in rows)

    def _get_notice(self) -> str | bool:
        """Return what people should know of a run that does not move, or False."""
        self.ensure_one()
        if self.sudo() not in self._find_idle():
            return False
        if "queue.job" in self.env:
            return _(
                "Nobody has worked on this run for %(minutes)s minutes: ask your administrator "
                "whether the job runner and scheduled actions are running. It goes on by itself "
                "as soon as one of them does.",
                minutes=IDLE,
            )
        return _(
            "Nobody has worked on this run for %(minutes)s minutes: ask your administrator "
            "whether scheduled actions are running. It goes on by itself as soon as they do.",
            minutes=IDLE,
        )
