"""Batch readers of limits: policy, profile and effective limit of any number of customers."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.customer_credit_balance.core.allocation import Item

from ..core.limit import limit_on


class ResPartner(models.Model):
    """Readers for gates, lists and other addons: no record rule applies, sudo figures."""

    _inherit = "res.partner"

    def _get_credit_profile_by_partner(self, company):
        """Return {commercial res.partner: its customer.credit.profile (sudo)}, in one query.

        Customers without a profile are left out: they follow the company's default policy.
        """
        customers = self._get_credit_customers()
        if company.id not in self.env["customer.credit.policy"]._get_companies_in_use():
            return {}
        profiles = self.env["customer.credit.profile"].sudo()._fetch_of(customers, company)
        profiles.policy_id._with_rules()
        known = {customer.id: customer for customer in customers}
        return {known[profile.partner_id.id]: profile for profile in profiles}

    def _get_credit_policy_by_partner(self, company):
        """Return {commercial res.partner: customer.credit.policy (sudo)} for every customer."""
        Policy = self.env["customer.credit.policy"]
        default = Policy._get_default(company)
        customers = self._get_credit_customers()
        if company.id not in Policy._get_companies_with_choice():
            return dict.fromkeys(customers, default)
        profiles = self._get_credit_profile_by_partner(company)
        return {
            customer: (customer in profiles and profiles[customer].policy_id) or default
            for customer in customers
        }

    def _get_credit_limit_by_partner(self, company):
        """Return what each customer may owe today, in one query.

        A temporary limit counts within its dates, then the customer's own choice, then the
        policy's default.

        :param company: res.company whose limits count
        :return: {commercial res.partner: float | None} for every customer, company currency;
            0.0 means no credit at all, None means unlimited
        """
        customers = self._get_credit_customers()
        Policy = self.env["customer.credit.policy"]
        default = Policy._get_default(company)
        default_limit = default._get_default_limit() if default else None
        limits = dict.fromkeys(customers, default_limit)
        if company.id not in Policy._get_companies_in_use():
            return limits
        known = {customer.id: customer for customer in limits}
        defaults = {None: default_limit}
        today = fields.Date.context_today(self)
        for partner_id, policy_id, mode, amount, *temporary in customers._read_limit_choices(
            company
        ):
            if policy_id not in defaults:
                policy = Policy.sudo().browse(policy_id)._with_rules()
                defaults[policy_id] = policy._get_default_limit()
            limits[known[partner_id]] = limit_on(
                today, mode, amount, defaults[policy_id], tuple(temporary)
            )
        return limits

    def _read_limit_choices(self, company):
        """Return what was chosen for these customers, as rows: cheap for thousands of them."""
        self.env["customer.credit.profile"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT partner_id, policy_id, limit_mode, limit_amount::float8,
                       temporary_limit::float8, temporary_from, temporary_until
                  FROM customer_credit_profile
                 WHERE company_id = %s AND partner_id %s
                """,
                company.id,
                self._credit_among(),
            )
        )

    def _get_effective_credit_limit(self, profile, default_policy):
        """Return today's limit of a profile (or of none), company currency; None is unlimited."""
        policy = (profile and profile.policy_id) or default_policy
        default = policy._get_default_limit() if policy else None
        if not profile:
            return default
        return limit_on(
            fields.Date.context_today(self),
            profile.limit_mode,
            profile.limit_amount,
            default,
            (profile.temporary_limit, profile.temporary_from, profile.temporary_until),
        )

    # --------------------------------------------------------------- open items

    def _get_credit_overdue_by_partner(self, company, days=0):
        """Return what each customer has left unpaid for more than so many days after its due date.

        Items marked as left out of follow-up (disputed) do not count.

        :return: {commercial res.partner: (float > 0, days of the oldest)}, company currency, one
            query; customers without such items are left out
        """
        customers = self._origin.commercial_partner_id
        query = customers._credit_overdue_query(company, days, "overdue", "days")
        terms = customers._read_credit_terms({("overdue", "days"): query} if query else {}, company)
        ages = terms.get("days", {})
        return {
            customer: (amount, int(ages.get(customer, 0)))
            for customer, amount in terms.get("overdue", {}).items()
        }

    def _credit_overdue_query(self, company, days, amount_code, days_code):
        """Return the select of what is overdue for more than ``days``, and of the oldest's age."""
        account_ids = self._get_receivable_account_ids(company)
        if not self or not account_ids:
            return None
        today = fields.Date.context_today(self)
        return SQL(
            """
            SELECT part.code, overdue.partner_id, part.amount
              FROM (SELECT line.partner_id, SUM(line.amount_residual) AS amount,
                           %(today)s::date - MIN(COALESCE(line.date_maturity, line.date)) AS days
                      FROM account_move_line line
                     WHERE line.account_id IN %(accounts)s AND line.partner_id %(among)s
                       AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
                       AND line.company_id = %(company)s AND line.amount_residual > 0
                       AND line.no_followup IS NOT TRUE
                       AND COALESCE(line.date_maturity, line.date) < %(before)s
                     GROUP BY line.partner_id) overdue,
                   LATERAL (VALUES (%(amount_code)s, overdue.amount),
                                   (%(days_code)s, overdue.days)) part(code, amount)
            """,
            today=today,
            before=today - timedelta(days=days),
            accounts=account_ids,
            among=self._credit_among(by_index=True),
            company=company.id,
            amount_code=amount_code,
            days_code=days_code,
        )

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
