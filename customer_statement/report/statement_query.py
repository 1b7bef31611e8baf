"""The SQL of statements: what was booked, matched and open, of any number of customers."""

from odoo.tools import SQL

# Drafts are read along, as what was matched with them is open. One pass over the books serves
# everything below.
ITEMS = """
item AS MATERIALIZED (
    SELECT line.id, line.move_id, line.partner_id, {document} AS document_partner_id,
           line.currency_id, line.date, line.date_maturity, line.balance, line.amount_currency,
           line.amount_residual, line.amount_residual_currency,
           line.reconciled IS NOT TRUE AS open, line.parent_state = 'posted' AS posted,
           line.no_followup
      FROM account_move_line line {join}
     WHERE line.account_id IN %(accounts)s AND line.partner_id = ANY(%(partners)s)
       AND (line.parent_state = 'draft'
            OR line.parent_state = 'posted' AND line.company_id IN %(companies)s
               AND line.date <= %(date_to)s)
),
"""

# What was open on the day: what is open now, with every matching taken back that did not count
# yet, because one side is dated later or is a draft. OFFSET 0 keeps the planner, which cannot
# guess how few rows a CTE holds, from reading all matchings there are.
OPEN = """
undone AS MATERIALIZED (
    {later}
    UNION
    SELECT partial.* FROM item, LATERAL (
        SELECT id, debit_move_id, credit_move_id, amount, debit_amount_currency,
               credit_amount_currency
          FROM account_partial_reconcile WHERE debit_move_id = item.id
        UNION ALL
        SELECT id, debit_move_id, credit_move_id, amount, debit_amount_currency,
               credit_amount_currency
          FROM account_partial_reconcile WHERE credit_move_id = item.id
        OFFSET 0) partial
     WHERE NOT item.posted
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
aged AS MATERIALIZED (
    SELECT item.*,
           item.amount_residual + COALESCE(given_back.amount, 0) AS residual,
           item.amount_residual_currency + COALESCE(given_back.amount_currency, 0)
               AS residual_currency
      FROM item LEFT JOIN given_back ON given_back.line_id = item.id
     WHERE item.posted
       AND (item.open OR given_back.line_id IS NOT NULL OR item.date >= %(date_from)s)
),
"""

# The matchings that count later than the day: all there are, or those of each journal item.
ALL_LATER = """SELECT id, debit_move_id, credit_move_id, amount, debit_amount_currency,
           credit_amount_currency
      FROM account_partial_reconcile WHERE max_date > %(date_to)s"""
LATER_OF_ITEMS = """SELECT partial.* FROM item, LATERAL (
        SELECT id, debit_move_id, credit_move_id, amount, debit_amount_currency,
               credit_amount_currency
          FROM account_partial_reconcile
         WHERE debit_move_id = item.id AND max_date > %(date_to)s
        UNION ALL
        SELECT id, debit_move_id, credit_move_id, amount, debit_amount_currency,
               credit_amount_currency
          FROM account_partial_reconcile
         WHERE credit_move_id = item.id AND max_date > %(date_to)s
        OFFSET 0) partial
     WHERE item.posted"""

# A matching across sections (another currency, another contact) moves an amount between them. One
# with another customer or company moves it out of the statement: then what was booked in a currency
# is not what is open in it, which tells whose matchings have to be looked at.
_CROSSING = """
uneven AS MATERIALIZED (
    SELECT partner_id
      FROM (
        SELECT partner_id, currency_id, balance FROM item WHERE posted
        UNION ALL
        SELECT partner_id, currency_id, -residual FROM aged
      ) amount
     GROUP BY partner_id, currency_id HAVING SUM(balance) <> 0
),
crossing AS MATERIALIZED (
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
     WHERE item.posted AND {chosen}
)
"""

# What a journal item is, of an item, its entry and the payment that the entry is of.
_TYPE = """CASE WHEN move.move_type IN ('out_invoice', 'out_receipt') THEN 'invoice'
            WHEN move.move_type = 'out_refund' THEN 'credit_note'
            WHEN move.journal_id = %(exchange_journal)s THEN 'exchange'
            WHEN move.journal_id = %(credit_journal)s THEN 'store_credit'
            WHEN payment.payment_type IS NULL AND move.statement_line_id IS NULL THEN 'entry'
            WHEN {amount} < 0 THEN 'payment'
            ELSE 'refund' END"""

