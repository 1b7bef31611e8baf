"""Credits: one row for every credit given, read from the journal items and their matching."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

OPEN_STATUSES = {"open", "partial"}
ORIGINS = [
    ("credit_note", "Credit Note"),
    ("payment", "Payment"),
    ("topup", "Top-up"),
    ("adjustment", "Adjustment"),
    ("transfer", "Transfer"),
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
    reconciliations are the only truth.
    """

    _name = "customer.credit"
    _description = "Customer Credit"
    _auto = False
    _order = "date desc, name desc, id"
    _rec_name = "name"
    _depends = {
        "account.move.line": [
            "partner_id", "company_id", "date", "move_name", "move_id", "account_id", "balance",
            "amount_residual", "reconciled", "parent_state", "journal_id", "payment_id",
            "credit_source_line_id", "matched_debit_ids",
        ],
        "account.move": ["move_type"],
        "account.partial.reconcile": ["amount", "debit_move_id", "credit_move_id"],
        "account.account": ["account_type"],
        "account.journal": ["type"],
        "res.company": [
            "currency_id", "store_credit_account_id", "store_credit_journal_id",
            "currency_exchange_journal_id",
        ],
        "customer.credit.entry": ["event", "move_line_id"],
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
    reconciled = fields.Boolean("Used Up", readonly=True)
    move_line_id = fields.Many2one("account.move.line", "Journal Item", readonly=True)
    move_id = fields.Many2one("account.move", "Journal Entry", readonly=True)
    application_ids = fields.One2many(
        "customer.credit.application", "credit_id", "Applications", readonly=True
    )

    @property
    def _table_query(self):
        """Return the query behind the rows.

        Kept flat (no GROUP BY, no lateral join) so that PostgreSQL walks the date index of
        journal items and works the sub-selects out for the rows shown only.
        """
        refunded = self._sql_refunded()
        return SQL(
            """
            SELECT line.id AS id,
                   line.id AS move_line_id,
                   line.move_id AS move_id,
                   line.partner_id AS partner_id,
                   line.company_id AS company_id,
                   company.currency_id AS currency_id,
                   line.date AS date,
                   line.move_name AS name,
                   line.reconciled AS reconciled,
                   CASE WHEN account.account_type = 'asset_receivable'
                        THEN 'outstanding' ELSE 'store_credit' END AS kind,
                   %(origin)s AS origin,
                   -line.balance AS amount,
                   -line.amount_residual AS remaining_amount,
                   %(refunded)s AS refunded_amount,
                   line.amount_residual - line.balance - %(refunded)s AS applied_amount,
                   CASE WHEN line.reconciled IS NOT TRUE AND line.amount_residual = line.balance
                        THEN 'open'
                        WHEN line.reconciled IS NOT TRUE THEN 'partial'
                        WHEN %(refunded)s >= -line.balance THEN 'refunded'
                        ELSE 'applied' END AS status,
                   CURRENT_DATE - line.date AS age_days
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              JOIN res_company company ON company.id = line.company_id
             WHERE line.parent_state = 'posted'
               AND line.balance < 0
               AND line.partner_id IS NOT NULL
               AND line.credit_source_line_id IS NULL
               AND (account.account_type = 'asset_receivable'
                    OR line.account_id = company.store_credit_account_id)
               AND line.journal_id IS DISTINCT FROM company.currency_exchange_journal_id
            """,
            origin=self._sql_origin(),
            refunded=refunded,
        )

    @api.model
    def _sql_refunded(self):
        """Return the SQL of what was paid out: matched with items of a bank or cash journal."""
        return SQL(
            """
            (SELECT COALESCE(SUM(partial.amount), 0)
               FROM account_partial_reconcile partial
               JOIN account_move_line debit ON debit.id = partial.debit_move_id
               JOIN account_journal journal ON journal.id = debit.journal_id
              WHERE partial.credit_move_id = line.id
                AND journal.type IN ('bank', 'cash', 'credit')
                AND journal.id IS DISTINCT FROM company.store_credit_journal_id)
            """
        )

    @api.model
    def _sql_origin(self):
        """Return the SQL of the origin: the ledger's event, or the kind of journal entry."""
        return SQL(
            """
            CASE WHEN account.account_type != 'asset_receivable' THEN COALESCE((
                      SELECT CASE entry.event WHEN 'topup' THEN 'topup'
                                              WHEN 'transfer_in' THEN 'transfer'
                                              WHEN 'adjustment' THEN 'adjustment'
                                              ELSE 'other' END
                        FROM customer_credit_entry entry
                       WHERE entry.move_line_id = line.id AND entry.reversed_entry_id IS NULL
                       ORDER BY entry.id DESC LIMIT 1), 'other')
                 WHEN line.journal_id = company.store_credit_journal_id THEN 'transfer'
                 WHEN line.payment_id IS NOT NULL THEN 'payment'
                 WHEN (SELECT move.move_type FROM account_move move WHERE move.id = line.move_id)
                      = 'out_refund' THEN 'credit_note'
                 WHEN (SELECT journal.type FROM account_journal journal
                        WHERE journal.id = line.journal_id) IN ('bank', 'cash', 'credit')
                      THEN 'payment'
                 ELSE 'other' END
            """
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Say in the query's own columns what a status implies, so that it meets an index."""
        return super()._search(Domain(domain).map_conditions(self._hint_status), *args, **kwargs)

    @api.model
    def _hint_status(self, condition):
        """Return the condition, with the open items named when only they can match."""
        if condition.field_expr != "status" or condition.operator not in ("=", "in"):
            return condition
        values = condition.value
        values = {values} if isinstance(values, str) else set(values or ())
        if not values or not values <= OPEN_STATUSES:
            return condition
        return condition & Domain("reconciled", "=", False)

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
