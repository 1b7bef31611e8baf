"""Batch readers of limits: policy, profile and effective limit of any number of customers."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.customer_credit_balance.core.allocation import Item
from odoo.addons.customer_credit_balance.core.exposure import Exposure

from .credit_desk import CreditFigures

PROFILE_COLUMNS = [
    "partner_id", "company_id", "policy_id", "limit_mode", "limit_amount", "temporary_limit",
    "temporary_from", "temporary_until", "last_review_date", "next_review_date", "hold",
    "hold_reason", "hold_message", "hold_until", "hold_review_date", "auto_hold",
    "auto_hold_reason", "grace_until",
]  # fmt: skip


class ResPartner(models.Model):
    """Readers for gates, lists and other addons: no record rule applies, sudo figures."""

    _inherit = "res.partner"

    def _get_credit_profile_by_partner(self, company):
        """Return {commercial res.partner: its customer.credit.profile (sudo)}, in one query.

        Customers without a profile are left out: they follow the company's default policy.
        """
        customers = self._origin.commercial_partner_id
        if company.id not in self.env["customer.credit.policy"]._get_companies_in_use():
            return {}
        profiles = (
            self.env["customer.credit.profile"]
            .sudo()
            .search_fetch(
                [("partner_id", "in", customers.ids), ("company_id", "=", company.id)],
                PROFILE_COLUMNS,
                order="id",
            )
        )
        return {self.browse(profile.partner_id.id): profile for profile in profiles}

    def _get_credit_policy_by_partner(self, company):
        """Return {commercial res.partner: customer.credit.policy (sudo)} for every customer."""
        profiles = self._get_credit_profile_by_partner(company)
        default = self.env["customer.credit.policy"]._get_default(company)
        return {
            customer: (customer in profiles and profiles[customer].policy_id) or default
            for customer in self._origin.commercial_partner_id
        }

    def _get_credit_limit_by_partner(self, company):
        """Return what each customer may owe today, in one query.

        A temporary limit counts within its dates, then the customer's own choice, then the
        policy's default.

        :param company: res.company whose limits count
        :return: {commercial res.partner: float | None} for every customer, company currency;
            0.0 means no credit at all, None means unlimited
        """
        profiles = self._get_credit_profile_by_partner(company)
        default = self.env["customer.credit.policy"]._get_default(company)
        return {
            customer: self._get_effective_credit_limit(profiles.get(customer), default)
            for customer in self._origin.commercial_partner_id
        }

    def _get_effective_credit_limit(self, profile, default_policy):
        """Return today's limit of a profile (or of none), company currency; None is unlimited."""
        policy = (profile and profile.policy_id) or default_policy
        if profile and profile._is_temporary_limit_valid():
            return profile.temporary_limit
        mode = profile.limit_mode if profile else "default"
        if mode == "default":
            return policy._get_default_limit() if policy else None
        return {"custom": profile and profile.limit_amount, "none": 0.0}.get(mode)

    # --------------------------------------------------------------- figures of a decision

    def _get_credit_figures(self, company, decide=False, concise=False):
        """Return what decides on each customer: policy, profile, limit, exposure, overdue.

        :param company: res.company whose books, limits and policies count
        :param bool decide: for gates: leave out the exposure that nothing depends on, and
            update the credit account rows of the others before it is read
        :param bool concise: for lists and bars: as for gates, but update nothing and leave out
            what is overdue
        :return: {commercial res.partner: CreditFigures} for every customer
        """
        customers = self._origin.commercial_partner_id
        profiles = customers._get_credit_profile_by_partner(company)
        default = self.env["customer.credit.policy"]._get_default(company)
        figures = {}
        for customer in customers:
            profile = profiles.get(customer, default.env["customer.credit.profile"])
            policy = profile.policy_id or default
            limit = self._get_effective_credit_limit(profile, default)
            figures[customer] = CreditFigures(policy, profile, limit)
        counted = customers.filtered(
            lambda it: (
                not (decide or concise)
                or (figures[it].limit is not None and figures[it].mode != "off")
            )
        )
        if counted:
            if decide:
                self.env["customer.credit.account"]._touch_for_decision(counted.ids, company)
            policies = {customer: figures[customer].policy for customer in counted}
            terms = counted._get_credit_limit_exposure_terms(company, policies)
            for customer in counted:
                figures[customer].exposure = Exposure(
                    {code: amounts.get(customer, 0.0) for code, amounts in terms.items()}
                )
        if not concise:
            customers._read_credit_overdue(company, figures)
        return figures

    def _read_credit_overdue(self, company, figures):
        """Fill in what is overdue for too long, by each policy that looks at it."""
        by_days = {}
        for customer, it in figures.items():
            if it.policy and it.policy.overdue_mode != "off":
                by_days.setdefault(it.policy.overdue_days, []).append(customer.id)
        for days, ids in by_days.items():
            overdue = self.browse(ids)._get_credit_overdue_by_partner(company, days)
            for customer, (amount, oldest) in overdue.items():
                figures[customer].overdue = amount
                figures[customer].overdue_days = oldest

    def _get_credit_overdue_by_partner(self, company, days=0):
        """Return what each customer has left unpaid for more than so many days after its due date.

        Items marked as left out of follow-up (disputed) do not count.

        :return: {commercial res.partner: (float > 0, days of the oldest)}, company currency, one
            query; customers without such items are left out
        """
        customers = self._origin.commercial_partner_id
        account_ids = self._get_receivable_account_ids(company)
        if not customers or not account_ids:
            return {}
        self.env.flush_all()
        today = fields.Date.context_today(self)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.partner_id, SUM(line.amount_residual),
                       MIN(COALESCE(line.date_maturity, line.date))
                  FROM account_move_line line
                 WHERE line.account_id IN %(accounts)s AND line.partner_id IN %(partners)s
                   AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
                   AND line.company_id = %(company)s AND line.amount_residual > 0
                   AND line.no_followup IS NOT TRUE
                   AND COALESCE(line.date_maturity, line.date) < %(before)s
                 GROUP BY line.partner_id
                """,
                accounts=account_ids,
                partners=tuple(customers.ids),
                company=company.id,
                before=today - timedelta(days=days),
            )
        )
        round_ = company.currency_id.round
        return {
            self.browse(pid): (round_(float(amount)), (today - oldest).days)
            for pid, amount, oldest in rows
        }

    def _get_credit_open_items(self, company, overdue_days=None):
        """Return the customer's open invoices as core ``Item``s, oldest first, one query.

        :param overdue_days: only those overdue for more than so many days, disputed ones out
        :return: [Item]: key is the id of the account.move, amount what remains (company currency)
        """
        self.ensure_one()
        before = None
        if overdue_days is not None:
            before = fields.Date.context_today(self) - timedelta(days=overdue_days)
        account_ids = self._get_receivable_account_ids(company) or (0,)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.move_id, MIN(COALESCE(line.date_maturity, line.date)) AS due,
                       SUM(line.amount_residual)
                  FROM account_move_line line
                 WHERE line.account_id IN %(accounts)s AND line.partner_id = %(partner)s
                   AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
                   AND line.company_id = %(company)s AND line.amount_residual > 0
                   AND (%(before)s::date IS NULL OR line.no_followup IS NOT TRUE
                        AND COALESCE(line.date_maturity, line.date) < %(before)s)
                 GROUP BY line.move_id ORDER BY due, line.move_id
                """,
                accounts=account_ids,
                partner=self.commercial_partner_id.id,
                company=company.id,
                before=before,
            )
        )
        return [Item(move_id, due, float(amount), due) for move_id, due, amount in rows]

    # --------------------------------------------------------------- exposure by policy

    def _get_credit_limit_exposure_by_partner(self, company):
        """Return what of each customer's exposure counts against the limit.

        The terms of the base, as the customer's policy wants them: by invoices the orders are
        out (and drafts, if the policy says so); orders beyond the horizon are out; available
        store credit is a negative term ``store_credit`` if the policy says so.

        :param company: res.company whose books, orders and policies count
        :return: {commercial res.partner: core Exposure} for every customer, company currency
        """
        customers = self._origin.commercial_partner_id
        terms = customers._get_credit_limit_exposure_terms(company)
        return {
            customer: Exposure(
                {code: amounts.get(customer, 0.0) for code, amounts in terms.items()}
            )
            for customer in customers
        }

    def _get_credit_limit_exposure_terms(self, company, policies=None):
        """Return {code: {commercial res.partner: float}} that counts, by each one's policy."""
        terms = {
            code: dict(amounts)
            for code, amounts in self._get_credit_exposure_terms(company).items()
        }
        by_policy = {}
        policies = policies or self._get_credit_policy_by_partner(company)
        for customer, policy in policies.items():
            by_policy.setdefault(policy, []).append(customer)
        for policy, members in by_policy.items():
            self.browse(customer.id for customer in members)._filter_credit_terms(
                terms, policy, company
            )
        return terms

    def _filter_credit_terms(self, terms, policy, company):
        """Change ``terms`` in place for these customers, who share a policy."""
        dropped = []
        if policy.basis == "invoices":
            dropped.append("orders")
        elif policy.horizon_days:
            later = self._get_credit_orders_beyond(company, policy.horizon_days)
            for customer, amount in later.items():
                left = terms["orders"].get(customer, 0.0) - amount
                terms["orders"][customer] = company.currency_id.round(max(left, 0.0))
        if policy and not policy.include_draft_invoices:
            dropped.append("draft_invoices")
        for code in dropped:
            for customer in self:
                terms[code].pop(customer, None)
        if policy.include_store_credit:
            accounts = self._get_store_credit_account_by_partner(company)
            store = terms.setdefault("store_credit", {})
            store.update(
                {customer: -max(account.available, 0.0) for customer, account in accounts.items()}
            )

    def _get_credit_orders_beyond(self, company, days):
        """Return {customer: orders not invoiced that are due after so many days}."""
        if not self:
            return {}
        where = SQL(
            """
            orders.company_id = %s AND orders.commitment_date > %s
            AND orders.invoice_status IS DISTINCT FROM 'invoiced'
            AND orders.partner_invoice_id IN (
                SELECT id FROM res_partner WHERE commercial_partner_id IN %s)
            """,
            company.id,
            self._get_credit_horizon(days),
            tuple(self.ids),
        )
        return self._query_by_partner(
            SQL(
                """
                SELECT partner.commercial_partner_id, SUM(remaining.amount)
                  FROM (%s) remaining
                  JOIN res_partner partner ON partner.id = remaining.partner_id
                 GROUP BY partner.commercial_partner_id
                """,
                self._credit_exposure_orders_query(where),
            )
        )

    def _get_credit_horizon(self, days):
        """Return the moment after which orders are left out."""
        return fields.Datetime.now() + timedelta(days=days)
