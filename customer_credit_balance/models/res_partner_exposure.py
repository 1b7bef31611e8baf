"""Exposure of customers: what they owe or will owe, as named terms, in one statement."""

from odoo import models
from odoo.tools import SQL

from ..core.exposure import Exposure

# A list of ids helps the planner as long as it is short; a long one only takes time to plan.
LONG = 20


class ResPartner(models.Model):
    """Each line counts once on its way from order to draft, posted and paid invoice.

    Readers are for gates, reports and computed fields: no record rule applies, so whatever a
    salesperson sees of other people's orders, the sum is that of the whole company.
    """

    _inherit = "res.partner"

    def _get_credit_exposure_terms(self, company):
        """Return the terms of the exposure; other addons add theirs with super.

        Whatever can be a select comes from ``_get_credit_exposure_queries``: they all run as one
        statement.

        :param company: res.company whose books and orders count
        :return: {code: {commercial res.partner: float}}, company currency; positive when the
            customer owes more. Codes of the base: ``receivable`` (open invoices), ``credits``
            (outstanding credits, negative), ``orders`` (confirmed, not yet on an invoice, tax
            included, less down payments), ``draft_invoices``, ``overdrawn`` (store credit below
            zero). Customers without an amount may be left out of a term.
        """
        customers = self._get_credit_customers()
        queries = customers._get_credit_exposure_queries(company)
        return {"receivable": {}, "credits": {}, **customers._read_credit_terms(queries, company)}

    def _get_credit_exposure_queries(self, company):
        """Hook: return the selects behind the terms; addons add theirs with super.

        They may read from what ``_get_credit_exposure_sources`` gives.

        :return: {codes: SQL}: each select gives rows of (code, commercial partner id, amount),
            company currency, whose code is one of its ``codes`` (a tuple); two rows of one code
            and customer are not added up
        """
        queries = {
            ("orders",): self._credit_orders_by_customer("orders"),
            ("draft_invoices",): self._credit_drafts_query(company),
            ("overdrawn",): self._credit_overdrawn_query(company),
        }
        account_ids = self._get_receivable_account_ids(company)
        if account_ids:
            books = self._credit_books_query(company, account_ids)
            return {("receivable", "credits"): books, **queries}
        return queries

    def _read_credit_terms(self, queries, company):
        """Return {code: {res.partner: float}} of such selects, by one statement. Final.

        :param dict queries: as of ``_get_credit_exposure_queries``
        """
        terms = {code: {} for codes in queries for code in codes}
        if not queries or not self:
            return terms
        # Records that share one prefetch set: whatever is read of one is read of all.
        customers = dict(zip(self._ids, self, strict=True))
        self.env.flush_all()
        for code, partner_id, amount in self.env.execute_query(
            self._credit_terms_query(queries, company)
        ):
            if amount:
                terms[code][customers[partner_id]] = amount
        return terms

    def _get_credit_exposure_sources(self, company):
        """Hook: return {name: SQL} of what comes before the selects, to be read by several.

        ``credit_customer``: the ids of these customers, where they are many. ``credit_order``:
        their confirmed orders that are not on an invoice yet, with the columns of
        ``_credit_exposure_orders_query``. ``currency``: the step that amounts are rounded to.
        """
        sources = {}
        if len(self) > LONG:
            sources["credit_customer"] = SQL("SELECT unnest(%s::int[]) AS id", self._credit_ids())
        where = self._credit_orders_where(company)
        return {
            **sources,
            "credit_order": self._credit_exposure_orders_query(where),
            "currency": SQL(
                """
                SELECT currency.rounding AS step
                  FROM res_company company
                  JOIN res_currency currency ON currency.id = company.currency_id
                 WHERE company.id = %s
                """,
                company.id,
            ),
        }

    def _credit_terms_query(self, queries, company):
        """Return such selects as one statement, its amounts rounded to the company's currency."""
        sources = self._get_credit_exposure_sources(company).items()
        return SQL(
            """
            WITH %s
            SELECT term.code, term.customer_id,
                   ROUND(term.amount::numeric / currency.step) * currency.step
              FROM (%s) term(code, customer_id, amount), currency
            """,
            SQL(", ").join(SQL("%s AS (%s)", SQL.identifier(name), it) for name, it in sources),
            SQL(" UNION ALL ").join(queries.values()),
        )

    def _get_credit_exposure_by_partner(self, company):
        """Return {commercial res.partner: core Exposure} for every customer in self. Final."""
        terms = self._get_credit_exposure_terms(company)
        return self._get_credit_customers()._make_credit_exposures(terms)

    def _make_credit_exposures(self, terms):
        """Return {customer: core Exposure} of these customers from {code: {customer: amount}}."""
        # Thousands of records are slower to look up than their ids.
        by_id = {
            code: dict(zip([it._ids[0] for it in amounts], amounts.values(), strict=True))
            for code, amounts in terms.items()
        }
        return dict(zip(self, Exposure.for_each(by_id, self._ids).values(), strict=True))

    def _get_credit_exposure_orders(self, company):
        """Return {customer: confirmed orders not yet on an invoice}, >= 0, company currency."""
        queries = {("orders",): self._credit_orders_by_customer("orders")}
        return self._read_credit_terms(queries, company)["orders"]

    def _credit_among(self, by_index=False):
        """Return the condition that follows a column to find these records, as fast as can be.

        A short list is planned for what it holds. Of a long one planning takes longer than
        reading, so the planner does not see it.

        :param bool by_index: a long list is looked up one by one in an index that fits, however
            many there are
        """
        ids = self._credit_ids()
        if len(self) <= LONG:
            return SQL("= ANY(%s::int[])", ids)
        if by_index:
            return SQL("= ANY(ARRAY(SELECT unnest(%s::int[])))", ids)
        return SQL("IN (SELECT unnest(%s::int[]))", ids)

    def _credit_among_these(self, by_index=False):
        """Return the same for selects behind the terms of these very records.

        They are read by one statement, which holds a long list once.
        """
        if len(self) <= LONG:
            return self._credit_among(by_index)
        if by_index:
            return SQL("= ANY(ARRAY(SELECT id FROM credit_customer))")
        return SQL("IN (SELECT id FROM credit_customer)")

    def _credit_ids(self):
        """Return the ids as the text of an array."""
        return f"{{{','.join(map(str, self._ids))}}}"

    # --------------------------------------------------------------- selects

    def _credit_books_query(self, company, account_ids):
        """Return the select of open debits (> 0) and open credits (< 0) of the receivable."""
        return SQL(
            """
            SELECT CASE WHEN line.amount_residual > 0 THEN 'receivable' ELSE 'credits' END,
                   line.partner_id, SUM(line.amount_residual)
              FROM account_move_line line
             WHERE line.account_id IN %(accounts)s AND line.partner_id %(among)s
               AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
               AND line.company_id = %(company)s
             GROUP BY line.amount_residual > 0, line.partner_id
            """,
            accounts=account_ids,
            among=self._credit_among_these(by_index=True),
            company=company.id,
        )

    def _credit_orders_where(self, company):
        """Return the condition on ``orders`` that may count for these customers."""
        return SQL(
            """
            orders.company_id = %s AND orders.invoice_status IS DISTINCT FROM 'invoiced'
            AND contact.commercial_partner_id %s
            """,
            company.id,
            self._credit_among_these(),
        )

    def _credit_orders_by_customer(self, code, where=None):
        """Return the select of (code, customer, amount) of confirmed orders not yet on an invoice.

        :param SQL where: condition on ``credit_order``; default all of them
        """
        return SQL(
            "SELECT %s, customer_id, SUM(amount) FROM credit_order WHERE %s GROUP BY customer_id",
            code,
            where or SQL("TRUE"),
        )

    def _credit_overdrawn_query(self, company):
        """Return the select of store credit below zero: money that the customer owes."""
        return SQL(
            """
            SELECT 'overdrawn', account.partner_id, -account.balance
              FROM customer_credit_account account
             WHERE account.company_id = %s AND account.merged_into_id IS NULL
               AND account.balance < 0 AND account.partner_id %s
            """,
            company.id,
            self._credit_among_these(),
        )

    def _credit_drafts_query(self, company):
        """Return the select of draft invoices.

        A draft credit note lowers nothing until it is posted, but for what it takes back from
        an order: that part counts as to be invoiced again already.
        """
        return SQL(
            """
            SELECT 'draft_invoices', move.commercial_partner_id,
                   SUM(CASE WHEN move.move_type = 'out_refund'
                            THEN -COALESCE((
                                 SELECT SUM(item.price_total)
                                   FROM account_move_line item
                                  WHERE item.move_id = move.id AND item.display_type = 'product'
                                    AND EXISTS (SELECT 1 FROM sale_order_line_invoice_rel rel
                                                 WHERE rel.invoice_line_id = item.id)), 0)
                                 / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1)
                            ELSE move.amount_residual_signed END)
              FROM account_move move
             WHERE move.state = 'draft' AND move.company_id = %(company)s
               AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
               AND move.commercial_partner_id %(among)s
             GROUP BY move.commercial_partner_id
            """,
            company=company.id,
            among=self._credit_among_these(),
        )
