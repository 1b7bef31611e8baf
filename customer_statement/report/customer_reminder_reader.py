"""Reads who gets which reminder: three queries for any number of customers."""

from collections.abc import Iterable
from datetime import date, timedelta

from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.gc import disabling_gc

from ..core.reminders import Rung, Standing, decide
from . import reminder_query
from .statement_query import StatementQuery
from .statement_scope import StatementScope

PAUSE = "customer_statement_reminder_pause_until"


class CustomerReminderReader(models.AbstractModel):
    """The one place that decides on reminders, on the open items of statements; reads with sudo."""

    _name = "customer.reminder.reader"
    _description = "Reader of Reminders"

    def _read(self, policy, partners, as_of, leave_out=()):
        """Return what each customer gets as of a day; private, the caller checks rights.

        :param policy: customer.reminder.policy whose steps count
        :param partners: res.partner; contacts stand for their customers
        :param as_of: day; open items, promises and pauses are as they were at its end
        :param leave_out: customer.statement, reminders that count as never sent
        :return: {commercial res.partner: core.reminders.Verdict}; 3 queries
        """
        as_of = fields.Date.to_date(as_of)
        policy, company = policy.sudo(), policy.company_id.sudo()
        rungs = [Rung(step.id, step.days) for step in policy._get_steps()]
        standings = self._read_standings(company, partners, as_of, min(
            [0, *(rung.days for rung in rungs)]
        ), leave_out)  # fmt: skip
        digits = company.currency_id.decimal_places
        Partner = self.env["res.partner"]
        return {
            Partner.browse(customer_id): decide(
                rungs, standing, as_of, policy.minimum_amount, policy.gap_days, digits
            )
            for customer_id, standing in standings.items()
        }

    def _read_standings(
        self,
        company: models.BaseModel,
        partners: models.BaseModel,
        as_of: date,
        first_days: object = 0,
        leave_out: Iterable = (),
    ) -> dict:
        """Return {id of the customer: core.reminders.Standing}, every one asked for."""
        self.env.flush_all()
        horizon = as_of - timedelta(days=first_days)
        with disabling_gc():
            scope = StatementScope(self.env, company, partners, as_of)
            standings = {key: Standing(key) for key in scope.get_customers()}
            query = StatementQuery(scope, (None, as_of))
            self.env.cr.execute(
                reminder_query.figures(query, horizon, company._get_pending_since(as_of))
            )
            for row in self.env.cr.fetchall():
                self._set_figures(standings[row[0]], row)
            self.env.cr.execute(self._query_facts(scope, standings, company, as_of, leave_out))
            for row in self.env.cr.fetchall():
                self._set_facts(standings[row[0]], row)
        return standings

    def _query_facts(self, scope, standings, company, as_of, leave_out):
        """Return the SQL of pauses, answers, earlier reminders and store credit."""
        Partner = self.env["res.partner"].sudo().with_company(company)
        ids = tuple(standings) or (0,)
        companies = self.env["res.company"].browse(scope.companies)
        store_credit = SQL(" UNION ALL ").join(
            Partner._query_store_credit(branch, ids, as_of) for branch in companies
        )
        pause = SQL("(%s)::date", Partner._field_to_sql("partner", PAUSE))
        left_out = [reminder.id for reminder in leave_out]
        return reminder_query.facts(
            list(standings), company, as_of, pause, store_credit, left_out, companies.ids
        )  # fmt: skip

    def _set_figures(self, standing, row):
        """Write what the books say."""
        (_id, total, credit, due, near, disputed, promised, planned, paying, stalled,
         oldest) = row  # fmt: skip
        standing.total, standing.credit = total or 0.0, credit or 0.0
        standing.due, standing.near, standing.oldest = due or 0.0, near or 0.0, oldest
        standing.stalled = stalled or 0.0
        standing.stopped = {
            "disputed": disputed or 0.0, "promised": promised or 0.0,
            "planned": planned or 0.0, "paying": paying or 0.0,
        }  # fmt: skip

    def _set_facts(self, standing, row):
        """Write what the customer said, and what was said to the customer."""
        (_id, standing.archived, standing.frozen, standing.paused, standing.unread, standing.told,
         standing.disputed, standing.confirmed, standing.promised, store_credit,
         sent) = row  # fmt: skip
        standing.store_credit = float(store_credit or 0.0)
        standing.sent = [(fields.Date.to_date(day), days) for day, days in sent or ()]
