"""The statement behind a search by exposure: limits and terms of all customers, compared there."""

from odoo import fields, models
from odoo.tools import SQL

from .credit_desk import looking_among

FIGURES = {
    "exposure": SQL("total"),
    "headroom": SQL("ceiling - total"),
    # As in core/exposure.py: a limit of zero has no percentage.
    "utilisation": SQL(
        """
        CASE WHEN ceiling > 0 THEN ROUND(GREATEST(total, 0) * 100 / ceiling, 2)
             WHEN total > ceiling THEN 999 ELSE 0 END
        """
    ),
}
OPERATORS = {
    "<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">="),
    "in": SQL("= ANY"), "not in": SQL("<> ALL"),
}  # fmt: skip


class ResPartner(models.Model):
    """The same selects as for reading, without a list of customers to look for."""

    _inherit = "res.partner"

    def _find_by_credit_figure(self, figure, operator, value):
        """Return the ids of the customers whose figure compares like this, by one statement.

        :param str figure: key of ``FIGURES``
        :param value: float, or a list of floats for ``in`` and ``not in``
        """
        company = self.env.company
        value = SQL("(%s::numeric[])", value) if isinstance(value, list) else SQL("%s", value)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH credit_standing AS MATERIALIZED (%(standing)s)
                SELECT customer_id
                  FROM (SELECT standing.customer_id, standing.ceiling,
                               COALESCE(owed.total, 0) AS total
                          FROM credit_standing standing
                          LEFT JOIN (%(owed)s) owed ON owed.customer_id = standing.customer_id
                       ) figures
                 WHERE (%(limited)s) AND %(figure)s %(operator)s %(value)s
                """,
                standing=self._credit_standing_query(company),
                owed=self._credit_owed_query(company),
                limited=SQL("TRUE" if figure == "exposure" else "ceiling IS NOT NULL"),
                figure=FIGURES[figure],
                operator=OPERATORS[operator],
                value=value,
            )
        )
        return [row[0] for row in rows]

    def _credit_standing_query(self, company):
        """Return the select of policy and limit of every customer, as ``core.limit.limit_on``.

        :return: SQL of ``customer_id``, ``policy_id``, ``ceiling``: company currency, NULL is
            unlimited
        """
        return SQL(
            """
            SELECT res_partner.id AS customer_id, policy.id AS policy_id,
                   CASE WHEN profile.temporary_until >= %(today)s
                             AND COALESCE(profile.temporary_from, %(today)s) <= %(today)s
                             THEN COALESCE(profile.temporary_limit, 0)
                        WHEN profile.limit_mode = 'custom' THEN COALESCE(profile.limit_amount, 0)
                        WHEN profile.limit_mode = 'none' THEN 0
                        WHEN profile.limit_mode = 'unlimited' THEN NULL
                        WHEN policy.default_limit_mode = 'custom'
                             THEN COALESCE(policy.default_limit, 0)
                        WHEN policy.default_limit_mode = 'none' THEN 0 END AS ceiling
              FROM res_partner
              LEFT JOIN customer_credit_profile profile
                     ON profile.partner_id = res_partner.id AND profile.company_id = %(company)s
              LEFT JOIN customer_credit_policy policy
                     ON policy.id = COALESCE(profile.policy_id, %(default)s::int)
             WHERE %(candidates)s
            """,
            today=fields.Date.context_today(self),
            company=company.id,
            default=self.env["customer.credit.policy"]._get_default(company).id or None,
            candidates=self._credit_candidates_where(company),
        )

    def _credit_owed_query(self, company):
        """Return the select of (customer_id, total): what counts, by each one's policy."""
        policies = self._get_credit_policies_in_use(company)
        with looking_among(self.env, SQL("IS NOT NULL")):
            queries = dict(self._get_credit_exposure_queries(company))
        for policy in policies:
            members = SQL("IN (SELECT customer_id FROM credit_standing WHERE policy_id = %s)",
                          policy.id)  # fmt: skip
            among = members if len(policies) > 1 else SQL("IS NOT NULL")
            with looking_among(self.env, among):
                queries.update(self._get_credit_policy_queries(policy, company))
        dropped = {policy.id: self._get_credit_dropped_terms(policy) for policy in policies}
        with looking_among(self.env, SQL("IS NOT NULL")):
            terms = self._credit_terms_query(queries, company)
        # What is beyond the horizon is taken off again.
        return SQL(
            """
            SELECT term.customer_id,
                   SUM(CASE WHEN term.code LIKE '%%\\_beyond:%%' THEN -term.amount
                            ELSE term.amount END) AS total
              FROM (%s) term(code, customer_id, amount)
              JOIN credit_standing standing ON standing.customer_id = term.customer_id
             WHERE (%s) IS NOT TRUE
             GROUP BY term.customer_id
            """,
            terms,
            SQL(" OR ").join(
                SQL("standing.policy_id = %s AND term.code = ANY(%s::text[])", policy_id, codes)
                for policy_id, codes in dropped.items()
            ) if dropped else SQL("FALSE"),
        )  # fmt: skip

    def _get_credit_policies_in_use(self, company):
        """Return the policies (sudo) that hold for somebody in the company."""
        Policy = self.env["customer.credit.policy"]
        default = Policy._get_default(company)
        if company.id not in Policy._get_companies_with_choice():
            return default
        groups = self.env["customer.credit.profile"].sudo()._read_group(
            [("company_id", "=", company.id), ("policy_id", "!=", False)], ["policy_id"]
        )  # fmt: skip
        return (default | Policy.sudo().union(*(policy for (policy,) in groups)))._with_rules()
