"""A schedule: which customers get which statement, how often, and when next."""

from datetime import datetime

import pytz

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ...core import recurrence

FREQUENCIES = {"weekly": ("week", 1), "monthly": ("month", 1), "quarterly": ("month", 3)}

RHYTHM_FIELDS = (
    "frequency", "interval", "unit", "weekday", "month_day", "hour", "tz", "date_start", "active",
)  # fmt: skip

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class CustomerStatementSchedule(models.Model):
    """Makes and starts a run by itself at each moment of its rhythm.

    After a downtime there is one run, for the latest day that was missed.
    """

    _name = "customer.statement.schedule"
    _description = "Customer Statement Schedule"
    _inherit = [
        "customer.statement.filter.mixin", "customer.credit.evidence.mixin",
        "customer.statement.delivery.mixin", "mail.thread", "customer.statement.due.mixin",
    ]  # fmt: skip
    _order = "next_run, id"
    _check_company_auto = True

    _interval_positive = models.Constraint(
        "CHECK(interval BETWEEN 1 AND 366)", "A schedule repeats every 1 to 366 units."
    )
    _month_day_exists = models.Constraint(
        "CHECK(month_day BETWEEN 1 AND 31)", "The day of the month is between 1 and 31."
    )
    _hour_exists = models.Constraint(
        "CHECK(hour >= 0 AND hour < 24)", "The hour is between 00:00 and 23:59."
    )

    # --- fields

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        help="Sender of the emails; is told when customers could not be reached.",
    )
    frequency = fields.Selection(
        [
            ("weekly", "Weekly"),
            ("monthly", "Monthly"),
            ("quarterly", "Quarterly"),
            ("custom", "Custom"),
        ],
        required=True,
        default="monthly",
        tracking=True,
    )
    interval = fields.Integer(string="Every", default=1, required=True)
    unit = fields.Selection(
        [("day", "Days"), ("week", "Weeks"), ("month", "Months")], default="week", required=True
    )
    rhythm_unit = fields.Char(compute="_compute_rhythm_unit")
    weekday = fields.Selection(WEEKDAYS, string="Day of the Week", default="0", required=True)
    month_day = fields.Integer(
        string="Day of the Month",
        default=1,
        required=True,
        help="31 is the last day of every month; 29 and 30 are the last day of a shorter month.",
    )
    hour = fields.Float(string="At", default=6.0, required=True)
    tz = fields.Selection(
        lambda self: [(tz, tz) for tz in sorted(pytz.common_timezones)],
        string="Time Zone",
        required=True,
        default=lambda self: self.env.context.get("tz") or self.env.user.tz or "UTC",
    )
    date_start = fields.Date(
        string="From",
        required=True,
        default=fields.Date.context_today,
        help="No run before this day. It also says which weeks or months count.",
    )
    period = fields.Selection(
        [
            ("whole", "The whole period before"),
            ("running", "The period so far"),
        ],
        required=True,
        default="whole",
        help="A monthly schedule on the 1st tells the month before; one on the last day of the "
        "month tells the month so far.",
    )
    next_run = fields.Datetime(
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        help="Kept through edits: a run that is due stays due. After a downtime there is one "
        "run, for the latest day that was missed.",
    )
    next_days = fields.Char(compute="_compute_next_days", string="Next Days")
    last_run = fields.Datetime(readonly=True, copy=False)
    partner_count = fields.Integer(compute="_compute_partner_count", string="Customers Now")
    run_ids = fields.One2many("customer.statement.run", "schedule_id", string="Runs")
    run_count = fields.Integer(compute="_compute_run_count")

    # --- computes

    @api.depends("frequency", "unit")
    def _compute_rhythm_unit(self):
        """Say which fields of the rhythm count."""
        for schedule in self:
            schedule.rhythm_unit = FREQUENCIES.get(schedule.frequency, (schedule.unit, 0))[0]

    @api.depends(*RHYTHM_FIELDS)
    def _compute_next_days(self):
        """Say the next three days, so that a rhythm is understood before it is saved."""
        now = fields.Datetime.now()
        for schedule in self:
            days = []
            if schedule._is_rhythm():
                rhythm, moment = schedule._get_rhythm(), now
                for _number in range(3):
                    moment = rhythm.next_after(moment)
                    days.append(format_date(self.env, rhythm.local_day(moment)))
            schedule.next_days = ", ".join(days)

    @api.depends("domain", "tag_ids", "salesperson_ids", "country_ids", "only_overdue")
    def _compute_partner_count(self):
        """Count whom the filters find now."""
        for schedule in self:
            try:
                schedule.partner_count = schedule._count_partners()
            except UserError:
                schedule.partner_count = 0

    def _compute_run_count(self):
        """Count the runs in one query."""
        counts = dict(
            self.env["customer.statement.run"]._read_group(
                [("schedule_id", "in", self.ids)], ["schedule_id"], ["__count"]
            )
        )
        for schedule in self:
            schedule.run_count = counts.get(schedule, 0)

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Plan the first run; managers only, as the access rights say."""
        schedules = super().create(vals_list)
        schedules._plan()
        return schedules

    def write(self, vals):
        """Follow an edit of the rhythm: what is due stays due, what is later is planned anew."""
        res = super().write(vals)
        if not set(RHYTHM_FIELDS).isdisjoint(vals):
            self._plan()
        return res

    # --- actions

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
            "help": _("Nobody fits: take away a filter of the schedule."),
        }

    # --- hooks

    def _editable_fields(self):
        """Give everything to the user but when it runs next and ran last: the rhythm decides.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            *self._delivery_fields(), *self._filter_fields(), *RHYTHM_FIELDS, "name", "user_id",
            "period",
        }  # fmt: skip

    # --- private

    def _plan(self):
        """Set the next run of each schedule after an edit; none for an archived one."""
        now = fields.Datetime.now()
        for schedule in self:
            following = schedule.active and recurrence.rescheduled(
                schedule._get_rhythm(), schedule.next_run, now
            )
            schedule._write_engine({"next_run": following})

    def _is_rhythm(self) -> bool:
        """Return whether the fields make a rhythm; a form half filled in does not yet."""
        self.ensure_one()
        return bool(
            self.interval >= 1
            and 0 <= self.hour < 24
            and 1 <= self.month_day <= 31
            and self.date_start
            and self.tz
            and self.frequency
        )

    def _get_rhythm(self) -> recurrence.Rhythm:
        """Return the recurrence.Rhythm of the schedule."""
        self.ensure_one()
        unit, interval = FREQUENCIES.get(self.frequency, (self.unit, self.interval))
        day = int(self.weekday) if unit == "week" else self.month_day
        return recurrence.Rhythm(unit, interval, day, self.date_start, self.hour, self.tz)

    def _get_period(self, moment: datetime) -> tuple:
        """Return (date_from, date_to) of the run that is due at a moment (UTC, naive)."""
        rhythm = self._get_rhythm()
        period = {"whole": recurrence.whole_period, "running": recurrence.running_period}
        return period[self.period](rhythm.unit, rhythm.interval, rhythm.local_day(moment))

    def _count_partners(self):
        """Return how many ``_get_partners`` would return."""
        [(count,)] = self._read_found(
            SQL("SELECT COUNT(*) FROM (%s) found", self._get_filter_query())
        )
        return count

    @api.model
    def _cron_run_due(self):
        """Make and start the run of each schedule that is due; one that fails stops no other."""
        now = fields.Datetime.now()
        self._do_due([("next_run", "<=", now)], lambda schedule: schedule._run_due(now))

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
        """Return a new run of the period that belongs to a moment, counted or being counted."""
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
        run._count_customers()
        return run
