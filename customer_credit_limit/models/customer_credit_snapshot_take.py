"""Credit snapshot: taking it, in a constant number of queries whatever the number of customers."""

import logging
from collections import Counter

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..core.behaviour import HIGH_BALANCE_MONTHS, Facts, utilisation
from ..core.score import score

_logger = logging.getLogger(__name__)


class CustomerCreditSnapshot(models.Model):
    """One row per day, customer and company: a second run of a day replaces its figures."""

    _inherit = "customer.credit.snapshot"

    @api.model
    def _cron_take(self):
        """Take today's figures of every company, rebuild missing month ends, drop old days.

        Each day of a company is committed; a run that is cut off goes on where it was.
        """
        companies = (
            self.env["res.company"]
            .sudo()
            .browse(sorted(self.env["customer.credit.policy"]._get_default_map()))
        )
        tasks = [(company, day) for company in companies for day in self._get_missing_days(company)]
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(tasks))
        for company, day in tasks:
            self._take(company, day)
            if not progress(1):
                return
        self._drop_old_days()

    @api.model
    def _get_missing_days(self, company):
        """Return the month ends of the last 24 months without figures, and today if it has none.

        Oldest first; none before the company's first invoice.
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
                SELECT DISTINCT date FROM customer_credit_snapshot
                 WHERE company_id = %s AND date IN %s
                """,
                company.id,
                tuple(days),
            )
        )
        known = {day for (day,) in rows}
        # The high balance looks at the months before: the oldest comes first, today last.
        return [day for day in days if day not in known]

    @api.model
    def _take(self, company, day=None):
        """Take or replace the figures of a company's customers at the end of a day.

        Customers are those with exposure, a profile, or sales and payments of 12 months. Today
        is read live, exactly as gates read it; a day of the past is rebuilt from the documents,
        with today's limits. Not callable by RPC.

        :param date day: default today
        :return: number of customers
        """
        self.env.flush_all()
        today = fields.Date.context_today(self)
        day = day or today
        rows = self._prepare_rows(company.sudo(), day, day >= today)
        self._store(company, day, rows, rebuilt=day < today)
        _logger.info("credit snapshot of %s, %s: %s customers", company.name, day, len(rows))
        return len(rows)

    # --------------------------------------------------------------- figures

    def _prepare_rows(self, company, day, live):
        """Return one dict of columns for each customer."""
        Partner = self.env["res.partner"].sudo()
        policy = self.env["customer.credit.policy"]._get_default(company)
        facts = Partner._read_credit_facts(company, day, policy.score_grace_days, live)
        customers = Partner._get_credit_candidates(company)
        customers = customers.with_prefetch(customers._ids)
        profiles = customers._get_credit_profile_by_partner(company)
        read = self._read_exposure_now if live else self._read_exposure_on
        exposures = read(company, day, customers, profiles, policy, facts)
        highs = self._read_high_balances(company, day)
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

    def _read_exposure_now(self, company, day, customers, profiles, default, facts):
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

    def _read_exposure_on(self, company, day, customers, profiles, default, facts):
        """Return {id: exposure} of a day of the past: open items, and orders where they count."""
        orders = customers._get_credit_orders_on(company, day)
        exposures = {}
        for customer in customers:
            known, credits = facts.get(customer.id, (Facts(), 0.0))
            policy = (customer in profiles and profiles[customer].policy_id) or default
            counted = 0.0 if policy.basis == "invoices" else orders.get(customer.id, 0.0)
            exposures[customer.id] = company.currency_id.round(known.receivable + credits + counted)
        return exposures

    def _read_high_balances(self, company, day):
        """Return {id: highest open receivable of the month ends of 24 months before the day}."""
        start = day - relativedelta(months=HIGH_BALANCE_MONTHS)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, MAX(receivable) FROM customer_credit_snapshot
                 WHERE company_id = %s AND month_end AND date > %s AND date <= %s
                 GROUP BY partner_id
                """,
                company.id,
                start,
                day,
            )
        )
        return {partner_id: float(amount) for partner_id, amount in rows}

    def _get_review_date(self, profile):
        """Return when the limit is to be reviewed or its temporary amount ends, as text."""
        days = [profile.next_review_date]
        if profile._is_temporary_limit_valid():
            days.append(profile.temporary_until)
        known = [it for it in days if it]
        return fields.Date.to_string(min(known)) if known else None

    def _get_limit_columns(self, exposure, limit, currency):
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

    def _get_behaviour_columns(self, facts, weights):
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
