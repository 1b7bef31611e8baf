"""Credits whose journal item comes later: what an open till gave and took counts at once."""

from odoo import api, models
from odoo.tools import SQL

# Where the ids of entries that wait begin: journal items are far below.
WAITING_IDS = 2**30


class CustomerCredit(models.Model):
    """Rows from the ledger, so that the list adds up to the credit balance at any moment."""

    _inherit = "customer.credit"

    @api.model
    def _sql_items(self):
        """Return the SQL of the journal items, and of the entries whose item comes later.

        ``sign`` is -1 for what such an entry spent: it is as open as what was given, so that
        ``balance`` and ``amount_residual`` are negative for both. The first part has no
        condition and the columns the same types: PostgreSQL uses its indexes only then.
        """
        return SQL(
            """
            SELECT id, id AS move_line_id, NULL::varchar AS event, 1 AS sign, move_id, account_id,
                   journal_id, partner_id, company_id, company_currency_id, date, move_name,
                   parent_state, balance, amount_residual, payment_id, statement_line_id,
                   credit_source_line_id
              FROM account_move_line
             UNION ALL
            SELECT %s + entry.id, NULL::int4, entry.event, SIGN(entry.amount)::int4, NULL::int4,
                   company.store_credit_account_id, company.store_credit_journal_id,
                   COALESCE(live.partner_id, account.partner_id), entry.company_id,
                   company.currency_id, entry.date, COALESCE(entry.note, entry.request_key),
                   'posted'::varchar, -ABS(entry.amount), -ABS(entry.amount), NULL::int4,
                   NULL::int4, NULL::int4
              FROM customer_credit_entry entry
              JOIN customer_credit_account account ON account.id = entry.account_id
              LEFT JOIN customer_credit_account live ON live.id = account.merged_into_id
              JOIN res_company company ON company.id = entry.company_id
             WHERE entry.move_line_id IS NULL
               AND entry.reversed_entry_id IS NULL
               AND entry.event <> 'merge'
               AND NOT EXISTS (SELECT FROM customer_credit_entry reversal
                                WHERE reversal.reversed_entry_id = entry.id)
            """,
            WAITING_IDS,
        )

    @api.model
    def _sql_origin_of_event(self, event):
        """Return the branches of a SQL CASE that turns an entry's event into an origin.

        :param SQL event: the column
        """
        return SQL(" ").join(
            SQL("WHEN %s = %s THEN %s", event, code, origin)
            for code, origin in self._get_origin_by_event().items()
        )
