"""Credit snapshot: the figures of one customer in one company at the end of one day."""

import json
import logging
from collections import Counter
from datetime import date as Date
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.customer_credit_balance.models.notice import RELOAD, get_notice

from ...const import OPEN_STATES
from ...core.behaviour import HIGH_BALANCE_MONTHS, Facts, utilisation
from ...core.score import CLASSES, ENOUGH_SETTLED, NEW, score
from ..search.res_partner import LAST

GRADES = [(code, code.upper()) for code, _least in CLASSES] + [(NEW, "Not enough history")]

USAGES = [
    ("over", "Over the limit"),
    ("high", "80 % and more"),
    ("medium", "50 % to 80 %"),
    ("low", "Below 50 %"),
    ("unlimited", "Unlimited"),
]

_logger = logging.getLogger(__name__)

DAYS_KEPT = 90

COLUMNS = {
    "partner_id": "integer", "exposure": "numeric", "credit_limit": "numeric",
    "is_unlimited": "boolean", "headroom": "numeric", "excess": "numeric",
    "utilisation": "numeric", "usage": "varchar", "on_hold": "boolean",
    "review_date": "date", "receivable": "numeric",
    "overdue": "numeric", "overdue_ratio": "numeric", "oldest_days": "integer",
    "high_balance": "numeric", "sales": "numeric", "dso": "numeric",
    "average_days_delinquent": "numeric", "days_beyond_terms": "numeric",
    "on_time_rate": "numeric", "settled_count": "integer", "returned_count": "integer",
    "tenure_months": "integer", "score": "integer", "score_class": "varchar",
    "score_parts": "jsonb",
}  # fmt: skip

ROUNDED = (
    "utilisation", "overdue_ratio", "dso", "average_days_delinquent", "days_beyond_terms",
    "on_time_rate",
)  # fmt: skip

# On the last day of a month the newest figures are such an end, too: nothing to compare with.
HISTORY = [("month_end", "=", True), ("latest", "=", False)]

SOON_DAYS = 30

REQUESTS = "customer_credit_limit.action_customer_credit_request"


