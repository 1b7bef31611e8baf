"""Customers found by stored figures where these still hold, and by live ones where not."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..search.res_partner import COMPARE, FIGURES, OPERATORS

# Servers and the database may tell the time differently.
CLOCKS_DIFFER = timedelta(hours=1)


class ResPartner(models.Model):
    """Adds a short way to the searches of contacts, because reading what everybody owes takes as
    long as there are open items, and most customers owe what they owed in the night.

    Nothing is decided by it: gates, holds and rules read live figures of their customers.
    """

    _inherit = "res.partner"

    # --- private

    def _find_by_credit_figure(self, figure: str, operator: str, value: object) -> list:
        """Take the nightly figures of whoever did not move since, and read the others afresh.

        Where somebody without any figures might be found, all are read.

        # EXTENDS 'customer_credit_limit'
        """
        if not self._is_credit_figure_rare(figure, operator, value):
            return super()._find_by_credit_figure(figure, operator, value)
        Movement = self.env["customer.credit.movement"]
        self.env.flush_all()
        company = self.env.company
        moved = Movement._read_moved(company) if Movement._is_everything_watched() else None
        if moved is None:
            return super()._find_by_credit_figure(figure, operator, value)
        moved = sorted({*moved, *self._read_moved_by_time(company)})
        found = self._find_by_stored_figure(figure, operator, value, moved)
        if moved:
            found += self._find_by_live_figure(figure, operator, value, SQL("= ANY(%s)", moved))
        return found

    def _is_credit_figure_rare(self, figure: str, operator: str, value: object) -> bool:
        """Say whether nobody who owes nothing is found, whatever the limit."""
        if figure == "headroom":
            return value < 0 if operator == "<=" else operator == "<" and value <= 0
        if operator in ("in", "not in"):
            return operator == "in" and 0 not in value
        return not COMPARE[operator](0.0, value)

    def _find_by_stored_figure(
        self, figure: str, operator: str, value: object, moved: list[int]
    ) -> list[int]:
        """Return the ids of the customers whose nightly figure compares like this.

        By an index alone. Who may be sold to needs no second look: whoever became or ceased to be
        a customer of the company has moved.

        :param list moved: ids of customers who are left out
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id
                  FROM (SELECT partner_id, exposure AS total,
                               CASE WHEN is_unlimited IS NOT TRUE THEN credit_limit END AS ceiling
                          FROM customer_credit_snapshot
                         WHERE latest AND company_id = %(company)s AND %(over)s) known
                 WHERE (%(limited)s) AND %(figure)s %(operator)s %(value)s
                   AND partner_id <> ALL(%(moved)s::int[])
                """,
                company=self.env.company.id,
                over=SQL("excess > 0" if figure == "headroom" else "TRUE"),
                limited=SQL("TRUE" if figure == "exposure" else "ceiling IS NOT NULL"),
                figure=FIGURES[figure],
                operator=OPERATORS[operator],
                value=self._credit_value(value),
                moved=moved,
            )
        )
        return [row[0] for row in rows]

    def _read_moved_by_time(self, company: models.BaseModel) -> list[int]:
        """Return the ids of customers whose figure changed by itself: as time went by.

        A temporary limit began or ended, an order came within the horizon of a policy.
        """
        days = {
            policy.horizon_days
            for policy in self._get_credit_policies_in_use(company)
            if policy.basis == "orders" and policy.horizon_days
        }
        parts = [
            SQL(
                """
                SELECT profile.partner_id
                  FROM customer_credit_profile profile
                  LEFT JOIN customer_credit_snapshot known
                         ON known.partner_id = profile.partner_id AND known.latest
                        AND known.company_id = profile.company_id
                 WHERE profile.company_id = %(company)s AND profile.temporary_until IS NOT NULL
                   AND (known.id IS NULL
                        OR profile.temporary_from BETWEEN %(span)s
                        OR profile.temporary_until BETWEEN %(span)s)
                """,
                company=company.id,
                span=SQL("LEAST(known.date, %(day)s) AND GREATEST(known.date, %(day)s)",
                         day=fields.Date.context_today(self)),
            )
        ]  # fmt: skip
        parts += [
            SQL(
                """
                SELECT contact.commercial_partner_id
                  FROM sale_order orders
                  JOIN res_partner contact ON contact.id = orders.partner_invoice_id
                  LEFT JOIN customer_credit_snapshot known
                         ON known.partner_id = contact.commercial_partner_id AND known.latest
                        AND known.company_id = orders.company_id
                 WHERE orders.company_id = %(company)s AND orders.state = 'sale'
                   AND orders.invoice_status IS DISTINCT FROM 'invoiced'
                   AND orders.commitment_date <= %(horizon)s
                   AND (known.id IS NULL
                        OR orders.commitment_date > known.write_date + %(since)s::interval)
                """,
                company=company.id,
                horizon=self._get_credit_horizon(count) + CLOCKS_DIFFER,
                since=timedelta(days=count) - CLOCKS_DIFFER,
            )
            for count in sorted(days)
        ]
        rows = self.env.execute_query(SQL(" UNION ").join(parts))
        return [row[0] for row in rows]
