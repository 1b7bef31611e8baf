"""Credits: one row for every credit given, read from the journal items and their matching."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Worked out once in each query, so that the planner can use them with an index.
STORE_ACCOUNTS = SQL(
    "ARRAY(SELECT company.store_credit_account_id FROM res_company company"
    " WHERE company.store_credit_account_id IS NOT NULL)"
)
STORE_JOURNALS = SQL(
    "ARRAY(SELECT company.store_credit_journal_id FROM res_company company"
    " WHERE company.store_credit_journal_id IS NOT NULL)"
)
CREDIT_ACCOUNTS = SQL(
    "ARRAY(SELECT account.id FROM account_account account"
    " WHERE account.account_type = 'asset_receivable'"
    " UNION SELECT company.store_credit_account_id FROM res_company company"
    " WHERE company.store_credit_account_id IS NOT NULL)"
)
ORIGINS = [
    ("credit_note", "Credit Note"),
    ("payment", "Payment"),
    ("topup", "Top-up"),
    ("adjustment", "Adjustment"),
    ("transfer", "Transfer"),
    ("refund", "Refund as Store Credit"),
    ("reversal", "Taken Back"),
    ("spent", "Payment by Store Credit"),
    ("other", "Other Entry"),
]
STATUSES = [
    ("open", "Open"),
    ("partial", "Partly applied"),
    ("applied", "Applied"),
    ("refunded", "Refunded"),
]


class CustomerCredit(models.Model):
    """One posted item that gave a customer credit; the id is that of the journal item.

    Amounts are in company currency. Nothing is stored: journal items and partial
    reconciliations are the only truth, and entries of the ledger that wait for their item: those
    have the id of the entry above WAITING_IDS, no item, and what was spent counts against the rest.
    """

    _name = "customer.credit"
    _description = "Customer Credit"
    _auto = False
    _order = "date desc, name desc, id"
    _rec_name = "name"
    _depends = {
        "account.move.line": [
            "partner_id", "company_id", "date", "move_name", "move_id", "account_id", "balance",
            "amount_residual", "parent_state", "journal_id", "payment_id", "statement_line_id",
            "credit_source_line_id", "company_currency_id",
        ],
        "account.move": ["move_type"],
        "account.payment": ["payment_type"],
        "account.partial.reconcile": ["amount", "debit_move_id", "credit_move_id"],
        "account.account": ["account_type"],
        "account.journal": ["type"],
        "res.company": [
            "store_credit_account_id", "store_credit_journal_id",
            "currency_exchange_journal_id",
        ],
        "customer.credit.entry": [
            "event", "move_line_id", "amount", "date", "note", "request_key", "account_id",
            "company_id", "reversed_entry_id",
        ],
        "customer.credit.account": ["partner_id", "merged_into_id"],
    }  # fmt: skip

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(readonly=True)
    name = fields.Char("Number", readonly=True)
    kind = fields.Selection(
        [("outstanding", "Outstanding credit"), ("store_credit", "Store credit")], readonly=True
    )
    origin = fields.Selection(ORIGINS, readonly=True)
    amount = fields.Monetary(readonly=True, help="What the customer was given.")
    applied_amount = fields.Monetary(
        "Applied", readonly=True, help="Used for invoices, or transferred."
    )
    refunded_amount = fields.Monetary("Refunded", readonly=True, help="Paid out by bank or cash.")
    remaining_amount = fields.Monetary("Remaining", readonly=True, help="What is still open.")
    status = fields.Selection(STATUSES, readonly=True)
    age_days = fields.Integer("Age (days)", readonly=True, aggregator="avg")
    used_up = fields.Boolean(readonly=True)
    untouched = fields.Boolean(readonly=True)
    residual = fields.Float("Open Balance", readonly=True, aggregator=None, digits=(16, 2))
    account_id = fields.Many2one("account.account", "Account", readonly=True)
    journal_id = fields.Many2one("account.journal", "Journal", readonly=True)
    move_line_id = fields.Many2one("account.move.line", "Journal Item", readonly=True)
    move_id = fields.Many2one("account.move", "Journal Entry", readonly=True)
    application_ids = fields.One2many(
        "customer.credit.application", "credit_id", "Applications", readonly=True
    )

    @property
    def _table_query(self):
        """Return the query behind the rows.

        It reads one list of items: PostgreSQL walks an index of the journal items in the order of
        the list, merges the few entries that wait into it, and works the sub-selects out for the
        rows that are shown.
        """
        return SQL(
            """
            SELECT line.id AS id,
                   line.move_line_id AS move_line_id,
                   line.move_id AS move_id,
                   line.account_id AS account_id,
                   line.journal_id AS journal_id,
                   line.partner_id AS partner_id,
                   line.company_id AS company_id,
                   line.company_currency_id AS currency_id,
                   line.date AS date,
                   line.move_name AS name,
                   line.amount_residual AS residual,
                   line.amount_residual >= 0 AS used_up,
                   line.amount_residual = line.balance AS untouched,
                   CASE WHEN line.account_id = ANY(%(stores)s)
                        THEN 'store_credit' ELSE 'outstanding' END AS kind,
                   %(origin)s AS origin,
                   -line.balance * line.sign AS amount,
                   -line.amount_residual * line.sign AS remaining_amount,
                   %(refunded)s AS refunded_amount,
                   line.amount_residual - line.balance - %(refunded)s AS applied_amount,
                   CASE WHEN line.amount_residual = line.balance THEN 'open'
                        WHEN line.amount_residual < 0 THEN 'partial'
                        WHEN %(refunded)s >= -line.balance THEN 'refunded'
                        ELSE 'applied' END AS status,
                   CURRENT_DATE - line.date AS age_days
              FROM (%(items)s) line
             WHERE line.parent_state = 'posted'
               AND line.balance < 0
               AND line.partner_id IS NOT NULL
               AND line.credit_source_line_id IS NULL
               AND line.account_id = ANY(%(accounts)s)
               AND NOT %(internal)s
               AND line.journal_id != ALL(ARRAY(
                       SELECT company.currency_exchange_journal_id FROM res_company company
                        WHERE company.currency_exchange_journal_id IS NOT NULL))
            """,
            items=self._sql_items(),
            origin=self._sql_origin(),
            internal=self._sql_internal(),
            refunded=self._sql_refunded(),
            stores=STORE_ACCOUNTS,
            accounts=CREDIT_ACCOUNTS,
        )

    @api.model
    def _sql_refunded(self):
        """Return the SQL of what was paid out: matched with money that left bank or cash."""
        return SQL(
            """
            (SELECT COALESCE(SUM(match.amount), 0)
               FROM account_partial_reconcile match
               JOIN account_move_line debit ON debit.id = match.debit_move_id
               LEFT JOIN account_payment payment ON payment.id = debit.payment_id
              WHERE match.credit_move_id = line.id
                AND (payment.payment_type = 'outbound' OR debit.statement_line_id IS NOT NULL)
                AND debit.journal_id != ALL(%s))
            """,
            STORE_JOURNALS,
        )

    @api.model
    def _sql_refunded_ids(self):
        """Return the SQL of the ids of credits that were paid out in full, from the payments."""
        return SQL(
            """
            (SELECT credit.id
               FROM (SELECT paid.id, paid.account_id, paid.journal_id
                       FROM account_payment payment
                       JOIN account_move_line paid ON paid.payment_id = payment.id
                      WHERE payment.payment_type = 'outbound'
                      UNION ALL
                     SELECT paid.id, paid.account_id, paid.journal_id
                       FROM account_move_line paid
                      WHERE paid.statement_line_id IS NOT NULL AND paid.payment_id IS NULL
                    ) debit
               JOIN account_partial_reconcile match ON match.debit_move_id = debit.id
               JOIN account_move_line credit ON credit.id = match.credit_move_id
              WHERE debit.account_id = ANY(%s)
                AND debit.journal_id != ALL(%s)
                AND credit.amount_residual >= 0
              GROUP BY credit.id
             HAVING SUM(match.amount) >= -credit.balance)
            """,
            CREDIT_ACCOUNTS,
            STORE_JOURNALS,
        )

    @api.model
    def _sql_origin(self):
        """Return the SQL of the origin: the ledger's event, or the kind of journal entry."""
        return SQL(
            """
            CASE WHEN line.event IS NOT NULL THEN CASE %s ELSE 'other' END
                 WHEN line.account_id = ANY(%s) THEN COALESCE((
                      SELECT CASE %s ELSE 'other' END
                        FROM customer_credit_entry entry
                       WHERE entry.move_line_id = line.id AND entry.reversed_entry_id IS NULL
                       ORDER BY entry.id DESC LIMIT 1), 'other')
                 WHEN line.journal_id = ANY(%s) THEN
                      CASE WHEN line.payment_id IS NOT NULL THEN 'spent' ELSE 'transfer' END
                 WHEN line.payment_id IS NOT NULL OR line.statement_line_id IS NOT NULL
                      THEN 'payment'
                 WHEN (SELECT move.move_type FROM account_move move WHERE move.id = line.move_id)
                      = 'out_refund' THEN 'credit_note'
                 WHEN (SELECT journal.type FROM account_journal journal
                        WHERE journal.id = line.journal_id) IN ('bank', 'cash', 'credit')
                      THEN 'payment'
                 ELSE 'other' END
            """,
            self._sql_origin_of_event(SQL("line.event")),
            STORE_ACCOUNTS,
            self._sql_origin_of_event(SQL("entry.event")),
            STORE_JOURNALS,
        )

    @api.model
    def _get_origin_by_event(self):
        """Hook: return {event of an entry: origin that the list shows}."""
        return {
            "payment": "spent",
            "topup": "topup",
            "transfer_in": "transfer",
            "adjustment": "adjustment",
            "refund": "refund",
            "reversal": "reversal",
        }

    @api.model
    def _sql_internal(self):
        """Hook: return the SQL condition of items of ``line`` that only carry money on.

        They are left out of the list; whatever is open must stay in it, or it would not add up.
        """
        return SQL("FALSE")

    # --------------------------------------------------------------- checks

    def _check_same_customer(self):
        """Return the one customer and company of these credits.

        :return: (res.partner, res.company)
        :raise UserError: nothing selected, several customers, several companies
        """
        if not self:
            raise UserError(_("Select at least one credit first."))
        if len(self.partner_id) > 1:
            names = ", ".join(self.partner_id.mapped("display_name")[:5])
            raise UserError(
                _("Select credits of one customer at a time. You have selected: %s", names)
            )
        if len(self.company_id) > 1:
            raise UserError(_("Select credits of one company at a time."))
        return self.partner_id, self.company_id
