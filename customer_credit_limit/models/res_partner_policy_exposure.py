"""Exposure by policy: which of the terms count against the limit of each customer."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.customer_credit_balance.core.exposure import Exposure

from .credit_desk import riders, riding


class ResPartner(models.Model):
    """The terms of the base, money that is authorized, and the choices of the policy."""

    _inherit = "res.partner"

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

    def _get_credit_limit_exposure_terms(self, company, policies=None, lookups=None):
        """Return {code: {commercial res.partner: float}} that counts, by each one's policy.

        :param dict policies: {customer: customer.credit.policy}, if they are known already
        :param dict lookups: {codes: SQL} to be read along; their terms are returned as they are
        """
        policies = policies or self._get_credit_policy_by_partner(company)
        by_policy = {}
        for customer, policy in policies.items():
            by_policy.setdefault(policy, []).append(customer.id)
        groups = {policy: self.browse(ids) for policy, ids in by_policy.items()}
        queries = dict(lookups or {})
        for policy, members in groups.items():
            queries.update(members._get_credit_policy_queries(policy, company))
        # They ride along with whatever the hooks read, as the hook's own arguments are fixed.
        with riding(self.env, queries):
            terms = {
                code: dict(amounts)
                for code, amounts in self._get_credit_exposure_terms(company).items()
            }
        for policy, members in groups.items():
            members._filter_credit_terms(terms, policy, company)
        return terms

    def _get_credit_exposure_queries(self, company):
        """Add ``authorized``: orders that a payment secures, which is not captured yet.

        # EXTENDS 'customer_credit_balance'
        """
        queries = super()._get_credit_exposure_queries(company)
        query = self._credit_authorized_query("authorized", self._credit_orders_where(company))
        return {**queries, ("authorized",): query, **riders(self.env)}

    # --------------------------------------------------------------- choices of a policy

    def _get_credit_policy_queries(self, policy, company):
        """Return {codes: SQL} that the policy of these customers needs beside the terms."""
        queries = {}
        if policy.basis == "orders" and policy.horizon_days:
            where = SQL(
                "%s AND orders.commitment_date > %s",
                self._credit_orders_where(company),
                self._get_credit_horizon(policy.horizon_days),
            )
            code = f"orders_beyond:{policy.id}"
            queries[(code,)] = self._credit_orders_by_customer(code, where)
            code = f"authorized_beyond:{policy.id}"
            queries[(code,)] = self._credit_authorized_query(code, where)
        if policy.include_store_credit:
            code = f"store_credit:{policy.id}"
            queries[(code,)] = SQL(
                """
                SELECT %s, partner_id, -GREATEST(balance - reserved + overdraft_limit, 0)
                  FROM customer_credit_account
                 WHERE company_id = %s AND merged_into_id IS NULL AND state = 'active'
                   AND partner_id IN %s
                """,
                code,
                company.id,
                tuple(self.ids),
            )
        return queries

    def _filter_credit_terms(self, terms, policy, company):
        """Change ``terms`` in place for these customers, who share a policy."""
        dropped = []
        if policy.basis == "invoices":
            dropped += ["orders", "authorized"]
        for code in ("orders", "authorized"):
            beyond = terms.pop(f"{code}_beyond:{policy.id}", {})
            for customer, amount in beyond.items():
                left = terms[code].get(customer, 0.0) - amount
                terms[code][customer] = company.currency_id.round(left)
        if policy and not policy.include_draft_invoices:
            dropped.append("draft_invoices")
        for code in dropped:
            for customer in self:
                terms[code].pop(customer, None)
        store = terms.pop(f"store_credit:{policy.id}", None)
        if store is not None:
            terms.setdefault("store_credit", {}).update(store)

    def _get_credit_horizon(self, days):
        """Return the moment after which orders are left out."""
        return fields.Datetime.now() + timedelta(days=days)

    # --------------------------------------------------------------- selects

    def _credit_authorized_query(self, code, where):
        """Return the select of money that secures confirmed orders and is not captured yet.

        Negative, and never more than what is still to be invoiced of its own order: it makes no
        room for other orders. A payment for several orders secures none of them.

        :param SQL where: condition on ``orders`` (sale_order)
        """
        uncaptured = SQL(
            """
            (tx.state = 'authorized' OR tx.state = 'done' AND tx.payment_id IS NULL
             AND tx.is_post_processed IS NOT TRUE)
            AND tx.operation != 'validation'
            """
        )
        where = SQL(
            """
            %s AND orders.id IN (
                SELECT rel.sale_order_id FROM payment_transaction tx
                  JOIN sale_order_transaction_rel rel ON rel.transaction_id = tx.id WHERE %s)
            """,
            where,
            uncaptured,
        )
        return SQL(
            """
            SELECT %(code)s, partner.commercial_partner_id,
                   -SUM(LEAST(remaining.amount, secured.amount))
              FROM (%(orders)s) remaining
              JOIN sale_order so ON so.id = remaining.id
              JOIN res_partner partner ON partner.id = remaining.partner_id
              JOIN LATERAL (
                    SELECT SUM(tx.amount - COALESCE(part.amount, 0))
                           / COALESCE(NULLIF(so.currency_rate, 0), 1) AS amount
                      FROM sale_order_transaction_rel rel
                      JOIN payment_transaction tx ON tx.id = rel.transaction_id
                      LEFT JOIN LATERAL (
                            SELECT SUM(child.amount) AS amount
                              FROM payment_transaction child
                             WHERE child.source_transaction_id = tx.id
                               AND child.operation != 'refund'
                               AND child.state IN ('done', 'cancel')
                           ) part ON TRUE
                     WHERE rel.sale_order_id = remaining.id AND %(uncaptured)s
                       AND tx.currency_id = so.currency_id
                       AND NOT EXISTS (
                            SELECT FROM sale_order_transaction_rel other
                             WHERE other.transaction_id = tx.id
                               AND other.sale_order_id != rel.sale_order_id)
                   ) secured ON secured.amount > 0
             GROUP BY partner.commercial_partner_id
            """,
            code=code,
            orders=self._credit_exposure_orders_query(where),
            uncaptured=uncaptured,
        )
