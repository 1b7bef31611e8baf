"""The SQL of reminders: what each customer owes, and what stops a reminder, in two queries."""

from odoo.tools import SQL

from .statement_query import ITEMS, OPEN

# What is set aside of an item, one reason each: a dispute weighs more than a promise. The books'
# mark (no_followup) is what an accountant sets to chase an item no more.
_ASIDE = """
paying AS MATERIALIZED (
    SELECT transaction.id,
           (transaction.state = 'pending'
            AND transaction.last_state_change::date < %(pending_since)s) IS TRUE AS stalled
      FROM payment_transaction transaction
      LEFT JOIN payment_provider provider ON provider.id = transaction.provider_id
     WHERE transaction.state IN ('pending', 'authorized')
           AND provider.code NOT IN ('none', 'custom')
        OR transaction.state = 'done' AND transaction.is_post_processed IS NOT TRUE
),
paid_move AS MATERIALIZED (
    SELECT move_id, BOOL_AND(stalled) AS stalled
      FROM (
        SELECT rel.invoice_id AS move_id, paying.stalled FROM account_invoice_transaction_rel rel
          JOIN paying ON paying.id = rel.transaction_id
        UNION ALL
        SELECT rel.invoice_id, FALSE FROM account_payment payment
          JOIN account_move__account_payment rel ON rel.payment_id = payment.id
         WHERE payment.state = 'in_process' AND payment.move_id IS NULL
      ) paid
     GROUP BY move_id
),
answered AS MATERIALIZED (
    SELECT move_line_id AS item_id,
           CASE MIN(rank) WHEN 1 THEN 'disputed' WHEN 2 THEN 'promised' WHEN 3 THEN 'paying'
                END AS reason,
           MIN(rank) = 4 AS stalled
      FROM (
        SELECT move_line_id, CASE kind WHEN 'dispute' THEN 1 ELSE 2 END AS rank
          FROM customer_statement_dispute
         WHERE state = 'open' AND move_line_id IS NOT NULL
           AND (kind = 'dispute' OR promise_date >= %(date_to)s)
        UNION ALL
        SELECT rel.account_move_line_id, CASE WHEN paying.stalled THEN 4 ELSE 3 END
          FROM customer_statement_transaction_item_rel rel
          JOIN paying ON paying.id = rel.payment_transaction_id
      ) said
     GROUP BY move_line_id
),
planned AS MATERIALIZED (
    SELECT DISTINCT item.move_line_id AS item_id
      FROM customer_payment_plan plan
      JOIN customer_payment_plan_item item ON item.plan_id = plan.id
     WHERE plan.agreed_on <= %(date_to)s
       AND (plan.ended_on IS NULL OR plan.ended_on > %(date_to)s)
),
owing AS MATERIALIZED (
    SELECT aged.partner_id, aged.residual, COALESCE(aged.date_maturity, aged.date) AS due,
           CASE WHEN aged.residual <= 0 THEN NULL
                WHEN answered.reason IS NOT NULL THEN answered.reason
                WHEN aged.no_followup THEN 'disputed'
                WHEN planned.item_id IS NOT NULL THEN 'planned'
                WHEN NOT paid_move.stalled THEN 'paying' END AS aside,
           answered.stalled OR paid_move.stalled AS stalled
      FROM aged
      LEFT JOIN answered ON answered.item_id = aged.id
      LEFT JOIN planned ON planned.item_id = aged.id
      LEFT JOIN paid_move ON paid_move.move_id = aged.move_id
     WHERE aged.residual <> 0
)
"""

_FIGURES = """
SELECT COALESCE(partner.commercial_partner_id, partner.id) AS customer_id,
       SUM(residual) AS total,
       -SUM(residual) FILTER (WHERE residual < 0) AS credit,
       SUM(residual) FILTER (WHERE residual > 0 AND aside IS NULL AND due <= %(date_to)s) AS due,
       SUM(residual) FILTER (WHERE residual > 0 AND aside IS NULL AND due <= %(horizon)s) AS near,
       SUM(residual) FILTER (WHERE aside = 'disputed') AS disputed,
       SUM(residual) FILTER (WHERE aside = 'promised') AS promised,
       SUM(residual) FILTER (WHERE aside = 'planned') AS planned,
       SUM(residual) FILTER (WHERE aside = 'paying') AS paying,
       SUM(residual) FILTER (WHERE residual > 0 AND aside IS NULL AND stalled) AS stalled,
       MIN(due) FILTER (WHERE residual > 0 AND aside IS NULL) AS oldest
  FROM owing JOIN res_partner partner ON partner.id = owing.partner_id
 GROUP BY customer_id
"""

