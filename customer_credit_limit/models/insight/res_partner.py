"""Facts of payment behaviour: what the books say of many customers on a day, in four queries."""

from collections import Counter
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import _, api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.customer_credit_balance.core.aging import Buckets

from ...const import USER_GROUP
from ...core.behaviour import WINDOW_DAYS, Facts
from .customer_credit_snapshot import GRADES

NO_LINE = (0,)

# A condition that follows the id of a customer.
EVERYBODY = SQL("IS NOT NULL")

SCORE_FIELDS = ["credit_score", "credit_class", "credit_insight"]


class ResPartner(models.Model):
    """Adds aging, behaviour and score to contacts, because limits are set by how customers pay; the
    formulas are in ``core/behaviour.py``.

    For lists and searches; nothing is decided by it.
    Aging is live; score, behaviour and trend come from the dated snapshots.
    """

    _inherit = "res.partner"

    # --- fields

    credit_score = fields.Integer(
        compute="_compute_credit_score",
        search="_search_credit_score",
        compute_sudo=True,
        groups=USER_GROUP,
        help="How the customer pays, from 0 to 100, as of the last snapshot. 0 with the class "
        "Not enough history: then nothing is known.",
    )
    credit_class = fields.Selection(
        GRADES,
        compute="_compute_credit_score",
        search="_search_credit_class",
        compute_sudo=True,
        groups=USER_GROUP,
        help="A from 80 points, B from 60, C from 40, D below.",
    )
    credit_insight = fields.Json(
        compute="_compute_credit_insight", compute_sudo=True, groups=USER_GROUP
    )

    # --- computes

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_credit_score(self):
        """Read the latest snapshots of all customers at once."""
        latest = self.env["customer.credit.snapshot"]._get_latest_by_partner(self, self.env.company)
        for partner in self:
            snapshot = latest.get(partner.commercial_partner_id._origin)
            partner.credit_score = snapshot.score if snapshot else 0
            partner.credit_class = snapshot.score_class if snapshot else "new"

    def _search_credit_score(self, operator, value):
        """Search by score in the current company; customers without one are never found."""
        if operator not in ("in", "<", "<=", ">", ">="):
            return NotImplemented
        if operator == "in":
            value = [self._read_credit_score(it) for it in value]
        else:
            value = self._read_credit_score(value)
        return self._search_credit_snapshot(
            [("score_class", "!=", "new"), ("score", operator, value)]
        )

    def _search_credit_class(self, operator, value):
        """Search by class in the current company; nobody without a snapshot has history."""
        if operator != "in" or not all(isinstance(it, (str, bool, type(None))) for it in value):
            return NotImplemented
        if "new" in value or False in value:
            others = [code for code, _label in GRADES if code not in value]
            return ~self._search_credit_snapshot([("score_class", "in", others)])
        return self._search_credit_snapshot([("score_class", "in", list(value))])

    def _search_credit_snapshot(self, domain):
        """Return the domain of partners whose customer's latest snapshot fits."""
        self._check_credit_search()
        snapshots = self.env["customer.credit.snapshot"].sudo()._search(
            [*domain, ("latest", "=", True), ("company_id", "=", self.env.company.id)]
        )  # fmt: skip
        return fields.Domain("commercial_partner_id", "in", snapshots.subselect("partner_id"))

    @api.depends_context("company", "lang")
    @api.depends("commercial_partner_id")
    def _compute_credit_insight(self):
        """Read the figures of all customers at once, in the current company."""
        insights = self._get_credit_insight_by_partner(self.env.company)
        for partner in self:
            partner.credit_insight = insights.get(partner.commercial_partner_id._origin, False)

    # --- private

    @api.model
    def _read_credit_facts(
        self,
        company: models.BaseModel,
        day: date,
        grace_days: int = 0,
        live: bool = True,
        among: SQL = EVERYBODY,
        failures: dict | None = None,
    ) -> dict:
        """Return what is known of the customers of the company at the end of a day.

        Set-based: four queries for any number of customers. No record rule applies. Not callable
        by RPC.

        :param date day: last day that counts
        :param int grace_days: days after the due date that still are on time
        :param bool live: read what is open now; otherwise rebuild it as it was on that day, from
            the partial reconciliations
        :param SQL among: condition that follows the id of a customer; default everybody
        :param dict failures: what ``_count_credit_failures`` returned, if it is known already
        :return: {id of the commercial partner: (Facts, credits <= 0)}, company currency
        """
        self.env.flush_all()
        start = day - timedelta(days=WINDOW_DAYS)
        opened = self._query_credit_open(company, day, live, among)
        sold = self._query_credit_sales(company, start, day, among)
        paid = self._query_credit_paid(company, start, day, grace_days, among)
        returned = failures
        if returned is None:
            returned = self._count_credit_failures(company, day)
        nothing_open, nothing_paid = (0.0, 0.0, None, 0.0), (0.0, 0.0, 0.0, 0)
        facts = {}
        for partner_id in opened.keys() | sold.keys() | paid.keys() | returned.keys():
            receivable, overdue, oldest, credits = opened.get(partner_id, nothing_open)
            sales, first = sold.get(partner_id, (0.0, None))
            amount, on_time, days, settled = paid.get(partner_id, nothing_paid)
            known = relativedelta(day, first) if first else relativedelta()
            age = (day - first).days if first else WINDOW_DAYS
            facts[partner_id] = (
                Facts(
                    receivable=receivable,
                    overdue=overdue,
                    oldest_days=(day - oldest).days if oldest else 0,
                    sales=sales,
                    sales_days=max(1, min(age, WINDOW_DAYS)),
                    paid=amount,
                    paid_on_time=on_time,
                    paid_days=days,
                    settled=settled,
                    returned=returned.get(partner_id, 0),
                    tenure_months=known.years * 12 + known.months,
                ),
                credits,
            )
        return facts

    def _count_credit_failures(self, company, day):
        """Return {id: payments that came back, and promises to pay that were not kept}.

        Of everybody: there are few.
        """
        start = day - timedelta(days=WINDOW_DAYS)
        failures = Counter(
            {pid: count for pid, (count,) in
             self._query_credit_returned(company, start, day).items()}
        )  # fmt: skip
        broken = self._get_broken_promises(company, since=start + timedelta(days=1))
        for partner_id, promises in broken.items():
            failures[partner_id] += sum(promised <= day for promised, _unpaid in promises)
        return failures

    def _run_credit_query(self, company, amounts, query):
        """Run a query of partner id and figures; round the first ``amounts`` of them."""
        round_ = company.currency_id.round
        return {
            partner_id: tuple(
                round_(float(value or 0.0)) if place < amounts else value
                for place, value in enumerate(figures)
            )
            for partner_id, *figures in self.env.execute_query(query)
        }

    def _query_credit_open(self, company, day, live, among):
        """Return {id: (open debits, overdue part, oldest overdue date, open credits < 0)}."""
        rows = self._run_credit_query(
            company,
            2,
            SQL(
                """
                SELECT partner_id,
                       SUM(amount) FILTER (WHERE amount > 0),
                       SUM(amount) FILTER (WHERE amount > 0 AND due < %(day)s AND NOT disputed),
                       MIN(due) FILTER (WHERE amount > 0 AND due < %(day)s AND NOT disputed),
                       SUM(amount) FILTER (WHERE amount < 0)
                  FROM (%(items)s) item
                 WHERE partner_id IS NOT NULL AND amount <> 0
                 GROUP BY partner_id
                """,
                day=day,
                items=self._credit_items_now(company, among)
                if live
                else self._credit_items_on(company, day, among),
            ),
        )
        round_ = company.currency_id.round
        return {pid: (*row[:3], round_(float(row[3] or 0.0))) for pid, row in rows.items()}

    def _credit_items_now(self, company, among):
        """Return the query of (partner_id, due, disputed, amount) of items that are open now."""
        return SQL(
            """
            SELECT line.partner_id, COALESCE(line.date_maturity, line.date) AS due,
                   (line.no_followup IS TRUE OR %s) AS disputed, line.amount_residual AS amount
              FROM account_move_line line
             WHERE line.account_id IN %s AND line.reconciled IS NOT TRUE
               AND line.parent_state = 'posted' AND line.company_id = %s
               AND line.partner_id %s
            """,
            self._credit_is_postponed(),
            self._get_receivable_account_ids(company) or NO_LINE,
            company.id,
            among,
        )

    def _credit_items_on(self, company, day, among):
        """Return the same query for items as they were at the end of a day.

        What was matched later, or with something dated later, was still open.
        """
        return SQL(
            """
            SELECT line.partner_id, COALESCE(line.date_maturity, line.date) AS due,
                   (line.no_followup IS TRUE OR %(postponed)s) AS disputed,
                   line.balance - COALESCE(paid.amount, 0) + COALESCE(used.amount, 0) AS amount
              FROM account_move_line line
              LEFT JOIN LATERAL (
                   SELECT SUM(partial.amount) AS amount FROM account_partial_reconcile partial
                    WHERE partial.debit_move_id = line.id AND partial.max_date <= %(day)s
                   ) paid ON TRUE
              LEFT JOIN LATERAL (
                   SELECT SUM(partial.amount) AS amount FROM account_partial_reconcile partial
                    WHERE partial.credit_move_id = line.id AND partial.max_date <= %(day)s
                   ) used ON TRUE
             WHERE line.account_id IN %(accounts)s AND line.parent_state = 'posted'
               AND line.company_id = %(company)s AND line.date <= %(day)s
               AND line.partner_id %(among)s
            """,
            day=day,
            postponed=self._credit_is_postponed(day),
            among=among,
            accounts=self._get_receivable_account_ids(company) or NO_LINE,
            company=company.id,
        )

    def _query_credit_sales(self, company, start, day, among):
        """Return {id: (invoiced after start less credit notes, date of the first invoice)}."""
        return self._run_credit_query(
            company,
            1,
            SQL(
                """
                SELECT move.commercial_partner_id,
                       SUM(move.amount_total_signed) FILTER (WHERE move.invoice_date > %(start)s),
                       MIN(move.invoice_date) FILTER (WHERE move.move_type <> 'out_refund')
                  FROM account_move move
                 WHERE move.company_id = %(company)s AND move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND move.invoice_date <= %(day)s AND move.commercial_partner_id %(among)s
                 GROUP BY move.commercial_partner_id
                """,
                start=start,
                day=day,
                company=company.id,
                among=among,
            ),
        )

    def _query_credit_paid(self, company, start, day, grace_days, among):
        """Return {id: (paid, paid on time, sum of amount x days late, invoices settled)}.

        Each instalment counts by itself. Credit notes and exchange differences pay nothing.
        Items are found by their customers: the zero keeps PostgreSQL from looking through all of
        the receivable account, and all matches, for each slice.
        """
        return self._run_credit_query(
            company,
            3,
            SQL(
                """
                SELECT debit.partner_id, SUM(partial.amount),
                       SUM(partial.amount) FILTER (WHERE partial.max_date
                           <= COALESCE(debit.date_maturity, debit.date) + %(grace)s),
                       SUM(partial.amount * (partial.max_date
                           - COALESCE(debit.date_maturity, debit.date))),
                       COUNT(DISTINCT invoice.id) FILTER (
                           WHERE invoice.amount_residual = 0 AND later.move_id IS NULL)
                  FROM account_partial_reconcile partial
                  JOIN account_move_line debit ON debit.id = partial.debit_move_id
                  JOIN account_move invoice ON invoice.id = debit.move_id
                  JOIN account_move_line credit ON credit.id = partial.credit_move_id
                  JOIN account_move payment ON payment.id = credit.move_id
                  LEFT JOIN (SELECT DISTINCT line.move_id
                               FROM account_partial_reconcile after
                               JOIN account_move_line line ON line.id = after.debit_move_id
                              WHERE after.max_date > %(day)s
                                AND line.partner_id %(among)s) later ON later.move_id = invoice.id
                 WHERE partial.max_date > %(start)s AND partial.max_date <= %(day)s
                   AND debit.company_id = %(company)s AND debit.account_id + 0 IN %(accounts)s
                   AND debit.partner_id %(among)s
                   AND invoice.move_type IN ('out_invoice', 'out_receipt')
                   AND payment.move_type <> 'out_refund'
                   AND payment.journal_id IS DISTINCT FROM %(exchange)s
                 GROUP BY debit.partner_id
                """,
                grace=grace_days,
                start=start,
                day=day,
                company=company.id,
                accounts=self._get_receivable_account_ids(company) or NO_LINE,
                exchange=company.currency_exchange_journal_id.id or 0,
                among=among,
            ),
        )

    def _query_credit_returned(self, company, start, day):
        """Return {id: (payments that came back,)}: rejected ones, and reversed entries of money."""
        accounts = self._get_receivable_account_ids(company) or NO_LINE
        return self._run_credit_query(
            company,
            0,
            SQL(
                """
                SELECT back.partner_id, COUNT(*)
                  FROM (SELECT partner.commercial_partner_id AS partner_id, payment.id
                          FROM account_payment payment
                          JOIN res_partner partner ON partner.id = payment.partner_id
                         WHERE payment.company_id = %(company)s AND payment.state = 'rejected'
                           AND payment.payment_type = 'inbound'
                           AND payment.partner_type = 'customer'
                           AND payment.date > %(start)s AND payment.date <= %(day)s
                         UNION ALL
                        SELECT DISTINCT line.partner_id, reversal.id
                          FROM account_move reversal
                          JOIN account_move money ON money.id = reversal.reversed_entry_id
                          JOIN account_journal journal ON journal.id = money.journal_id
                          JOIN account_move_line line ON line.move_id = money.id
                         WHERE reversal.company_id = %(company)s AND reversal.state = 'posted'
                           AND reversal.date > %(start)s AND reversal.date <= %(day)s
                           AND money.move_type = 'entry'
                           AND journal.type IN ('bank', 'cash', 'credit')
                           AND line.balance < 0 AND line.account_id IN %(accounts)s
                           AND line.partner_id IS NOT NULL) back
                 GROUP BY back.partner_id
                """,
                company=company.id,
                start=start,
                day=day,
                accounts=(*accounts, company.store_credit_account_id.id or 0),
            ),
        )

    def _get_credit_orders_on(
        self, company: models.BaseModel, day: date, among: SQL = EVERYBODY
    ) -> dict:
        """Return {id of the commercial partner: confirmed, not on an invoice at the end of a day}.

        As far as documents tell: orders dated up to that day, less what posted invoices took of
        them by then.

        :param SQL among: condition that follows the id of a customer; default everybody
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT customer_id, SUM(GREATEST(remaining.amount, 0))
                  FROM (SELECT contact.commercial_partner_id AS customer_id,
                               SUM(line.price_total - COALESCE(invoiced.amount, 0))
                               / COALESCE(NULLIF(orders.currency_rate, 0), 1) AS amount
                          FROM sale_order orders
                          JOIN res_partner contact
                            ON contact.id = orders.partner_invoice_id
                           AND contact.commercial_partner_id %(among)s
                          JOIN sale_order_line line
                            ON line.order_id = orders.id AND line.display_type IS NULL
                          LEFT JOIN LATERAL (
                                SELECT SUM(CASE WHEN move.move_type = 'out_refund'
                                                THEN -item.price_total
                                                ELSE item.price_total END) AS amount
                                  FROM sale_order_line_invoice_rel rel
                                  JOIN account_move_line item ON item.id = rel.invoice_line_id
                                  JOIN account_move move ON move.id = item.move_id
                                 WHERE rel.order_line_id = line.id AND move.state = 'posted'
                                   AND move.date <= %(day)s) invoiced ON TRUE
                         WHERE orders.company_id = %(company)s AND orders.state = 'sale'
                           AND orders.date_order < %(next)s
                         GROUP BY orders.id, contact.id) remaining
                 GROUP BY customer_id
                """,
                company=company.id,
                among=among,
                day=day,
                next=day + timedelta(days=1),
            )
        )
        round_ = company.currency_id.round
        return {partner_id: round_(float(amount or 0.0)) for partner_id, amount in rows}

    @api.model
    def _read_credit_score(self, value: object) -> float:
        """Return the score that is searched; beyond any score is as good as just beyond.

        :raise UserError: no number
        """
        return min(max(self._read_credit_search(value), -1.0), 101.0)

    @api.model
    def _invalidate_credit_score_cache(self):
        """Drop cached figures after a snapshot was taken."""
        names = [name for name in SCORE_FIELDS if name in self._fields]
        self.invalidate_model(names, flush=False)

    def _get_credit_insight_by_partner(self, company: models.BaseModel) -> dict:
        """Return {commercial res.partner: dict for the widget}, three queries.

        :return: keys ``currency`` (id), ``date`` (as people read it, False without a snapshot),
            ``aging``, ``score``, ``figures``, ``trend``; texts are translated
        """
        customers = self._origin.commercial_partner_id
        Snapshot = self.env["customer.credit.snapshot"]
        latest = Snapshot._get_latest_by_partner(customers, company)
        trends = Snapshot._get_trend_by_partner(customers, company)
        aging = customers._get_credit_aging_by_partner(company)
        nothing = Snapshot.sudo()
        return {
            customer: {
                "currency": company.currency_id.id,
                "date": format_date(self.env, latest[customer].date)
                if customer in latest
                else False,
                "aging": customer._get_credit_aging_bar(aging.get(customer), company),
                "score": latest.get(customer, nothing)._get_score_card(),
                "figures": latest.get(customer, nothing)._get_behaviour_figures(),
                "trend": Snapshot._get_trend(trends.get(customer, [])),
            }
            for customer in customers
        }

    def _get_credit_aging_by_partner(self, company: models.BaseModel) -> dict:
        """Return {commercial res.partner: [open debits of each bucket of days]}, live, one query.

        Buckets are those of ``core.aging.Buckets``: not due, 1-30, 31-60, 61-90, 91 and more
        days past the due date. Company currency.
        """
        account_ids = self._get_receivable_account_ids(company)
        if not self or not account_ids:
            return {}
        self.env.flush_all()
        today = fields.Date.context_today(self)
        sums = [
            SQL("SUM(amount_residual) FILTER (WHERE %s)", self._credit_bucket_condition(*bounds))
            for bounds in self._get_credit_aging_bounds(today)
        ]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.partner_id, %(sums)s
                  FROM account_move_line line
                 WHERE line.account_id IN %(accounts)s AND line.partner_id IN %(partners)s
                   AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
                   AND line.company_id = %(company)s AND line.amount_residual > 0
                 GROUP BY line.partner_id
                """,
                sums=SQL(", ").join(sums),
                accounts=account_ids,
                partners=tuple(self.ids),
                company=company.id,
            )
        )
        round_ = company.currency_id.round
        return {
            self.browse(pid): [round_(float(amount or 0.0)) for amount in amounts]
            for pid, *amounts in rows
        }

    @api.model
    def _get_credit_aging_bounds(self, today: date) -> list:
        """Return (first, last) due date of each bucket, either None at an end."""
        lasts = Buckets().limits
        newest = [None, *(today - timedelta(days=last + 1) for last in lasts)]
        oldest = [*(today - timedelta(days=last) for last in lasts), None]
        return list(zip(oldest, newest, strict=True))

    def _credit_bucket_condition(self, first, last):
        """Return the condition that an item is due between two dates."""
        due = SQL("COALESCE(line.date_maturity, line.date)")
        parts = [SQL("%s >= %s", due, first)] if first else []
        parts += [SQL("%s <= %s", due, last)] if last else []
        return SQL(" AND ").join(parts)

    def _get_credit_aging_bar(self, amounts: list | None, company: models.BaseModel) -> dict:
        """Return {total, buckets: [{label, amount, share, domain}]}; no buckets when all is paid.

        ``domain`` finds the invoices behind a bucket.
        """
        amounts = amounts or []
        total = company.currency_id.round(sum(amounts))
        today = fields.Date.context_today(self)
        labels = [_("Not due"), *(self.env._("%s days", label) for label in Buckets().labels[1:])]
        bounds = self._get_credit_aging_bounds(today)
        return {
            "total": total,
            "buckets": [
                {
                    "label": label,
                    "amount": amount,
                    "share": amount / total if total else 0.0,
                    "domain": self._get_credit_bucket_domain(company, first, last),
                }
                for label, amount, (first, last) in zip(labels, amounts, bounds, strict=False)
            ],
        }

    def _get_credit_bucket_domain(
        self, company: models.BaseModel, first: date | None, last: date | None
    ) -> list:
        """Return the domain of the customer's unpaid invoices due between two dates."""
        domain = [
            ("commercial_partner_id", "=", self.id),
            ("company_id", "=", company.id),
            ("state", "=", "posted"),
            ("move_type", "in", ["out_invoice", "out_receipt"]),
            ("amount_residual", ">", 0),
        ]
        if first:
            domain.append(("invoice_date_due", ">=", fields.Date.to_string(first)))
        if last:
            domain.append(("invoice_date_due", "<=", fields.Date.to_string(last)))
        return domain
