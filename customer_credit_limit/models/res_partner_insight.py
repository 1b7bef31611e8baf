"""Customers: aging, score, payment behaviour and trend, as one value for the insight widget."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.customer_credit_balance.core.aging import Buckets

from .res_partner import USER_GROUP


class ResPartner(models.Model):
    """Aging is live; score, behaviour and trend come from the dated snapshots."""

    _inherit = "res.partner"

    credit_insight = fields.Json(
        compute="_compute_credit_insight", compute_sudo=True, groups=USER_GROUP
    )

    @api.depends_context("company", "lang")
    @api.depends("commercial_partner_id")
    def _compute_credit_insight(self):
        """Read the figures of all customers at once, in the current company."""
        insights = self._get_credit_insight_by_partner(self.env.company)
        for partner in self:
            partner.credit_insight = insights.get(partner.commercial_partner_id._origin, False)

    def _get_credit_insight_by_partner(self, company):
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

    # --------------------------------------------------------------- aging

    def _get_credit_aging_by_partner(self, company):
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
    def _get_credit_aging_bounds(self, today):
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

    def _get_credit_aging_bar(self, amounts, company):
        """Return {total, buckets: [{label, amount, share, domain}]}; no buckets when all is paid.

        ``domain`` finds the invoices behind a bucket.
        """
        amounts = amounts or []
        total = company.currency_id.round(sum(amounts))
        today = fields.Date.context_today(self)
        labels = [_("Not due"), *(_("%s days", label) for label in Buckets().labels[1:])]
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

    def _get_credit_bucket_domain(self, company, first, last):
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