# What is known of the customer as a whole. Store credit that is set aside pays something else.
# Answers about the balance of a statement, as a whole, are those without a line; a promise with a
# confirmed balance says more than one without.
_FACTS = """
WITH customer AS MATERIALIZED (
    SELECT partner.id, partner.active, %(pause)s AS pause_until
      FROM res_partner partner WHERE partner.id = ANY(%(customers)s)
),
said AS MATERIALIZED (
    SELECT statement.commercial_id AS id,
           BOOL_OR(dispute.kind = 'dispute') AS disputed,
           BOOL_OR(dispute.kind = 'promise' AND statement.confirmation = 'agreed') AS confirmed,
           BOOL_OR(dispute.kind = 'promise') AS promised
      FROM (SELECT statement.id, statement.confirmation, statement.company_id,
                   owner.commercial_partner_id AS commercial_id
              FROM customer_statement statement
              JOIN res_partner owner ON owner.id = statement.partner_id) statement
      JOIN customer_statement_dispute dispute ON dispute.statement_id = statement.id
     WHERE statement.company_id = %(company)s AND dispute.state = 'open'
       AND COALESCE(dispute.line_key, '') = ''
       AND (dispute.kind = 'dispute' OR dispute.promise_date >= %(date_to)s)
       AND statement.commercial_id = ANY(%(customers)s)
     GROUP BY statement.commercial_id
),
sent AS MATERIALIZED (
    SELECT owner.commercial_partner_id AS id,
           BOOL_OR(statement.reply_state = 'unread') AS unread,
           BOOL_OR(statement.reply_hold_until >= %(date_to)s) AS told,
           JSONB_AGG(JSONB_BUILD_ARRAY(statement.date_to, statement.reminder_days))
               FILTER (WHERE statement.reminder_step_id IS NOT NULL
                         AND statement.state <> 'draft'
                         AND statement.id <> ALL(%(left_out)s::int[])) AS sent
      FROM customer_statement statement
      JOIN res_partner owner ON owner.id = statement.partner_id
     WHERE statement.company_id = %(company)s
       AND owner.commercial_partner_id = ANY(%(customers)s)
       AND (statement.reply_state = 'unread' OR statement.reply_hold_until >= %(date_to)s
            OR statement.reminder_step_id IS NOT NULL AND statement.date_to <= %(date_to)s)
     GROUP BY owner.commercial_partner_id
),
prepaid AS MATERIALIZED (
    SELECT partner_id AS id, SUM(amount) AS amount FROM (%(store_credit)s) entry
     GROUP BY partner_id
),
aside AS MATERIALIZED (
    SELECT partner_id AS id, SUM(reserved) AS amount FROM customer_credit_account
     WHERE company_id = ANY(%(companies)s) AND partner_id = ANY(%(customers)s)
       AND merged_into_id IS NULL
     GROUP BY partner_id
)
SELECT customer.id, customer.active IS NOT TRUE,
       EXISTS (SELECT FROM customer_credit_account account
                WHERE account.partner_id = customer.id AND account.state = 'frozen'
                  AND account.company_id = %(company)s),
       COALESCE(customer.pause_until >= %(date_to)s, FALSE),
       COALESCE(sent.unread, FALSE), COALESCE(sent.told, FALSE), COALESCE(said.disputed, FALSE),
       COALESCE(said.confirmed, FALSE), COALESCE(said.promised, FALSE),
       GREATEST(COALESCE(prepaid.amount, 0) - COALESCE(aside.amount, 0),
                LEAST(COALESCE(prepaid.amount, 0), 0)),
       sent.sent
  FROM customer
  LEFT JOIN said ON said.id = customer.id
  LEFT JOIN sent ON sent.id = customer.id
  LEFT JOIN prepaid ON prepaid.id = customer.id
  LEFT JOIN aside ON aside.id = customer.id
"""


def figures(query, horizon, pending_since):
    """Return the SQL of what each customer owes, from the same open items as a statement.

    :param query: StatementQuery of open items
    :param horizon: last due date that the first step looks at
    :param pending_since: date; a payment that is pending since an earlier day counts no more
    """
    # Only constants are glued in; every value is an argument.
    text = ("WITH " + ITEMS + OPEN + _ASIDE + _FIGURES).format(
        document="NULL::int", join="", later=query.later
    )
    return SQL(  # pylint: disable=sql-injection
        text, **query.args, horizon=horizon, pending_since=pending_since
    )


def facts(customers, company, day, pause, store_credit, left_out, companies):
    """Return the SQL of what is known of customers.

    :param pause: SQL of the date until which reminders are paused, of the table ``partner``
    :param store_credit: SQL select of (partner_id, amount)
    :param left_out: ids of reminders that count as never sent
    :param companies: ids of the companies that owe the store credit
    """
    return SQL(
        _FACTS, customers=customers, company=company.id, date_to=day, pause=pause,
        store_credit=store_credit, left_out=left_out, companies=companies,
    )  # fmt: skip
