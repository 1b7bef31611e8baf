"""The SQL of statements: items, openings, transfers and the ledger, of any number of customers."""

from odoo.tools import SQL

_ITEMS = """
item AS MATERIALIZED (
    SELECT line.id, line.move_id, line.partner_id, {document} AS document_partner_id,
           line.currency_id, line.date, line.date_maturity, line.balance, line.amount_currency,
           line.amount_residual, line.amount_residual_currency,
           line.reconciled IS NOT TRUE AS open
      FROM account_move_line line {join}
     WHERE line.account_id IN %(accounts)s AND line.partner_id IN %(partners)s
       AND line.company_id IN %(companies)s AND line.parent_state = 'posted'
       AND line.date <= %(date_to)s
),
"""

# What was open on the day: what is open now, with every matching taken back that did not count
# yet, because one side is dated later or is a draft. OFFSET 0 keeps the planner, which cannot
# guess how few rows a CTE holds, from reading all matchings there are.
_OPEN = """
draft AS MATERIALIZED (
    SELECT id FROM account_move_line
     WHERE account_id IN %(accounts)s AND partner_id IN %(partners)s AND parent_state = 'draft'
),
undone AS MATERIALIZED (
    SELECT id, debit_move_id, credit_move_id, amount, debit_amount_currency,
           credit_amount_currency
      FROM account_partial_reconcile WHERE max_date > %(date_to)s
    UNION
    SELECT partial.* FROM draft, LATERAL (
        SELECT id, debit_move_id, credit_move_id, amount, debit_amount_currency,
               credit_amount_currency
          FROM account_partial_reconcile WHERE debit_move_id = draft.id
        UNION ALL
        SELECT id, debit_move_id, credit_move_id, amount, debit_amount_currency,
               credit_amount_currency
          FROM account_partial_reconcile WHERE credit_move_id = draft.id
        OFFSET 0) partial
),
given_back AS MATERIALIZED (
    SELECT line_id, SUM(amount) AS amount, SUM(amount_currency) AS amount_currency
      FROM (
        SELECT debit_move_id AS line_id, amount, debit_amount_currency AS amount_currency
          FROM undone
        UNION ALL
        SELECT credit_move_id, -amount, -credit_amount_currency FROM undone
      ) side
     GROUP BY line_id
),
aged AS (
    SELECT item.*,
           item.amount_residual + COALESCE(given_back.amount, 0) AS residual,
           item.amount_residual_currency + COALESCE(given_back.amount_currency, 0)
               AS residual_currency
      FROM item LEFT JOIN given_back ON given_back.line_id = item.id
     WHERE item.open OR given_back.line_id IS NOT NULL OR item.date >= %(date_from)s
),
"""

# A matching across sections (another currency, another contact) moves an amount between them.
_CROSSING = """
crossing AS (
    SELECT DISTINCT partial.* FROM item, LATERAL (
        SELECT id, debit_move_id, credit_move_id, max_date, amount, debit_amount_currency,
               credit_amount_currency
          FROM account_partial_reconcile
         WHERE debit_move_id = item.id AND max_date <= %(date_to)s {crosses}
        UNION ALL
        SELECT id, debit_move_id, credit_move_id, max_date, amount, debit_amount_currency,
               credit_amount_currency
          FROM account_partial_reconcile
         WHERE credit_move_id = item.id AND max_date <= %(date_to)s {crosses}
        OFFSET 0) partial
     WHERE {chosen}
)
"""

_ROWS = """
SELECT 'item' AS tag, partner_id, document_partner_id, currency_id, id, move_id, date,
       COALESCE(date_maturity, date) AS due, balance, amount_currency, residual,
       residual_currency, NULL::int AS other_partner_id, NULL::int AS other_document_partner_id,
       NULL::int AS other_currency_id, NULL::int AS other_move_id
  FROM aged
 WHERE date >= %(date_from)s OR residual <> 0 OR residual_currency <> 0
UNION ALL
SELECT 'opening', partner_id, document_partner_id, currency_id, NULL, NULL, NULL, NULL,
       SUM(balance), SUM(amount_currency), NULL, NULL, NULL, NULL, NULL, NULL
  FROM item WHERE date < %(date_from)s
 GROUP BY partner_id, document_partner_id, currency_id
UNION ALL
SELECT 'transfer', debit.partner_id, debit.document_partner_id, debit.currency_id, crossing.id,
       debit.move_id, crossing.max_date, NULL, crossing.amount, crossing.debit_amount_currency,
       NULL, crossing.credit_amount_currency, credit.partner_id, credit.document_partner_id,
       credit.currency_id, credit.move_id
  FROM crossing
  JOIN item debit ON debit.id = crossing.debit_move_id
  JOIN item credit ON credit.id = crossing.credit_move_id
"""


class StatementQuery:
    """One selection of customers, company and dates, as the queries that read it."""

    def __init__(self, partner_ids, account_ids, company, companies, dates, by_contact=False):
        """Take the ids of customers with all their contacts, and of receivable accounts.

        :param dates: (first day or None, last day); without a first day nothing is a movement
        :param by_contact: tell the contact of each document, too
        """
        date_from, date_to = dates
        self.by_contact = by_contact
        self.args = {
            "partners": tuple(partner_ids) or (0,),
            "accounts": tuple(account_ids) or (0,),
            "companies": tuple(companies.ids) or (0,),
            "currency": company.currency_id.id,
            "date_from": date_from or "9999-12-31",
            "date_to": date_to,
        }

    def items(self):
        """Return the query of items, openings and transfers; a row says by ``tag`` what it is."""
        crosses, chosen = (
            "AND debit_currency_id <> credit_currency_id",
            "currency_id <> %(currency)s",
        )
        if self.by_contact:
            crosses, chosen = "", "TRUE"
        return self._sql(
            "WITH " + _ITEMS + _OPEN + _CROSSING + _ROWS, crosses=crosses, chosen=chosen
        )

    def ledger(self):
        """Return the query of what the books say, per partner, contact and currency.

        It shares nothing with ``items`` but the choice of journal items, so that it can prove it.
        """
        return self._sql(
            """
            SELECT line.partner_id, {document} AS document_partner_id, line.currency_id,
                   SUM(line.balance) AS balance, SUM(line.amount_currency) AS amount_currency
              FROM account_move_line line {join}
             WHERE line.account_id IN %(accounts)s AND line.partner_id IN %(partners)s
               AND line.company_id IN %(companies)s AND line.parent_state = 'posted'
               AND line.date <= %(date_to)s
             GROUP BY 1, 2, 3
            """
        )

    def _sql(self, text, **parts):
        """Fill in the fixed parts of a text and the arguments."""
        document, join = "NULL::int", ""
        if self.by_contact:
            document = "document.partner_id"
            join = "JOIN account_move document ON document.id = line.move_id"
        # Only constants of this file are glued in; every value is an argument.
        text = text.format(document=document, join=join, **parts)
        return SQL(text, **self.args)  # pylint: disable=sql-injection
