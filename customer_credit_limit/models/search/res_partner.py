"""Customers found by live exposure, headroom and utilisation, in one statement for all of them."""

import operator as py_operator
from collections.abc import Iterator

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.customer_credit_balance.core.money import is_amount
from odoo.addons.customer_credit_balance.models.exposure.scope import CreditScope

COMPARE = {
    "<": py_operator.lt, "<=": py_operator.le, ">": py_operator.gt, ">=": py_operator.ge,
}  # fmt: skip

# Customers who are looked at, written and committed together, where all of them are.
SLICE = 5000

# Beyond every id.
LAST = 2**31 - 1

# What a domain may hold where a number is meant; nothing stands for zero.
SCALARS = (int, float, str, type(None))

# A condition that follows the id of a customer.
EVERYBODY = SQL("IS NOT NULL")

# Terms of other addons that are no selects come from these, and are worked out by Python alone.
HOOKS = (
    "_get_credit_exposure_terms",
    "_get_credit_limit_exposure_terms",
    "_get_credit_limit_by_partner",
    "_filter_credit_terms",
)

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
    """Adds searches by live figures to contacts, because those of all customers are compared where
    they are: in the database.

    The same selects as for reading, without a list of customers to look for.
    """

    _inherit = "res.partner"

    # --- computes

    def _search_credit_exposure(self, operator, value):
        """Search by exposure in the current company."""
        return self._search_credit_figure("exposure", operator, value)

    def _search_credit_headroom(self, operator, value):
        """Search by headroom; unlimited customers are never found."""
        return self._search_credit_figure("headroom", operator, value)

    def _search_credit_utilisation(self, operator, value):
        """Search by utilisation in percent; unlimited customers are never found."""
        return self._search_credit_figure("utilisation", operator, value)

    def _search_credit_figure(self, figure, operator, value):
        """Return the domain of partners whose customer's figure compares like this.

        :param str figure: exposure, headroom or utilisation; unlimited customers have only
            the first
        """
        self._check_credit_search()
        if operator in COMPARE:
            value = self._read_credit_search(value)
        elif operator in ("in", "not in"):
            value = [self._read_credit_search(it) for it in value]
        else:
            return NotImplemented
        find = self._find_by_credit_figure
        if self._has_credit_terms_by_python():
            find = self._filter_by_credit_figure
        return fields.Domain("commercial_partner_id", "in", find(figure, operator, value))

    # --- guards

    @api.model
    def _check_credit_search(self):
        """Stop who may not read the fields: Odoo checks their groups when reading alone.

        :raise AccessError: no customer credit user
        """
        self.env["customer.credit.profile"].check_access("read")

    # --- private

    @api.model
    def _read_credit_search(self, value: object) -> float | None:
        """Return the amount that a figure is compared with, in the unit of the figure.

        :raise UserError: no number
        """
        try:
            value = float(value or 0.0) if isinstance(value, SCALARS) else None
        except (ValueError, OverflowError):
            value = None
        if not is_amount(value):
            raise UserError(_("Credit figures are compared with a number: enter one."))
        return value

    @api.model
    def _has_credit_terms_by_python(self):
        """Say whether an addon changes the terms or the limits in Python, out of SQL's reach."""
        own = ("customer_credit_balance", "customer_credit_limit")
        return any(
            vars(cls).get("_module") not in own and any(name in vars(cls) for name in HOOKS)
            for cls in type(self).mro()
        )

    def _filter_by_credit_figure(self, figure, operator, value):
        """Return the ids of the customers whose figure compares like this, each by itself."""
        if operator in COMPARE:

            def fits(amount):
                return COMPARE[operator](amount, value)
        else:

            def fits(amount):
                return (amount in value) == (operator == "in")

        return [customer.id for customer, amount in self._read_credit_figures(figure)
                if fits(amount)]  # fmt: skip

    def _read_credit_figures(self, figure: str) -> Iterator:
        """Yield (customer, figure) of every commercial partner that can be sold to."""
        company = self.env.company
        customers = self._get_credit_candidates(company)
        limits = customers._get_credit_limit_by_partner(company)
        if figure != "exposure":
            limits = {customer: limit for customer, limit in limits.items() if limit is not None}
            customers = customers.browse(customer.id for customer in limits)
        exposures = customers._get_credit_limit_exposure_by_partner(company)
        for customer, limit in limits.items():
            exposure = exposures[customer]
            if figure == "headroom":
                yield customer, float(exposure.headroom(limit))
            elif figure == "utilisation":
                yield customer, float(exposure.utilisation(limit))
            else:
                yield customer, float(exposure.total)

    def _get_credit_candidates(
        self, company: models.BaseModel, after: int = 0, limit: int | None = None
    ) -> models.BaseModel:
        """Return the commercial partners of the company by id, archived ones included.

        :param int after: only those with a higher id
        :param int limit: at most so many
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE id > %s AND %s ORDER BY id LIMIT %s",
                after,
                self._credit_candidates_where(company),
                limit,
            )
        )
        customers = self.sudo().browse(row[0] for row in rows)
        # It is known now, and would be read for each of thousands.
        self._fields["commercial_partner_id"]._insert_cache(customers, customers._ids)
        return customers

    @api.model
    def _has_many_credit_candidates(self, company):
        """Say whether a company has more customers than one request looks at."""
        return len(self._get_credit_candidates(company, limit=SLICE + 1)) > SLICE

    @api.model
    def _get_credit_slices(self, company: models.BaseModel, after: int = 0) -> Iterator:
        """Yield (customers, lowest id, highest id) by slices; together they leave nobody out.

        The last slice, which may be empty, ends with ``LAST``.

        :param int after: only customers with a higher id
        """
        last = 0
        while last != LAST:
            customers = self._get_credit_candidates(company, after, SLICE)
            last = customers._ids[-1] if len(customers) == SLICE else LAST
            yield customers, after + 1, last
            after = last

    @api.model
    def _credit_candidates_where(self, company):
        """Return the condition on ``res_partner`` of those who can be sold to in the company.

        A branch sells to the customers of the companies above it.
        """
        return SQL(
            """
            res_partner.commercial_partner_id = res_partner.id
            AND (res_partner.company_id IS NULL OR res_partner.company_id = ANY(ARRAY(
                 SELECT above::int
                   FROM res_company company,
                        UNNEST(STRING_TO_ARRAY(TRIM('/' FROM company.parent_path), '/')) above
                  WHERE company.id = %s)))
            """,
            company.id,
        )

    def _find_by_credit_figure(self, figure: str, operator: str, value: object) -> list:
        """Return the ids of the customers whose figure compares like this, by one statement.

        :param str figure: key of ``FIGURES``
        :param value: float, or a list of floats for ``in`` and ``not in``
        """
        return self._find_by_live_figure(figure, operator, value)

    def _find_by_live_figure(
        self, figure: str, operator: str, value: object, among: SQL = EVERYBODY
    ) -> list:
        """Return the same from what everybody owes and may owe now.

        :param SQL among: condition that follows the id of a customer; default everybody
        """
        company = self.env.company
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
                standing=self._credit_standing_query(company, among),
                owed=self._credit_owed_query(company, among),
                limited=SQL("TRUE" if figure == "exposure" else "ceiling IS NOT NULL"),
                figure=FIGURES[figure],
                operator=OPERATORS[operator],
                value=self._credit_value(value),
            )
        )
        return [row[0] for row in rows]

    def _credit_value(self, value):
        """Return what a figure is compared with as SQL: a number, or a list of them."""
        return SQL("(%s::numeric[])", value) if isinstance(value, list) else SQL("%s", value)

    def _credit_standing_query(self, company, among):
        """Return the select of policy and limit of every customer, as ``core.limit.limit_on``.

        :param SQL among: condition that follows the id of a customer
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
             WHERE %(candidates)s AND res_partner.id %(among)s
            """,
            among=among,
            today=fields.Date.context_today(self),
            company=company.id,
            default=self.env["customer.credit.policy"]._get_default(company).id or None,
            candidates=self._credit_candidates_where(company),
        )

    def _credit_owed_query(self, company, among):
        """Return the select of (customer_id, total): what counts, by each one's policy.

        :param SQL among: condition that follows the id of a customer
        """
        policies = self._get_credit_policies_in_use(company)
        kinds = self._get_credit_exposure_parameters()
        known = {"customers": (), "company": company.id,
                 "accounts": self._get_receivable_account_ids(company)}  # fmt: skip
        scope = CreditScope.of_values(kinds, known).looking_among(among)
        queries = list(self._get_credit_exposure_queries(scope).values())
        for policy in policies:
            values = self._get_credit_policy_values(policy)
            members = SQL("IN (SELECT customer_id FROM credit_standing WHERE policy_id = %s)",
                          policy.id)  # fmt: skip
            own = CreditScope.of_values(kinds, {**known, **values}).looking_among(
                members if len(policies) > 1 else among
            )
            lookups = self._get_credit_lookup_queries(own)
            queries += [it for codes, it in lookups.items() if set(codes) & set(values["asked"])]
        dropped = {policy.id: self._get_credit_dropped_terms(policy) for policy in policies}
        terms = self.env["customer.credit.exposure"]._compose(scope, queries)
        # What is beyond the horizon is taken off again.
        return SQL(
            """
            SELECT term.customer_id,
                   SUM(CASE WHEN term.code LIKE '%%\\_beyond' THEN -term.amount
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

    def _get_credit_policies_in_use(self, company: models.BaseModel) -> models.BaseModel:
        """Return the policies (sudo) that hold for somebody in the company."""
        Policy = self.env["customer.credit.policy"]
        default = Policy._get_default(company)
        if company.id not in Policy._get_companies_with_choice():
            return default
        groups = self.env["customer.credit.profile"].sudo()._read_group(
            [("company_id", "=", company.id), ("policy_id", "!=", False)], ["policy_id"]
        )  # fmt: skip
        return (default | Policy.sudo().union(*(policy for (policy,) in groups)))._with_rules()
