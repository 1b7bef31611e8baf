"""The runs of a schedule: one for each day that is due, made and started by itself."""

from datetime import datetime

from odoo import _, api, fields, models

from ..core import recurrence


class CustomerStatementSchedule(models.Model):
    """After a downtime there is one run, for the latest day that was missed."""

    _inherit = "customer.statement.schedule"

    @api.model
    def _cron_run_due(self):
        """Make and start the run of each schedule that is due; one that fails stops no other."""
        now = fields.Datetime.now()
        due = self.search([("next_run", "<=", now)])
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for schedule in due:
            schedule = schedule.try_lock_for_update().filtered(
                lambda record: record.next_run and record.next_run <= now
            )
            if schedule:
                schedule._run_due(now)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _run_due(self, now: datetime):
        """Make the one run that is due and move on; return the run, started."""
        self.ensure_one()
        moment, following = recurrence.due(self._get_rhythm(), self.next_run, now)
        if not moment:
            return self.env["customer.statement.run"]
        run = self._make_run(moment)
        self._write_engine({"last_run": moment, "next_run": following})
        run._start()
        return run

    def _make_run(self, moment):
        """Return a new run, prepared, of the period that belongs to a moment."""
        self.ensure_one()
        date_from, date_to = self._get_period(moment)
        run = (
            self.env["customer.statement.run"]
            .with_company(self.company_id)
            .create(
                {
                    **self._delivery_values(),
                    "schedule_id": self.id,
                    "user_id": self.user_id.id,
                    "date_from": date_from,
                    "date_to": date_to,
                }
            )
        )
        run._prepare(self._get_partners())
        return run

    def action_run_now(self):
        """Make a run of this moment, to look at before it is sent; the rhythm is left alone."""
        self.ensure_one()
        self._check_statement_manager()
        self.check_access("read")
        run = self._make_run(fields.Datetime.now())
        return run._get_form_action()

    def action_open_runs(self):
        """Return the action that lists the runs of this schedule."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_statement.action_customer_statement_run"
        )
        return {
            **action,
            "domain": [("schedule_id", "=", self.id)],
            "context": {"default_schedule_id": self.id},
        }

    def action_open_partners(self):
        """Return the action that lists the customers whom the filters find now."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": _("Customers of %(schedule)s", schedule=self.name),
            "res_model": "res.partner",
            "view_mode": "list,form",
            "domain": [("id", "in", self._get_partners().ids)],
        }
