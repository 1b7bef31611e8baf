"""Exposure of customers: what they owe or will owe, as named terms, in one statement."""

from odoo import models
from odoo.tools import SQL

from ..core.exposure import Exposure


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
            included, less down payments), ``draft_invoices``. Customers without an amount may
            be left out of a term.
        """
        customers = self._origin.commercial_partner_id
        queries = customers._get_credit_exposure_queries(company)
        return {"receivable": {}, "credits": {}, **customers._read_credit_terms(queries, company)}

    def _get_credit_exposure_queries(self, company):
        """Hook: return the selects behind the terms; addons add theirs with super.

        :return: {codes: SQL}: each select gives rows of (code, commercial partner id, amount),
            company currency, whose code is one of its ``codes`` (a tuple); two rows of one code
            and customer are not added up
        """
        partners = tuple(self.ids) or (0,)
        queries = {
            ("orders",): self._credit_orders_by_customer(
                "orders", self._credit_orders_where(company)
            ),
            ("draft_invoices",): self._credit_drafts_query(company, partners),
        }
        account_ids = self._get_receivable_account_ids(company)
        if account_ids:
            books = self._credit_books_query(company, partners, account_ids)
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
        customers = {customer.id: customer for customer in self}
        self.env.flush_all()
        round_ = company.currency_id.round
        union = SQL(" UNION ALL ").join(queries.values())
        for code, partner_id, amount in self.env.execute_query(union):
            if amount:
                terms[code][customers[partner_id]] = round_(float(amount))
        return terms

    def _get_credit_exposure_by_partner(self, company):
        """Return {commercial res.partner: core Exposure} for every customer in self. Final."""
        terms = self._get_credit_exposure_terms(company)
        return {
            customer: Exposure(
                {code: amounts.get(customer, 0.0) for code, amounts in terms.items()}
            )
            for customer in self._origin.commercial_partner_id
        }

    def _get_credit_exposure_orders(self, company):
        """Return {customer: confirmed orders not yet on an invoice}, >= 0, company currency."""
        query = self._credit_orders_by_customer("orders", self._credit_orders_where(company))
        return self._read_credit_terms({("orders",): query}, company)["orders"]

    # --------------------------------------------------------------- selects

    def _credit_books_query(self, company, partners, account_ids):
        """Return the select of open debits (> 0) and open credits (< 0) of the receivable."""
        return SQL(
            """
            SELECT CASE WHEN line.amount_residual > 0 THEN 'receivable' ELSE 'credits' END,
                   line.partner_id, SUM(line.amount_residual)
              FROM account_move_line line
             WHERE line.account_id IN %(accounts)s AND line.partner_id IN %(partners)s
               AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
               AND line.company_id = %(company)s
             GROUP BY line.amount_residual > 0, line.partner_id
            """,
            accounts=account_ids,
            partners=partners,
            company=company.id,
        )

    def _credit_orders_where(self, company):
        """Return the condition on ``orders`` (sale_order) that may count for these customers."""
        return SQL(
            """
            orders.company_id = %s AND orders.invoice_status IS DISTINCT FROM 'invoiced'
            AND orders.partner_invoice_id IN (
                SELECT id FROM res_partner WHERE commercial_partner_id IN %s)
            """,
            company.id,
            tuple(self.ids) or (0,),
        )

    def _credit_orders_by_customer(self, code, where):
        """Return the select of (code, customer, amount) of confirmed orders not yet on an invoice.

        :param SQL where: condition on ``orders`` (sale_order)
        """
        return SQL(
            """
            SELECT %s, partner.commercial_partner_id, SUM(remaining.amount)
              FROM (%s) remaining
              JOIN res_partner partner ON partner.id = remaining.partner_id
             GROUP BY partner.commercial_partner_id
            """,
            code,
            self._credit_exposure_orders_query(where),
        )

    def _credit_exposure_orders_query(self, where):
        """Return the query of (order id, partner_id, amount still to invoice) of confirmed orders.

        Quantities on invoices, draft ones included, are out: those lines count as draft or
        receivable. ``qty_to_invoice`` adds what was delivered beyond the order. A down payment
        counts with its invoice, so the order counts less until the final invoice deducts it.
        The rate is the order's, as in its own totals.

        :param SQL where: condition on ``orders`` (sale_order)
        """
        return SQL(
            """
            SELECT orders.id, orders.partner_invoice_id AS partner_id,
                   GREATEST(0, SUM(
                       CASE WHEN line.is_downpayment THEN -COALESCE(down.amount, 0)
                            WHEN line.product_uom_qty > 0 THEN
                                 GREATEST(0, line.product_uom_qty - COALESCE(line.qty_invoiced, 0),
                                          line.qty_to_invoice)
                                 * line.price_total / line.product_uom_qty
                            WHEN line.product_uom_qty < 0 THEN
                                 LEAST(0, line.product_uom_qty - COALESCE(line.qty_invoiced, 0))
                                 * line.price_total / line.product_uom_qty
                            ELSE GREATEST(0, line.untaxed_amount_to_invoice) END
                   )) / COALESCE(NULLIF(orders.currency_rate, 0), 1) AS amount
              FROM sale_order orders
              JOIN sale_order_line line ON line.order_id = orders.id AND line.display_type IS NULL
              LEFT JOIN LATERAL (
                    SELECT SUM(CASE WHEN move.move_type = 'out_refund' THEN -item.price_total
                                    ELSE item.price_total END) AS amount
                      FROM sale_order_line_invoice_rel rel
                      JOIN account_move_line item ON item.id = rel.invoice_line_id
                      JOIN account_move move ON move.id = item.move_id
                     WHERE rel.order_line_id = line.id AND move.state != 'cancel'
                   ) down ON line.is_downpayment
             WHERE orders.state = 'sale' AND %s
             GROUP BY orders.id
            """,
            where,
        )

    def _credit_drafts_query(self, company, partners):
        """Return the select of draft invoices.

        A draft credit note lowers nothing until it is posted, but for what it takes back from
        an order: that part counts as to be invoiced again already.
        """
        return SQL(
            """
            SELECT 'draft_invoices', move.commercial_partner_id,
                   SUM(CASE WHEN move.move_type = 'out_refund'
                            THEN -COALESCE(linked.amount, 0)
                                 / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1)
                            ELSE move.amount_residual_signed END)
              FROM account_move move
              JOIN res_partner partner ON partner.id = move.partner_id
              LEFT JOIN LATERAL (
                    SELECT SUM(item.price_total) AS amount
                      FROM account_move_line item
                     WHERE item.move_id = move.id AND item.display_type = 'product'
                       AND EXISTS (SELECT 1 FROM sale_order_line_invoice_rel rel
                                    WHERE rel.invoice_line_id = item.id)
                   ) linked ON move.move_type = 'out_refund'
             WHERE move.state = 'draft' AND move.company_id = %(company)s
               AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
               AND partner.commercial_partner_id IN %(partners)s
             GROUP BY move.commercial_partner_id
            """,
            company=company.id,
            partners=partners,
        )
