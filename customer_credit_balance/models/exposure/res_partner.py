"""Exposure of customers: what they owe or will owe, as named terms, in one statement."""

from odoo import models
from odoo.tools import SQL

from ...core.exposure import Exposure
from .movement import CreditMovement
from .scope import LONG, CreditQuestion, CreditScope


class ResPartner(models.Model):
    """Adds the exposure to contacts, because a line counts once on its way from order to draft,
    posted and paid invoice.

    Readers are for gates, reports and computed fields: no record rule applies, so whatever a
    salesperson sees of other people's orders, the sum is that of the whole company.

    The part of the exposure that is not in the books yet.
    """

    _inherit = "res.partner"

    # --- hooks

    def _get_credit_exposure_parameters(self) -> dict[str, str]:
        """Hook: return {name: type of PostgreSQL} of what selects may ask ``scope[name]`` for.

        ``customers`` and ``accounts`` (receivable) are ids, ``asked`` the codes that are read,
        ``today`` is the user's. Values that a question leaves out are NULL.
        """
        return {
            "customers": "int[]",
            "company": "int",
            "accounts": "int[]",
            "asked": "text[]",
            "today": "date",
        }

    def _get_credit_exposure_queries(self, scope: CreditScope) -> dict:
        """Hook: return the selects behind the terms; addons add theirs with super.

        They depend on nothing but the code of the addons and ``scope``: they are a part of the
        function that the database keeps. They may read from ``_get_credit_exposure_sources``.

        :param scope: ``CreditScope``: ``scope["company"]``, ``scope.among`` after a column that
            holds the customer
        :return: {codes: SQL}: each select gives rows of (code, commercial partner id, amount),
            company currency, whose code is one of its ``codes`` (a tuple); two rows of one code
            and customer are not added up
        """
        return {
            ("receivable", "credits"): self._credit_books_query(scope),
            ("orders",): self._credit_orders_by_customer("orders"),
            ("draft_invoices",): self._credit_drafts_query(scope),
            ("overdrawn",): self._credit_overdrawn_query(scope),
        }

    def _get_credit_lookup_queries(self, scope: CreditScope) -> dict:
        """Hook: return such selects of what is no term: read along when it is asked for.

        Codes that end with ``_days`` or ``_count`` are no money, and are not rounded.

        :return: {codes: SQL of (code, customer id, amount)}, as the selects of the terms
        """
        return {}

    def _get_credit_exposure_sources(self, scope: CreditScope) -> dict[str, SQL]:
        """Hook: return {name: SQL} of what comes before the selects, to be read by several.

        ``credit_customer``: the ids of these customers, where they are many. ``credit_order``:
        their confirmed orders that are not on an invoice yet, with the columns of
        ``_credit_exposure_orders_query``. ``currency``: the step that amounts are rounded to.
        """
        return {
            **scope.sources,
            "credit_order": self._credit_exposure_orders_query(self._credit_orders_where(scope)),
            "currency": SQL(
                """
                SELECT currency.rounding AS step
                  FROM res_company company
                  JOIN res_currency currency ON currency.id = company.currency_id
                 WHERE company.id = %s
                """,
                scope["company"],
            ),
        }

    def _get_credit_exposure_movements(self) -> dict[str, CreditMovement]:
        """Hook: return {table: ``CreditMovement``} of all that the selects of the terms read.

        Whoever adds a select names here the tables it reads, and whom a row of them moves: what
        was stored of the exposure is told by it for whom it no longer holds.
        """
        everybody = SQL("SELECT company.id, NULL::int FROM res_company company")
        return {
            **self._get_credit_movements_of_documents(),
            "customer_credit_account": CreditMovement(
                ("company_id", "partner_id", "balance", "reserved", "state", "merged_into_id"),
                lambda row: SQL("SELECT %(row)s.company_id, %(row)s.partner_id", row=row),
            ),
            "res_partner": CreditMovement(
                ("commercial_partner_id", "company_id"),
                lambda row: SQL(
                    "SELECT company.id, %s.commercial_partner_id FROM res_company company", row
                ),
                inserts=False,
                deletes=False,
            ),
            "res_company": CreditMovement(
                ("currency_id", "parent_path"),
                lambda row: SQL("SELECT %s.id, NULL::int", row),
                deletes=False,
            ),
            "res_currency": CreditMovement(
                ("rounding",), lambda row: everybody, inserts=False, deletes=False
            ),
            "account_account": CreditMovement(
                ("account_type",), lambda row: everybody, inserts=False, deletes=False
            ),
            "account_account_res_company_rel": CreditMovement(
                ("account_account_id", "res_company_id"),
                lambda row: SQL(
                    """
                    SELECT %(row)s.res_company_id, NULL::int FROM account_account account
                     WHERE account.id = %(row)s.account_account_id
                       AND account.account_type = 'asset_receivable'
                    """,
                    row=row,
                ),
            ),
            "product_template": CreditMovement(
                ("invoice_policy",), lambda row: everybody, inserts=False, deletes=False
            ),
        }

    def _get_credit_exposure_terms(
        self, company: models.BaseModel, question: CreditQuestion | None = None
    ) -> dict[str, dict]:
        """Hook: return the terms of the exposure; other addons add theirs with super.

        Whatever can be a select comes from ``_get_credit_exposure_queries``: they all run as one
        statement.

        :param company: res.company whose books and orders count
        :param question: ``CreditQuestion`` for more or less than all terms
        :return: {code: {commercial res.partner: float}}, company currency; positive when the
            customer owes more. Codes of the base: ``receivable`` (open invoices), ``credits``
            (outstanding credits, negative), ``orders`` (confirmed, not yet on an invoice, tax
            included, less down payments), ``draft_invoices``, ``overdrawn`` (store credit below
            zero). Customers without an amount may be left out of a term.
        """
        customers = self._get_credit_customers()
        return customers._read_credit_terms(company, question)

    # --- private

    def _get_credit_movements_of_documents(self) -> dict[str, CreditMovement]:
        """Return the part of the hook that is about orders, invoices and what links them."""
        return {
            "account_move_line": CreditMovement(
                ("partner_id", "company_id", "account_id", "parent_state", "reconciled",
                 "amount_residual", "price_total", "balance", "move_id"),
                self._credit_moved_by_item,
            ),
            "account_move": CreditMovement(
                ("commercial_partner_id", "company_id", "state", "move_type",
                 "amount_residual_signed", "invoice_currency_rate"),
                lambda row: SQL(
                    """
                    SELECT %(row)s.company_id, %(row)s.commercial_partner_id
                     WHERE %(row)s.state = 'draft' AND %(row)s.commercial_partner_id IS NOT NULL
                    """,
                    row=row,
                ),
            ),
            "sale_order": CreditMovement(
                ("state", "company_id", "partner_invoice_id", "invoice_status", "currency_id",
                 "currency_rate", "commitment_date", "amount_total"),
                lambda row: SQL(
                    """
                    SELECT %(row)s.company_id, %(row)s.partner_invoice_id
                     WHERE %(row)s.state = 'sale'
                    """,
                    row=row,
                ),
            ),
            "sale_order_line": CreditMovement(
                ("order_id", "display_type", "is_downpayment", "product_id", "product_uom_qty",
                 "qty_delivered", "qty_invoiced", "qty_to_invoice", "price_total",
                 "credit_unordered_total"),
                lambda row: self._credit_moved_by_order(SQL("= %s.order_id", row)),
            ),
            "sale_order_line_invoice_rel": CreditMovement(
                ("order_line_id", "invoice_line_id"), self._credit_moved_by_link
            ),
        }  # fmt: skip

    def _credit_moved_by_order(self, which):
        """Return the select of whom confirmed orders move.

        :param SQL which: condition that follows the id of an order
        """
        return SQL(
            """
            SELECT orders.company_id, orders.partner_invoice_id FROM sale_order orders
             WHERE orders.state = 'sale' AND orders.id %s
            """,
            which,
        )

    def _credit_moved_by_item(self, row):
        """Return the select of whom a journal item moves.

        By what is open of it, by a draft it stands in, by the down payment that it is.
        """
        return SQL(
            """
            SELECT %(row)s.company_id, %(row)s.partner_id
             WHERE %(row)s.partner_id IS NOT NULL
               AND (%(row)s.parent_state = 'draft' AND %(row)s.display_type = 'product'
                    OR %(row)s.parent_state = 'posted' AND EXISTS (
                       SELECT FROM account_account account
                        WHERE account.id = %(row)s.account_id
                          AND account.account_type = 'asset_receivable'))
             UNION %(orders)s
            """,
            row=row,
            orders=self._credit_moved_by_order(
                SQL(
                    """
                    IN (SELECT line.order_id FROM sale_order_line_invoice_rel rel
                          JOIN sale_order_line line ON line.id = rel.order_line_id
                         WHERE rel.invoice_line_id = %s.id)
                    """,
                    row,
                )
            ),
        )

    def _credit_moved_by_link(self, row):
        """Return the select of whom it moves that an invoice's item belongs to an order's line."""
        return SQL(
            """
            SELECT item.company_id, item.partner_id FROM account_move_line item
             WHERE item.id = %s.invoice_line_id AND item.partner_id IS NOT NULL
             UNION %s
            """,
            row,
            self._credit_moved_by_order(
                SQL("IN (SELECT line.order_id FROM sale_order_line line WHERE line.id = %s"
                    ".order_line_id)", row)
            ),
        )  # fmt: skip

    def _read_credit_terms(
        self, company: models.BaseModel, question: CreditQuestion | None = None
    ) -> dict:
        """Return {code: {commercial res.partner: float}} by one statement. Final.

        :param question: ``CreditQuestion``; default all terms of these customers
        """
        question = question or CreditQuestion(((self, {}),))
        Function = self.env["customer.credit.exposure"]
        terms = {code: {} for code in Function._get_codes(question)}
        if not any(customers for customers, _values in question.groups):
            return terms
        # Records that share one prefetch set: whatever is read of one is read of all.
        customers = dict(zip(self._ids, self, strict=True))
        for code, partner_id, amount in Function._read_terms(company, question):
            if amount:
                terms[code][customers[partner_id]] = amount
        return terms

    def _get_credit_exposure_by_partner(self, company: models.BaseModel) -> dict:
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

    def _credit_ids(self):
        """Return the ids as the text of an array."""
        return f"{{{','.join(map(str, self._ids))}}}"

    def _get_credit_scope(self, company: models.BaseModel) -> CreditScope:
        """Return the ``CreditScope`` of these customers, for a statement of its own."""
        values = {"customers": self._ids, "company": company.id}
        return CreditScope.of_values(self._get_credit_exposure_parameters(), values)

    def _credit_books_query(self, scope):
        """Return the select of open debits (> 0) and open credits (< 0) of the receivable.

        What an entry pays that was reset to draft is open: Odoo keeps its matches.
        """
        return SQL(
            """
            SELECT CASE WHEN item.amount > 0 THEN 'receivable' ELSE 'credits' END,
                   item.partner_id, SUM(item.amount)
              FROM (SELECT line.partner_id, line.amount_residual AS amount
                      FROM account_move_line line
                     WHERE line.account_id = ANY(%(accounts)s) AND line.partner_id %(among_items)s
                       AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
                       AND line.company_id = %(company)s
                     UNION ALL
                    SELECT debt.partner_id, match.amount
                      FROM account_move paying
                      JOIN account_move_line payment ON payment.move_id = paying.id
                      JOIN account_partial_reconcile match ON match.credit_move_id = payment.id
                      JOIN account_move_line debt ON debt.id = match.debit_move_id
                     WHERE paying.state = 'draft' AND paying.commercial_partner_id %(among)s
                       AND debt.account_id = ANY(%(accounts)s) AND debt.parent_state = 'posted'
                       AND debt.partner_id = paying.commercial_partner_id
                       AND debt.company_id = %(company)s) item
             GROUP BY item.amount > 0, item.partner_id
            """,
            accounts=scope["accounts"],
            among_items=scope.among_by_index,
            among=scope.among,
            company=scope["company"],
        )

    def _credit_orders_where(self, scope):
        """Return the condition on ``orders`` that may count for these customers."""
        return SQL(
            """
            orders.company_id = %s AND orders.invoice_status IS DISTINCT FROM 'invoiced'
            AND contact.commercial_partner_id %s
            """,
            scope["company"],
            scope.among,
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

    def _credit_overdrawn_query(self, scope):
        """Return the select of store credit below zero: money that the customer owes."""
        return SQL(
            """
            SELECT 'overdrawn', account.partner_id, -account.balance
              FROM customer_credit_account account
             WHERE account.company_id = %s AND account.merged_into_id IS NULL
               AND account.balance < 0 AND account.partner_id %s
            """,
            scope["company"],
            scope.among,
        )

    def _credit_drafts_query(self, scope):
        """Return the select of draft invoices.

        A draft that gives back lowers nothing until it is posted, but for what it takes back from
        an order: that part counts as to be invoiced again already. So does an invoice below zero,
        which nobody can post.
        """
        return SQL(
            """
            SELECT 'draft_invoices', move.commercial_partner_id,
                   SUM(CASE WHEN move.move_type = 'out_refund' OR move.amount_residual_signed < 0
                            THEN -%(taken_back)s ELSE move.amount_residual_signed END)
              FROM account_move move
             WHERE move.state = 'draft' AND move.company_id = %(company)s
               AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
               AND move.commercial_partner_id %(among)s
             GROUP BY move.commercial_partner_id
            """,
            taken_back=self._credit_taken_back(),
            company=scope["company"],
            among=scope.among,
        )

    def _credit_taken_back(self):
        """Return the subselect of what the draft ``move`` takes back from orders, company currency.

        Never more than its orders count again because of it, whatever price the draft says: they
        count a quantity that is on no invoice, at their own price, while they are confirmed and
        of the same customer. A down payment counts there with the draft's own amount.
        """
        return SQL(
            """
            COALESCE((
                SELECT SUM(CASE WHEN part.taken <= part.again + part.cents THEN part.taken
                                ELSE part.again END)
                  FROM (
                    SELECT MAX(side.sign * item.price_total
                               / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1)) AS taken,
                           MAX(currency.rounding
                               / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1)) AS cents,
                           SUM(CASE
                               WHEN orders.state != 'sale' OR orders.company_id != move.company_id
                                    OR orders.invoice_status = 'invoiced'
                                    OR contact.commercial_partner_id != move.commercial_partner_id
                               THEN 0
                               WHEN line.is_downpayment AND line.product_uom_qty = 0
                               THEN side.sign * item.price_total
                                    / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1)
                               WHEN line.product_uom_qty > 0
                               THEN LEAST(GREATEST(0, side.sign * item.quantity
                                                      * COALESCE(unit.factor / own.factor, 1)),
                                          GREATEST(0, line.qty_to_invoice, %(beyond)s,
                                                   line.product_uom_qty
                                                   - COALESCE(line.qty_invoiced, 0)))
                                    * line.price_total / line.product_uom_qty
                                    / COALESCE(NULLIF(orders.currency_rate, 0), 1)
                               WHEN line.product_uom_qty = 0
                               THEN GREATEST(0, line.credit_unordered_total)
                                    / COALESCE(NULLIF(orders.currency_rate, 0), 1)
                               ELSE 0 END) AS again
                      FROM account_move_line item
                      JOIN (SELECT CASE WHEN move.move_type = 'out_refund' THEN 1 ELSE -1 END
                           ) AS side(sign) ON TRUE
                      JOIN res_currency currency ON currency.id = move.currency_id
                      JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = item.id
                      JOIN sale_order_line line ON line.id = rel.order_line_id
                      JOIN sale_order orders ON orders.id = line.order_id
                      JOIN res_partner contact ON contact.id = orders.partner_invoice_id
                      LEFT JOIN uom_uom unit ON unit.id = item.product_uom_id
                      LEFT JOIN uom_uom own ON own.id = line.product_uom_id
                     WHERE item.move_id = move.id AND item.display_type = 'product'
                     GROUP BY item.id) part), 0)
            """,
            beyond=self._credit_delivered_beyond(),
        )

    def _credit_exposure_orders_query(self, where):
        """Return the query of confirmed orders and what is still to invoice of each.

        Quantities on invoices, draft ones included, are out: those lines count as draft or
        receivable. ``qty_to_invoice`` adds what was delivered beyond the order. A down payment
        counts with its invoice, so the order counts less until the final invoice deducts it.
        The rate is the order's, as in its own totals. Where taxes are rounded on the document,
        the lines add up to a few cents more or less than it: they count by the share that the
        document's total has in them. A stored total that is further off counts for nothing.

        :param SQL where: condition on ``orders`` (sale_order), and ``contact``, who is invoiced
        :return: SQL of the columns ``id``, ``customer_id`` (commercial partner), ``amount``
            (company currency), ``commitment_date``, ``currency_id``, ``currency_rate``
        """
        return SQL(
            """
            SELECT worth.id, worth.customer_id,
                   CASE WHEN ABS(worth.open * worth.share - worth.down) <= worth.cents
                             AND worth.down != 0 THEN 0
                        ELSE GREATEST(0, worth.open * worth.share - worth.down)
                   END / worth.divisor AS amount,
                   worth.commitment_date, worth.currency_id, worth.currency_rate
              FROM (
                SELECT orders.id, contact.commercial_partner_id AS customer_id,
                       orders.commitment_date, orders.currency_id, orders.currency_rate,
                       COALESCE(NULLIF(orders.currency_rate, 0), 1) AS divisor,
                       COUNT(*) * currency.rounding AS cents,
                       CASE WHEN ABS(orders.amount_total - SUM(line.price_total))
                                 <= 2 * COUNT(*) * currency.rounding
                            THEN COALESCE(orders.amount_total / NULLIF(SUM(line.price_total), 0), 1)
                            ELSE 1 END AS share,
                       COALESCE(SUM(%s) FILTER (
                           WHERE line.is_downpayment AND line.product_uom_qty = 0), 0) AS down,
                       COALESCE(SUM(
                           CASE WHEN line.product_uom_qty > 0 THEN
                                     GREATEST(0, line.qty_to_invoice, %s,
                                              line.product_uom_qty - COALESCE(line.qty_invoiced, 0))
                                     * line.price_total / line.product_uom_qty
                                WHEN line.product_uom_qty < 0 THEN
                                     LEAST(0, line.product_uom_qty - COALESCE(line.qty_invoiced, 0))
                                     * line.price_total / line.product_uom_qty
                                ELSE GREATEST(0, line.credit_unordered_total) END
                       ) FILTER (
                           WHERE (line.is_downpayment AND line.product_uom_qty = 0) IS NOT TRUE), 0
                       ) AS open
                  FROM sale_order orders
                  JOIN res_partner contact ON contact.id = orders.partner_invoice_id
                  JOIN res_currency currency ON currency.id = orders.currency_id
                  JOIN sale_order_line line
                       ON line.order_id = orders.id AND line.display_type IS NULL
                 WHERE orders.state = 'sale' AND %s
                 GROUP BY orders.id, contact.id, currency.id
              ) worth
            """,
            self._credit_down_payment(),
            self._credit_delivered_beyond(),
            where,
        )

    def _credit_delivered_beyond(self):
        """Return the expression of ``qty_to_invoice`` of deliveries beyond ``line``, unforged."""
        return SQL(
            """
            CASE WHEN line.qty_delivered > line.product_uom_qty THEN (
                      SELECT line.qty_delivered - COALESCE(line.qty_invoiced, 0)
                        FROM product_product item
                        JOIN product_template product ON product.id = item.product_tmpl_id
                       WHERE item.id = line.product_id AND product.invoice_policy = 'delivery')
                 END
            """
        )

    def _credit_down_payment(self):
        """Return the subselect of what invoices hold of the order line ``line``, tax included.

        An item of an invoice is booked on the other side than its price says, one of a credit
        note on the same: that spares a look at each entry.
        """
        return SQL(
            """
            (SELECT SUM(CASE WHEN item.balance * item.price_total > 0 THEN -item.price_total
                             ELSE item.price_total END)
               FROM sale_order_line_invoice_rel rel
               JOIN account_move_line item ON item.id = rel.invoice_line_id
              WHERE rel.order_line_id = line.id AND item.parent_state != 'cancel')
            """
        )
