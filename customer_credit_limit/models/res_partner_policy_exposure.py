"""Exposure by policy: which of the terms count against the limit of each customer."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .credit_desk import looked_among, riders, riding


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
        customers = self._get_credit_customers()
        terms = customers._get_credit_limit_exposure_terms(company)
        return customers._make_credit_exposures(terms)

    def _get_credit_limit_exposure_terms(self, company, policies=None, lookups=None, touch=None):
        """Return {code: {commercial res.partner: float}} that counts, by each one's policy.

        :param dict policies: {customer: customer.credit.policy}, if they are known already
        :param dict lookups: {codes: SQL} to be read along; their terms are returned as they are
        :param SQL touch: a statement that writes, to happen with the reading
        """
        groups = self._group_by_credit_policy(company, policies)
        queries = dict(lookups or {})
        for policy, members in groups.items():
            queries.update(members._get_credit_policy_queries(policy, company))
        # They ride along with whatever the hooks read, as the hook's own arguments are fixed.
        with riding(self.env, queries, touch):
            terms = {
                code: dict(amounts)
                for code, amounts in self._get_credit_exposure_terms(company).items()
            }
        for policy, members in groups.items():
            members._filter_credit_terms(terms, policy, company)
        return terms

    def _group_by_credit_policy(self, company, policies=None):
        """Return {policy: the customers here it holds for}; in most companies one for all.

        :param dict policies: {customer: customer.credit.policy}, if they are known already
        """
        Policy = self.env["customer.credit.policy"]
        if policies is None and company.id not in Policy._get_companies_with_choice():
            return {Policy._get_default(company): self}
        by_policy = {}
        for customer, policy in (policies or self._get_credit_policy_by_partner(company)).items():
            by_policy.setdefault(policy, []).append(customer.id)
        return {policy: self.browse(ids) for policy, ids in by_policy.items()}

    def _get_credit_exposure_queries(self, company):
        """Add ``authorized``: orders that a payment secures, which is not captured yet.

        # EXTENDS 'customer_credit_balance'
        """
        queries = super()._get_credit_exposure_queries(company)
        query = self._credit_authorized_query("authorized")
        return {**queries, ("authorized",): query, **riders(self.env)[0]}

    def _get_credit_exposure_sources(self, company):
        """Add what a decision writes as it reads.

        # EXTENDS 'customer_credit_balance'
        """
        sources = super()._get_credit_exposure_sources(company)
        touch = riders(self.env)[1]
        return {**sources, "touched": touch} if touch else sources

    # --------------------------------------------------------------- choices of a policy

    def _get_credit_policy_queries(self, policy, company):
        """Return {codes: SQL} that the policy of these customers needs beside the terms."""
        queries = {}
        if policy.basis == "orders" and policy.horizon_days:
            where = SQL(
                "credit_order.commitment_date > %s AND credit_order.customer_id %s",
                self._get_credit_horizon(policy.horizon_days),
                self._credit_among(),
            )
            code = f"orders_beyond:{policy.id}"
            queries[(code,)] = self._credit_orders_by_customer(code, where)
            code = f"authorized_beyond:{policy.id}"
            queries[(code,)] = self._credit_authorized_query(code, where)
        if policy.include_store_credit:
            # Money that is there: an allowed overdraft is none, and owed once it is used.
            code = f"store_credit:{policy.id}"
            queries[(code,)] = SQL(
                """
                SELECT %s, partner_id, -GREATEST(balance - reserved, 0)
                  FROM customer_credit_account
                 WHERE company_id = %s AND merged_into_id IS NULL AND state = 'active'
                   AND partner_id %s
                """,
                code,
                company.id,
                self._credit_among(),
            )
        return queries

    def _filter_credit_terms(self, terms, policy, company):
        """Change ``terms`` in place for these customers, who share a policy."""
        for code in ("orders", "authorized"):
            beyond = terms.pop(f"{code}_beyond:{policy.id}", {})
            for customer, amount in beyond.items():
                left = terms[code].get(customer, 0.0) - amount
                terms[code][customer] = company.currency_id.round(left)
        for code in self._get_credit_dropped_terms(policy):
            for customer in self:
                terms[code].pop(customer, None)
        store = terms.pop(f"store_credit:{policy.id}", None)
        if store is not None:
            terms.setdefault("store_credit", {}).update(store)

    @api.model
    def _get_credit_dropped_terms(self, policy):
        """Return the codes of the terms that do not count by this policy."""
        dropped = ["orders", "authorized"] if policy.basis == "invoices" else []
        if policy and not policy.include_draft_invoices:
            dropped.append("draft_invoices")
        return dropped

    def _get_credit_horizon(self, days):
        """Return the moment after which orders are left out."""
        return fields.Datetime.now() + timedelta(days=days)

    # --------------------------------------------------------------- selects

    def _credit_among(self, by_index=False):
        """Look among more customers than these records, where a search says so.

        # EXTENDS 'customer_credit_balance'
        """
        return looked_among(self.env) or super()._credit_among(by_index)

    def _credit_authorized_query(self, code, where=None):
        """Return the select of money that secures confirmed orders and is not captured yet.

        Negative, and never more than what is still to be invoiced of its own order: it makes no
        room for other orders. A payment for several orders secures none of them. It starts from
        the payments, as there are few of them at any time.

        :param SQL where: condition on ``credit_order``; default all of them
        """
        return SQL(
            """
            SELECT %(code)s, credit_order.customer_id, -SUM(LEAST(credit_order.amount,
                       GREATEST(secured.amount, 0)
                       / COALESCE(NULLIF(credit_order.currency_rate, 0), 1)))
              FROM (SELECT rel.sale_order_id, tx.currency_id,
                           SUM(tx.amount - COALESCE((
                               SELECT SUM(child.amount)
                                 FROM payment_transaction child
                                WHERE child.source_transaction_id = tx.id
                                  AND child.operation != 'refund'
                                  AND child.state IN ('done', 'cancel')), 0)) AS amount
                      FROM payment_transaction tx
                      JOIN sale_order_transaction_rel rel ON rel.transaction_id = tx.id
                     WHERE (tx.state = 'authorized' OR tx.state = 'done' AND tx.payment_id IS NULL
                            AND tx.is_post_processed IS NOT TRUE)
                       AND tx.operation != 'validation'
                       AND (SELECT COUNT(*) FROM sale_order_transaction_rel one
                             WHERE one.transaction_id = tx.id) = 1
                     GROUP BY rel.sale_order_id, tx.currency_id) secured
              JOIN credit_order ON credit_order.id = secured.sale_order_id
                               AND credit_order.currency_id = secured.currency_id
             WHERE %(where)s
             GROUP BY credit_order.customer_id
            """,
            code=code,
            where=where or SQL("TRUE"),
        )
