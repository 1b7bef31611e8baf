"""Customers found by live exposure, headroom and utilisation, in one statement for all of them."""

import operator as py_operator

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.customer_credit_balance.core.money import is_amount

COMPARE = {
    "<": py_operator.lt, "<=": py_operator.le, ">": py_operator.gt, ">=": py_operator.ge,
}  # fmt: skip
# What a domain may hold where a number is meant; nothing stands for zero.
SCALARS = (int, float, str, type(None))
# Terms of other addons that are no selects come from these, and are worked out by Python alone.
HOOKS = (
    "_get_credit_exposure_terms",
    "_get_credit_limit_exposure_terms",
    "_get_credit_limit_by_partner",
    "_filter_credit_terms",
)


class ResPartner(models.Model):
    """Searching compares the figures of all customers where they are: in the database."""

    _inherit = "res.partner"

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

    @api.model
    def _read_credit_search(self, value):
        """Return the amount that a figure is compared with.

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
    def _check_credit_search(self):
        """Stop who may not read the fields: Odoo checks their groups when reading alone.

        :raise AccessError: no customer credit user
        """
        self.env["customer.credit.profile"].check_access("read")

    @api.model
    def _has_credit_terms_by_python(self):
        """Say whether an addon changes the terms or the limits in Python, out of SQL's reach."""
        own = ("customer_credit_balance", "customer_credit_limit")
        return any(
            vars(cls).get("_module") not in own and any(name in vars(cls) for name in HOOKS)
            for cls in type(self).mro()
        )

    # --------------------------------------------------------------- by Python

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

    def _read_credit_figures(self, figure):
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

    def _get_credit_candidates(self, company):
        """Return the commercial partners of the company, archived ones included."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL("SELECT id FROM res_partner WHERE %s", self._credit_candidates_where(company))
        )
        customers = self.sudo().browse(row[0] for row in rows)
        # It is known now, and would be read for each of thousands.
        self._fields["commercial_partner_id"]._insert_cache(customers, customers._ids)
        return customers

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