class CustomerCreditSnapshot(models.Model):
    """Lists and charts read it, at no cost; decisions read live figures. Taken every night.

    One row per day, customer and company: a second run of a day replaces its figures.
    Rows go past the guards of the ORM, which let nobody write.
    What a snapshot tells people.
    For everybody who may see snapshots, in the companies that are chosen.
    """

    _name = "customer.credit.snapshot"
    _description = "Credit Snapshot"
    _order = "date desc, excess desc, exposure desc, id"
    _rec_name = "partner_id"

    _one_per_day = models.UniqueIndex(
        "(company_id, partner_id, date)", "A customer has one snapshot for each day."
    )
    # With what searches compare: they read the index alone.
    _one_latest = models.UniqueIndex(
        "(company_id, partner_id) INCLUDE (exposure, credit_limit, is_unlimited) WHERE latest",
        "A customer has one latest snapshot.",
    )
    _date_idx = models.Index("(company_id, date)")
    _over_idx = models.Index(
        "(company_id, excess) INCLUDE (partner_id, exposure, credit_limit, is_unlimited)"
        " WHERE latest AND excess > 0"
    )

    # --- fields

    date = fields.Date(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True, ondelete="set null")
    latest = fields.Boolean(readonly=True, help="The newest figures of this customer.")
    month_end = fields.Boolean(readonly=True, help="Kept when daily figures are dropped.")
    has_history = fields.Boolean(
        compute="_compute_has_history",
        search="_search_has_history",
        help="There are figures of the end of a month: a line can be compared with itself.",
    )
    rebuilt = fields.Boolean(
        readonly=True,
        help="Made later from the books as they were on that day, with the limit of the day it "
        "was made on.",
    )
    exposure = fields.Monetary("Owes or Will Owe", readonly=True)
    credit_limit = fields.Monetary("Limit", readonly=True)
    is_unlimited = fields.Boolean(readonly=True)
    headroom = fields.Monetary(
        "May Still Owe", readonly=True, help="What the customer may still owe; 0 when unlimited."
    )
    excess = fields.Monetary("Over the Limit", readonly=True)
    utilisation = fields.Float(
        "Utilisation (%)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="What is owed in percent of the limit. Empty when unlimited.",
    )
    usage = fields.Selection(USAGES, "Use of the Limit", readonly=True)
    on_hold = fields.Boolean(readonly=True)
    review_date = fields.Date(
        "Limit to Review",
        readonly=True,
        help="When the limit is to be reviewed, or the temporary limit ends: what comes first.",
    )
    receivable = fields.Monetary("Open Invoices", readonly=True)
    overdue = fields.Monetary(readonly=True)
    overdue_ratio = fields.Float(
        "Overdue (%)", readonly=True, aggregator="avg", digits=(16, 1),
        help="Overdue / open invoices x 100.",
    )  # fmt: skip
    oldest_days = fields.Integer(
        "Oldest Item (days)",
        readonly=True,
        aggregator="max",
        help="Days by which the oldest open item is overdue.",
    )
    high_balance = fields.Monetary(
        readonly=True, aggregator="max", help="Most that was open at the end of a month, 24 months."
    )
    sales = fields.Monetary(
        "Sales of 12 Months", readonly=True, help="Invoices less credit notes, tax included."
    )
    dso = fields.Float(
        "DSO",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Days sales outstanding: open invoices / sales x days, over the last 365 days, or "
        "since the first invoice.",
    )
    average_days_delinquent = fields.Float(
        "Days Delinquent",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Days sales outstanding less what they would be if nothing were overdue.",
    )
    days_beyond_terms = fields.Float(
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Days between due date and payment of 12 months, weighed by amount; negative when "
        "paid early.",
    )
    on_time_rate = fields.Float(
        "On Time (%)", readonly=True, aggregator="avg", digits=(16, 1),
        help="Share of the money of 12 months that came by the due date.",
    )  # fmt: skip
    settled_count = fields.Integer("Settled Invoices", readonly=True)
    returned_count = fields.Integer(
        "Returned Payments", readonly=True, help="Promises to pay that were not kept included."
    )
    tenure_months = fields.Integer("Customer for (months)", readonly=True, aggregator="avg")
    score = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="How the customer pays, from 0 to 100. Empty with fewer than 3 invoices settled in "
        "12 months. It never changes a limit by itself.",
    )
    score_class = fields.Selection(GRADES, "Class", readonly=True)
    score_parts = fields.Json(readonly=True)

    # --- computes

    @api.depends("partner_id", "company_id")
    def _compute_has_history(self):
        """Look for the end of a month of the same customer and company."""
        known = set(
            self._read_group(
                [("partner_id", "in", self.partner_id.ids), *HISTORY],
                ["partner_id", "company_id"],
            )
        )
        for snapshot in self:
            snapshot.has_history = (snapshot.partner_id, snapshot.company_id) in known

    def _search_has_history(self, operator, value):
        """Find the figures of customers with the end of a month, in each company."""
        if operator != "in" or len(set(value)) != 1:
            return NotImplemented
        found = fields.Domain.OR(
            fields.Domain("company_id", "=", company.id)
            & fields.Domain("partner_id", "in", partner_ids)
            for company, partner_ids in self._read_group(
                HISTORY, ["company_id"], ["partner_id:array_agg"]
            )
        )
        return found if True in value else ~found

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse: snapshots are taken by the server alone.

        :raise UserError: always
        """
        raise UserError(_("Credit snapshots are taken every night; nobody makes one by hand."))

    def write(self, vals):
        """Refuse: a snapshot stays as it was taken.

        :raise UserError: always
        """
        raise UserError(_("A credit snapshot stays as it was taken."))

    # --- actions

    def action_open_customer(self):
        """Return the action that opens the customer, with the reader's own rights."""
        self.ensure_one()
        return self.partner_id._get_records_action(context={})

    def action_take_now(self):
        """Take the figures of the current company now (managers of credit limits).

        The button stands above the list, with or without rows chosen: they do not matter. More
        customers than one slice holds are counted in the background.

        :raise AccessError: no Customer Credit Limit manager
        """
        self.env["customer.credit.policy"]._check_manager()
        company = self.env.company
        if self.env["res.partner"]._has_many_credit_candidates(company):
            self.env["customer.credit.snapshot.day"].sudo()._begin_again(company)
            self.env.ref("customer_credit_limit.cron_credit_snapshot").sudo()._trigger()
            message = _("The figures are being taken: they come into the list bit by bit.")
        else:
            count = self.sudo()._take(company)
            message = _("Figures of %s customers are up to date.", count)
        return get_notice(message, then=RELOAD)

    @api.model
    @api.readonly
    def get_dashboard(self) -> list:
        """Return the tiles: [{code, value, label, detail, tone, help, filter or action}].

        Amounts are those of the chosen companies that share the current one's currency.

        :raise AccessError: for users without the right to see credit
        """
        self.browse().check_access("read")
        currency = self.env.company.currency_id
        companies = self.env.companies.filtered(lambda it: it.currency_id == currency)
        held, over, excess, late, overdue, exposure, ending, day = self._read_dashboard(companies)
        waiting = self.env["customer.credit.request"].search_count(
            [("state", "in", OPEN_STATES), ("company_id", "in", companies.ids)]
        )
        tiles = [
            ("waiting", waiting, _("Waiting for approval"), _("requests"), "look"),
            ("over", over, _("Over the limit"), currency.format(excess), "stopped"),
            ("on_hold", held, _("On hold"), _("customers"), "stopped"),
            ("overdue", currency.format(overdue), _("Overdue"), _("%s customers", late), "look"),
            ("ending", ending, _("Limits to review"), _("within %s days", SOON_DAYS), "look"),
            (
                "exposure",
                currency.format(exposure),
                _("Owes or will owe"),
                self._format_day(day),
                "none",
            ),
        ]
        counts = {"waiting": waiting, "over": over, "on_hold": held, "overdue": late,
                  "ending": ending}  # fmt: skip
        return [
            {
                "code": code,
                "value": value,
                "label": label,
                "detail": detail,
                "tone": tone if counts.get(code) else "none",
                "help": self._get_tile_help(code),
                "filter": code,
                "action": REQUESTS if code == "waiting" else False,
            }
            for code, value, label, detail, tone in tiles
        ]

    # --- private

    @api.model
    def _get_latest_by_partner(
        self, customers: models.BaseModel, company: models.BaseModel
    ) -> dict:
        """Return {commercial res.partner: its latest customer.credit.snapshot (sudo)}, one query.

        Customers without one are left out.
        """
        snapshots = self.sudo().search(
            [
                ("partner_id", "in", customers._origin.commercial_partner_id.ids),
                ("company_id", "=", company.id),
                ("latest", "=", True),
            ],
            order="id",
        )
        return {customers.browse(it.partner_id.id): it for it in snapshots}

    @api.model
    def _get_trend_by_partner(
        self, customers: models.BaseModel, company: models.BaseModel, months: int = 12
    ) -> dict:
        """Return {commercial res.partner: [snapshot (sudo)]}: month ends and the latest, in order.

        :param int months: how far back; one query
        """
        start = fields.Date.subtract(fields.Date.context_today(self), months=months, days=3)
        trends = {}
        snapshots = self.sudo().search(
            [
                ("partner_id", "in", customers._origin.commercial_partner_id.ids),
                ("company_id", "=", company.id),
                ("date", ">=", start),
                "|",
                ("month_end", "=", True),
                ("latest", "=", True),
            ],
            order="date",
        )
        for snapshot in snapshots:
            trends.setdefault(customers.browse(snapshot.partner_id.id), []).append(snapshot)
        return trends

    @api.model
    def _cron_take(self):
        """Take today's figures of every company, rebuild missing month ends, drop old days.

        Each slice of customers is committed; a run that is cut off goes on where it was.
        """
        defaults, _rules = self.env["customer.credit.policy"]._get_rules()
        companies = self.env["res.company"].sudo().browse(sorted(defaults))
        tasks = [(company, day) for company in companies for day in self._get_missing_days(company)]
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(tasks))
        for company, day in tasks:
            self._take(company, day, pause=lambda: not progress(0))
            if not progress(1):
                return
        self._drop_old_days()

    @api.model
    def _get_missing_days(self, company: models.BaseModel) -> list:
        """Return the month ends of the last 24 months without figures, and today if it has none.

        A day that was begun and not ended has none yet. Oldest first; none before the company's
        first invoice.
        """
        today = fields.Date.context_today(self)
        first = self.env["account.move"].sudo().search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_receipt")),
            ],
            order="invoice_date",
            limit=1,
        ).invoice_date  # fmt: skip
        ends = [
            today + relativedelta(months=-back, day=31)
            for back in range(1, HIGH_BALANCE_MONTHS + 1)
        ]
        days = [*reversed([day for day in ends if first and day >= first]), today]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT day FROM unnest(%(days)s::date[]) day
                 WHERE EXISTS (SELECT FROM customer_credit_snapshot
                                WHERE company_id = %(company)s AND date = day)
                   AND NOT EXISTS (SELECT FROM customer_credit_snapshot_day
                                    WHERE company_id = %(company)s AND date = day)
                """,
                company=company.id,
                days=days,
            )
        )
        known = {day for (day,) in rows}
        # The high balance looks at the months before: the oldest comes first, today last.
        return [day for day in days if day not in known]

    @api.model
    def _take(self, company, day=None, pause=None):
        """Take or replace the figures of a company's customers at the end of a day.

        By slices of customers, so that memory and each statement stay the same however many
        there are.

        Customers are those with exposure, a profile, or sales and payments of 12 months. Today
        is read live, exactly as gates read it; a day of the past is rebuilt from the documents,
        with today's limits. Not callable by RPC.

        :param date day: default today
        :param pause: function that is called after each slice, to commit it; when it returns
            True, the rest of the day is left for the next call
        :return: number of customers
        """
        self.env.flush_all()
        company = company.sudo()
        today = fields.Date.context_today(self)
        day = day or today
        Partner = self.env["res.partner"].sudo()
        failures = Partner._count_credit_failures(company, day)
        begun = self.env["customer.credit.snapshot.day"].sudo()._begin(company, day)
        count = 0
        for customers, first, last in Partner._get_credit_slices(company, begun.after_id):
            among = SQL("BETWEEN %s AND %s", first, last)
            rows = self._prepare_rows(company, day, day >= today, customers, among, failures)
            self._store(company, day, rows, among, rebuilt=day < today)
            if day >= today:
                self.env["customer.credit.movement"]._forget(company, among)
            count += len(rows)
            if last == LAST:
                begun._end()
                _logger.info("credit snapshot of %s, %s: %s customers", company.name, day, count)
                break
            begun.after_id = last
            # What was read of these customers is not needed again.
            self.env.invalidate_all()
            if pause and pause():
                break
        return count

    def _prepare_rows(self, company, day, live, customers, among, failures):
        """Return one dict of columns for each customer of a slice.

        :param SQL among: condition that follows the id of a customer of the slice
        :param dict failures: of ``_count_credit_failures``
        """
        Partner = self.env["res.partner"].sudo()
        policy = self.env["customer.credit.policy"]._get_default(company)
        facts = Partner._read_credit_facts(
            company, day, policy.score_grace_days, live, among, failures
        )
        customers = customers.with_prefetch(customers._ids)
        profiles = customers._get_credit_profile_by_partner(company)
        if live:
            exposures = self._read_exposure_now(company, customers, profiles, policy)
        else:
            exposures = self._read_exposure_on(
                company, day, customers, profiles, policy, facts, among
            )
        highs = self._read_high_balances(company, day, among)
        weights = policy._get_score_weights()
        unknown = (Facts(), 0.0)
        rows = []
        for customer in customers:
            profile, exposure = profiles.get(customer), exposures[customer.id]
            if not (profile or exposure or customer.id in facts):
                continue
            known, _credits = facts.get(customer.id, unknown)
            limit = Partner._get_effective_credit_limit(profile, policy)
            rows.append(
                {
                    "partner_id": customer.id,
                    "on_hold": bool(live and profile and profile._is_on_hold()),
                    "review_date": self._get_review_date(profile) if live and profile else None,
                    "high_balance": max(highs.get(customer.id, 0.0), known.receivable),
                    **self._get_limit_columns(exposure, limit, company.currency_id),
                    **self._get_behaviour_columns(known, weights),
                }
            )
        return rows

    def _read_exposure_now(
        self,
        company: models.BaseModel,
        customers: models.BaseModel,
        profiles: dict,
        default: models.BaseModel,
    ) -> dict:
        """Return {id: exposure} as gates see it."""
        policies = {
            customer: (customer in profiles and profiles[customer].policy_id) or default
            for customer in customers
        }
        exposures = Counter(dict.fromkeys(customers._ids, 0.0))
        for amounts in customers._get_credit_limit_exposure_terms(company, policies).values():
            for customer, amount in amounts.items():
                exposures[customer.id] += amount
        return {pid: company.currency_id.round(amount) for pid, amount in exposures.items()}

    def _read_exposure_on(
        self,
        company: models.BaseModel,
        day: Date,
        customers: models.BaseModel,
        profiles: dict,
        default: models.BaseModel,
        facts: dict,
        among: SQL,
    ) -> dict:
        """Return {id: exposure} of a day of the past: open items, and orders where they count."""
        orders = customers._get_credit_orders_on(company, day, among)
        exposures = {}
        for customer in customers:
            known, credits = facts.get(customer.id, (Facts(), 0.0))
            policy = (customer in profiles and profiles[customer].policy_id) or default
            counted = 0.0 if policy.basis == "invoices" else orders.get(customer.id, 0.0)
            exposures[customer.id] = company.currency_id.round(known.receivable + credits + counted)
        return exposures

    def _read_high_balances(self, company: models.BaseModel, day: Date, among: SQL) -> dict:
        """Return {id: highest open receivable of the month ends of 24 months before the day}."""
        start = day - relativedelta(months=HIGH_BALANCE_MONTHS)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, MAX(receivable) FROM customer_credit_snapshot
                 WHERE company_id = %s AND month_end AND date > %s AND date <= %s
                   AND partner_id %s
                 GROUP BY partner_id
                """,
                company.id,
                start,
                day,
                among,
            )
        )
        return {partner_id: float(amount) for partner_id, amount in rows}

    def _get_review_date(self, profile: models.BaseModel) -> str | None:
        """Return when the limit is to be reviewed or its temporary amount ends, as text."""
        days = [profile.next_review_date]
        if profile._is_temporary_limit_valid():
            days.append(profile.temporary_until)
        known = [it for it in days if it]
        return fields.Date.to_string(min(known)) if known else None

    def _get_limit_columns(
        self, exposure: float, limit: float | None, currency: models.BaseModel
    ) -> dict:
        """Return what depends on the limit; None is unlimited."""
        used = utilisation(exposure, limit)
        excess = 0.0 if limit is None else max(currency.round(exposure - limit), 0.0)
        usage = "unlimited"
        if limit is not None:
            bands = (("over", excess > 0), ("high", used >= 80), ("medium", used >= 50))
            usage = next((code for code, fits in bands if fits), "low")
        return {
            "exposure": exposure,
            "credit_limit": limit or 0.0,
            "is_unlimited": limit is None,
            "headroom": 0.0 if limit is None else currency.round(limit - exposure),
            "excess": excess,
            "utilisation": used,
            "usage": usage,
        }

    def _get_behaviour_columns(self, facts: Facts, weights: dict) -> dict:
        """Return the key figures and the score with its parts."""
        rated = score(facts, weights)
        return {
            "receivable": facts.receivable,
            "overdue": facts.overdue,
            "overdue_ratio": facts.overdue_ratio,
            "oldest_days": facts.oldest_days,
            "sales": facts.sales,
            "dso": facts.dso,
            "average_days_delinquent": facts.add,
            "days_beyond_terms": facts.days_beyond_terms,
            "on_time_rate": facts.on_time_rate,
            "settled_count": facts.settled,
            "returned_count": facts.returned,
            "tenure_months": facts.tenure_months,
            "score": rated.value,
            "score_class": rated.grade,
            "score_parts": [part._asdict() for part in rated.parts],
        }

    def _store(self, company, day, rows, among, rebuilt):
        """Write the rows of a slice in one statement; what a former run had beyond them goes."""
        rows = [
            {
                name: round(value, 2) if name in ROUNDED and value is not None else value
                for name, value in row.items()
            }
            for row in rows
        ]
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
        typed = SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in COLUMNS.items()
        )
        fresh = SQL(", ").join(
            SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
            for name in (*COLUMNS, "user_id", "latest", "rebuilt", "write_date", "write_uid")
        )
        self._forget_day(company, day, [row["partner_id"] for row in rows], among)
        month_end = (day + timedelta(days=1)).day == 1
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_credit_snapshot (
                       %(columns)s, user_id, date, company_id, latest, month_end, rebuilt,
                       create_date, write_date, create_uid, write_uid)
                SELECT %(values)s, partner.user_id, %(day)s, %(company)s, %(latest)s,
                       %(month_end)s, %(rebuilt)s, now() AT TIME ZONE 'UTC',
                       now() AT TIME ZONE 'UTC', %(uid)s, %(uid)s
                  FROM jsonb_to_recordset(%(rows)s::jsonb) AS item (%(typed)s)
                  JOIN res_partner partner ON partner.id = item.partner_id
                    ON CONFLICT (company_id, partner_id, date) DO UPDATE SET %(fresh)s
                """,
                columns=columns,
                values=SQL(", ").join(SQL("item.%s", SQL.identifier(name)) for name in COLUMNS),
                day=day,
                company=company.id,
                latest=not rebuilt,
                month_end=month_end,
                rebuilt=rebuilt,
                uid=self.env.uid,
                rows=json.dumps(rows),
                typed=typed,
                fresh=fresh,
            )
        )
        self.invalidate_model()
        self.env["res.partner"]._invalidate_credit_score_cache()

    def _forget_day(self, company, day, partner_ids, among):
        """Delete what this day's rows replace for nobody; older rows are no longer the latest.

        :param SQL among: condition that follows the id of a customer of the slice
        """
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM customer_credit_snapshot snapshot
                 WHERE company_id = %s AND date = %s AND partner_id %s AND NOT EXISTS (
                       SELECT FROM unnest(%s::integer[]) taken (id)
                        WHERE taken.id = snapshot.partner_id)
                """,
                company.id,
                day,
                among,
                partner_ids,
            )
        )
        if day >= fields.Date.context_today(self):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE customer_credit_snapshot SET latest = FALSE
                     WHERE company_id = %s AND latest AND date < %s AND partner_id %s
                    """,
                    company.id,
                    day,
                    among,
                )
            )

    @api.model
    def _drop_customers(self, partners):
        """Delete the figures of contacts that are merged away: the next night counts them anew."""
        if partners:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM customer_credit_snapshot WHERE partner_id IN %s",
                    tuple(partners.ids),
                )
            )
            self.invalidate_model()

    @api.model
    def _drop_old_days(self):
        """Delete daily figures older than 90 days; month ends stay."""
        before = fields.Date.context_today(self) - timedelta(days=DAYS_KEPT)
        self.env.cr.execute(
            SQL(
                "DELETE FROM customer_credit_snapshot"
                " WHERE date < %s AND NOT month_end AND NOT latest",
                before,
            )
        )
        self.invalidate_model()

    def _get_score_card(self) -> dict:
        """Return {value, grade, label, parts, note}; value False without enough history."""
        if not self or self.score_class == "new":
            note = _("Fewer than %s invoices were settled in 12 months.", ENOUGH_SETTLED)
            if not self:
                note = _("Figures are taken every night: there are none yet.")
            return {"value": False, "grade": "new", "label": "", "parts": [], "note": note}
        names, why = self._get_part_names(), self._get_part_reasons()
        return {
            "value": self.score,
            "grade": self.score_class,
            "label": dict(GRADES)[self.score_class],
            "note": False,
            "parts": [
                {
                    "code": part["code"],
                    "label": names[part["code"]],
                    "why": why[part["code"]],
                    "points": part["points"],
                    "weight": part["weight"],
                }
                for part in self.score_parts or []
                if part["weight"]
            ],
        }

    @api.model
    def _get_part_names(self) -> dict:
        """Return {code: name of the part} of the score."""
        return {
            "beyond_terms": _("Days beyond terms"),
            "on_time": _("On-time rate"),
            "overdue": _("Overdue ratio"),
            "oldest": _("Oldest item"),
            "returned": _("Returned payments, broken promises"),
            "tenure": _("Time as a customer"),
        }

    def _get_part_reasons(self) -> dict:
        """Return {code: the figure that the points were given for, as a sentence}."""
        days = self.days_beyond_terms
        paid = _("Pays %.1f days late, weighed by amount", days)
        if days <= 0:
            paid = _("Pays %.1f days early, weighed by amount", -days) if days else _("On the day")
        return {
            "beyond_terms": paid,
            "on_time": _("%.0f %% of the money came on time", self.on_time_rate),
            "overdue": _("%.0f %% of what is open is overdue", self.overdue_ratio),
            "oldest": _("Overdue for %s days", self.oldest_days)
            if self.oldest_days
            else _("Nothing is overdue"),
            "returned": _("%s in 12 months", self.returned_count)
            if self.returned_count
            else _("None in 12 months"),
            "tenure": _("First invoice %s months ago", self.tenure_months),
        }

    def _get_behaviour_figures(self) -> list:
        """Return [{code, label, value, help}] of payment behaviour; [] without a snapshot."""
        if not self:
            return []
        money = self.company_id.currency_id.format
        rows = [
            ("dso", _("DSO"), self._format_days(self.sales > 0, self.dso)),
            (
                "average_days_delinquent",
                _("Days delinquent"),
                self._format_days(self.sales > 0, self.average_days_delinquent),
            ),
            (
                "days_beyond_terms",
                _("Days beyond terms"),
                self._format_days(self.settled_count or self.on_time_rate, self.days_beyond_terms),
            ),
            ("on_time_rate", _("On time"), self._format_rate(self.on_time_rate)),
            ("overdue_ratio", _("Overdue"), self._format_rate(self.overdue_ratio)),
            ("oldest_days", _("Oldest item"), self._format_days(True, self.oldest_days)),
            ("high_balance", _("High balance"), money(self.high_balance)),
            ("sales", _("Sales of 12 months"), money(self.sales)),
        ]
        return [
            {"code": code, "label": label, "value": value, "help": self._get_figure_help(code)}
            for code, label, value in rows
        ]

    def _format_days(self, known, days):
        """Return days as text, a dash where nothing is known."""
        return _("%.0f days", days) if known else "-"

    def _format_rate(self, rate):
        """Return a percentage as text."""
        return _("%.0f %%", rate)

    def _get_figure_help(self, name: str) -> str:
        """Return what the figure means, as the field says it."""
        return self._fields[name].get_description(self.env, ["help"]).get("help") or ""

    @api.model
    def _get_trend(self, snapshots: list) -> dict:
        """Return {points: [{date, label, exposure, limit}], rebuilt} for the chart.

        ``limit`` is None when unlimited; ``rebuilt`` says that some of it was made later.
        """
        return {
            "rebuilt": any(it.rebuilt for it in snapshots),
            "points": [
                {
                    "date": fields.Date.to_string(it.date),
                    "label": format_date(self.env, it.date),
                    "exposure": it.exposure,
                    "limit": None if it.is_unlimited else it.credit_limit,
                }
                for it in snapshots
            ],
        }

    def _read_dashboard(self, companies: models.BaseModel) -> list:
        """Return the counts and sums over the latest snapshots, one query."""
        soon = fields.Date.context_today(self) + timedelta(days=SOON_DAYS)
        [row] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*) FILTER (WHERE on_hold), COUNT(*) FILTER (WHERE excess > 0),
                       COALESCE(SUM(excess), 0), COUNT(*) FILTER (WHERE overdue > 0),
                       COALESCE(SUM(overdue), 0), COALESCE(SUM(exposure), 0),
                       COUNT(*) FILTER (WHERE review_date <= %s), MAX(date)
                  FROM customer_credit_snapshot
                 WHERE latest AND company_id IN %s
                """,
                soon,
                tuple(companies.ids),
            )
        )
        return [float(value) if index in (2, 4, 5) else value for index, value in enumerate(row)]

    def _format_day(self, day):
        """Return of which day the figures are."""
        return _("as of %s", format_date(self.env, day)) if day else _("no figures yet")

    def _get_tile_help(self, code: str) -> str:
        """Return what a click shows."""
        return {
            "waiting": _("Open the requests that wait for approval"),
            "over": _("Show the customers over their limit"),
            "on_hold": _("Show the customers on hold"),
            "overdue": _("Show the customers with overdue invoices"),
            "ending": _("Show the limits that end or are to be reviewed soon"),
            "exposure": _("Show all customers"),
        }[code]
