"""Customers found by live exposure, headroom and utilisation, in a few queries for all of them."""

import operator as py_operator

from odoo import api, fields, models
from odoo.tools import SQL

COMPARE = {
    "<": py_operator.lt, "<=": py_operator.le, ">": py_operator.gt, ">=": py_operator.ge,
}  # fmt: skip


class ResPartner(models.Model):
    """Searching reads the figures of the customers who have any: everybody else has zero."""

    _inherit = "res.partner"

    def _search_credit_exposure(self, operator, value):
        """Search by exposure in the current company."""
        return self._search_credit_figure(lambda total, limit: total, operator, value)

    def _search_credit_headroom(self, operator, value):
        """Search by headroom; unlimited customers are never found."""
        return self._search_credit_figure(
            lambda total, limit: limit - total, operator, value, limited=True
        )

    def _search_credit_utilisation(self, operator, value):
        """Search by utilisation in percent; unlimited customers are never found."""

        def utilisation(total, limit):
            if limit <= 0:
                return 999.0 if total > limit else 0.0
            return max(total, 0.0) * 100 / limit

        return self._search_credit_figure(utilisation, operator, value, limited=True)

    def _search_credit_figure(self, figure, operator, value, limited=False):
        """Return the domain of partners whose customer's figure compares like this.

        :param figure: function of (exposure, limit)
        :param bool limited: unlimited customers have no such figure, and are never found
        """
        self._check_credit_search()
        if operator not in COMPARE and operator not in ("in", "not in"):
            return NotImplemented
        if operator in COMPARE:
            limit_value = float(value or 0.0)

            def fits(amount):
                return COMPARE[operator](amount, limit_value)
        else:
            wanted = {float(it or 0.0) for it in value}

            def fits(amount):
                return (amount in wanted) == (operator == "in")

        ids = [
            customer.id
            for customer, amount in self._read_credit_figures(figure, limited)
            if fits(amount)
        ]
        return fields.Domain("commercial_partner_id", "in", ids)

    @api.model
    def _check_credit_search(self):
        """Stop who may not read the fields: Odoo checks their groups when reading alone.

        :raise AccessError: no customer credit user
        """
        self.env["customer.credit.profile"].check_access("read")

    def _read_credit_figures(self, figure, limited):
        """Yield (customer, figure) of every commercial partner that can be sold to."""
        company = self.env.company
        customers = self._get_credit_candidates(company)
        limits = customers._get_credit_limit_by_partner(company)
        if limited:
            limits = {customer: limit for customer, limit in limits.items() if limit is not None}
            customers = customers.browse(customer.id for customer in limits)
        totals = {}
        for amounts in customers._get_credit_limit_exposure_terms(company).values():
            for customer, amount in amounts.items():
                totals[customer] = totals.get(customer, 0.0) + amount
        # Sums of amounts that are rounded already: only what floats add is to be cut off.
        digits = company.currency_id.decimal_places
        for customer, limit in limits.items():
            total = round(totals.get(customer, 0.0), digits)
            yield customer, round(figure(total, limit), digits)

    def _get_credit_candidates(self, company):
        """Return the commercial partners of the company, archived ones included."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM res_partner
                 WHERE commercial_partner_id = id AND (company_id IS NULL OR company_id = %s)
                """,
                company.id,
            )
        )
        customers = self.sudo().browse(row[0] for row in rows)
        # It is known now, and would be read for each of thousands.
        self._fields["commercial_partner_id"]._insert_cache(customers, customers._ids)
        return customers