# Each row says by its tag what it is. Opening and ledger are sums of the same journal items,
# taken apart from the lines, so that the lines can be proved by them. A matching has one row for
# either side that is the customer's, which names the document of the other.
_ROWS = """
SELECT 'item' AS tag, aged.partner_id, aged.document_partner_id, aged.currency_id, aged.balance,
       aged.amount_currency, aged.id, aged.date, COALESCE(aged.date_maturity, aged.date) AS due,
       aged.residual, aged.residual_currency, aged.move_id, move.name,
       {item_type} AS type,
       COALESCE(NULLIF(payment.memo, ''), move.ref) AS reference,
       COALESCE(move.partner_id, aged.partner_id) AS contact_id,
       CASE WHEN payment.currency_id = aged.currency_id AND aged.amount_currency < 0
            THEN -aged.amount_currency - payment.amount END AS deducted
  FROM aged, LATERAL (SELECT * FROM account_move WHERE id = aged.move_id OFFSET 0) move
  LEFT JOIN LATERAL (
       SELECT payment_type, memo, amount, currency_id FROM account_payment
        WHERE id = move.origin_payment_id OFFSET 0
  ) payment ON TRUE
UNION ALL
SELECT 'ledger', partner_id, document_partner_id, currency_id, SUM(balance), SUM(amount_currency),
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM item WHERE posted
 GROUP BY partner_id, document_partner_id, currency_id
UNION ALL
SELECT 'transfer', this.partner_id, this.document_partner_id, this.currency_id, side.amount,
       side.amount_currency, crossing.id, crossing.max_date, NULL, NULL, NULL, other.move_id,
       move.name, side.type, NULL, NULL, NULL
  FROM crossing, LATERAL (VALUES
       ('d', debit_move_id, credit_move_id, -amount, -debit_amount_currency),
       ('c', credit_move_id, debit_move_id, amount, credit_amount_currency)
       ) side (type, this_id, other_id, amount, amount_currency)
  JOIN item this ON this.id = side.this_id
  JOIN LATERAL (
       SELECT move_id, parent_state FROM account_move_line WHERE id = side.other_id OFFSET 0
  ) other ON other.parent_state = 'posted'
  JOIN account_move move ON move.id = other.move_id
 WHERE this.posted
"""

# What paid, and what it paid by the day: the same matchings that the open items rest on. A part
# of a credit goes through a pair of items of its own: then the document is that of the twin.
_PAID = """UNION ALL
SELECT 'paid', aged.partner_id, aged.document_partner_id, aged.currency_id, part.balance,
       part.amount, aged.id, part.date, NULL, NULL,
       CASE WHEN split.move_id IS NULL THEN part.owed ELSE split.owed END, move.id, move.name,
       {paid_type}, NULL, COALESCE(split.currency_id, other.currency_id), NULL
  FROM aged, LATERAL (
       SELECT debit_move_id AS other_id, max_date AS date, amount AS balance,
              credit_amount_currency AS amount, debit_amount_currency AS owed
         FROM account_partial_reconcile
        WHERE credit_move_id = aged.id AND max_date <= %(date_to)s
       UNION ALL
       SELECT credit_move_id, max_date, -amount, -debit_amount_currency, -credit_amount_currency
         FROM account_partial_reconcile
        WHERE debit_move_id = aged.id AND aged.balance > 0 AND max_date <= %(date_to)s
       OFFSET 0) part
  JOIN LATERAL (
       SELECT move_id, currency_id, amount_currency, parent_state, credit_split_line_id
         FROM account_move_line WHERE id = part.other_id OFFSET 0
  ) other ON other.parent_state = 'posted'
  LEFT JOIN LATERAL (
       SELECT debt.move_id, debt.currency_id, partial.debit_amount_currency AS owed
         FROM account_partial_reconcile partial
         JOIN account_move_line debt ON debt.id = partial.debit_move_id
                                    AND debt.parent_state = 'posted'
        WHERE partial.credit_move_id = other.credit_split_line_id
          AND partial.max_date <= %(date_to)s
        ORDER BY partial.amount DESC, partial.id
        LIMIT 1
  ) split ON other.credit_split_line_id IS NOT NULL
  JOIN LATERAL (
       SELECT * FROM account_move WHERE id = COALESCE(split.move_id, other.move_id) OFFSET 0
  ) move ON TRUE
  LEFT JOIN LATERAL (
       SELECT payment_type FROM account_payment WHERE id = move.origin_payment_id OFFSET 0
  ) payment ON TRUE
 WHERE aged.amount_currency < 0
"""

_OPENING = """UNION ALL
SELECT 'opening', partner_id, document_partner_id, currency_id, SUM(balance), SUM(amount_currency),
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM item WHERE posted AND date < %(date_from)s
 GROUP BY partner_id, document_partner_id, currency_id
"""


# What bore interest: each invoice of a business customer that was open after it fell due, paid by
# now or not, with what was paid when (as the open items know it: both sides posted, dated within
# the day), what was claimed or waived already, and whether it is disputed on the day. Claims bear
# none themselves. OFFSET 0 as above.
_LATE = """
SELECT item.id, item.partner_id, item.currency_id, item.move_id, move.name,
       COALESCE(item.date_maturity, item.date) AS due, item.amount_currency, paid.parts,
       settled.parts, settled.has_fee,
       EXISTS (
           SELECT FROM customer_statement_dispute dispute
             JOIN customer_statement statement ON statement.id = dispute.statement_id
             JOIN res_partner contact ON contact.id = statement.partner_id
            WHERE dispute.kind = 'dispute'
              AND dispute.date::date <= %(date_to)s
              AND (dispute.state = 'open'
                   OR dispute.settled_at::date > %(date_to)s)
              AND (dispute.move_line_id = item.id
                   OR dispute.line_key IS NULL AND statement.company_id = %(company)s
                      AND contact.commercial_partner_id = customer.id
                      AND item.date <= statement.date_to)
       ) AS disputed
  FROM item
  JOIN res_partner partner ON partner.id = item.partner_id
  JOIN res_partner customer ON customer.id = partner.commercial_partner_id
                           AND customer.is_company
  JOIN LATERAL (SELECT * FROM account_move WHERE id = item.move_id OFFSET 0) move
       ON move.move_type IN ('out_invoice', 'out_receipt')
  LEFT JOIN LATERAL (
       SELECT json_agg(json_build_array(max_date, amount) ORDER BY max_date) AS parts
         FROM (
           SELECT partial.max_date, SUM(partial.debit_amount_currency) AS amount
             FROM account_partial_reconcile partial
             JOIN account_move_line other ON other.id = partial.credit_move_id
                                         AND other.parent_state = 'posted'
            WHERE partial.debit_move_id = item.id AND partial.max_date <= %(date_to)s
            GROUP BY partial.max_date
           OFFSET 0) part
  ) paid ON TRUE
  LEFT JOIN LATERAL (
       SELECT json_agg(json_build_array(date_from, date_to)) FILTER (WHERE kind = 'interest')
                  AS parts,
              BOOL_OR(kind = 'fee') AS has_fee
         FROM customer_statement_interest_line
        WHERE move_id = item.move_id AND is_live
          AND (kind = 'fee' OR move_line_id = item.id OR move_line_id IS NULL)
       OFFSET 0
  ) settled ON TRUE
 WHERE item.posted AND item.amount_currency > 0
   AND COALESCE(item.date_maturity, item.date) < %(date_to)s
   AND COALESCE(item.date_maturity, item.date) >= %(since)s
   AND (item.open OR EXISTS (
        SELECT FROM account_partial_reconcile
         WHERE debit_move_id = item.id AND max_date > COALESCE(item.date_maturity, item.date)))
   AND NOT EXISTS (
        SELECT FROM customer_statement_interest_claim WHERE move_id = item.move_id)
 ORDER BY due, item.id
"""


class StatementQuery:
    """One selection of customers, company and dates, as the query that reads it."""

    def __init__(self, scope, dates, by_contact=False):
        """Take what a statement's reader found out about customers, accounts and companies.

        :param scope: statement_scope.StatementScope
        :param dates: (first day or None, last day); without a first day nothing is a movement
        :param by_contact: tell the contact of each document, too
        """
        date_from, date_to = dates
        self.by_contact = by_contact
        self.later = ALL_LATER if scope.few_later else LATER_OF_ITEMS
        self.opening = _OPENING if date_from else ""
        self.args = {
            # One word for the parser, instead of thousands.
            "partners": f"{{{','.join(map(str, scope.customers))}}}",
            "accounts": tuple(scope.accounts) or (0,),
            "companies": tuple(scope.companies) or (0,),
            "company": scope.company_id,
            "currency": scope.currency_id,
            "exchange_journal": scope.exchange_journal_id or 0,
            "credit_journal": scope.credit_journal_id or 0,
            "date_from": date_from or "9999-12-31",
            "date_to": date_to,
        }

    def rows(self):
        """Return the query of all rows."""
        document, join = "NULL::int", ""
        crosses, chosen = (
            "AND (debit_currency_id <> credit_currency_id"
            " OR item.partner_id IN (SELECT partner_id FROM uneven))",
            "(item.currency_id <> %(currency)s"
            " OR item.partner_id IN (SELECT partner_id FROM uneven))",
        )
        if self.by_contact:
            document = "document.partner_id"
            join = "JOIN account_move document ON document.id = line.move_id"
            crosses, chosen = "", "TRUE"
        # Only constants of this file are glued in; every value is an argument.
        text = ("WITH " + ITEMS + OPEN + _CROSSING + _ROWS + _PAID + self.opening).format(
            document=document, join=join, crosses=crosses, chosen=chosen, later=self.later,
            item_type=_TYPE.format(amount="aged.amount_currency"),
            paid_type=_TYPE.format(amount="other.amount_currency"),
        )  # fmt: skip
        return SQL(text, **self.args)  # pylint: disable=sql-injection

    def late(self, since):
        """Return the query of what bore interest up to the last day.

        :param since: first due date that counts, None for all
        """
        text = ("WITH " + ITEMS.rstrip().rstrip(",") + _LATE).format(document="NULL::int", join="")
        return SQL(text, **self.args, since=since or "0001-01-01")  # pylint: disable=sql-injection
