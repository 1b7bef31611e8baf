"""Applications: which part of which credit went to which invoice, and what was taken back."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..documents import get_readable
from ..door import door

KINDS = [
    ("invoice", "Invoice"),
    ("refund", "Refund"),
    ("transfer", "Transfer"),
    ("other", "Other Entry"),
]


class CustomerCreditApplication(models.Model):
    """One match of a credit with a debt, or the log of a match that was undone.

    The id is twice that of the partial reconciliation, or twice that of the log plus one.
    Amounts are in company currency.
    """

    _name = "customer.credit.application"
    _description = "Customer Credit Application"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "credit_name"

    _depends = {
        "account.partial.reconcile": [
            "amount", "debit_move_id", "credit_move_id", "max_date", "create_date",
        ],
        "account.move.line": [
            "move_id", "move_name", "journal_id", "account_id", "partner_id", "company_id",
            "balance", "amount_currency", "amount_residual", "parent_state",
            "credit_source_line_id", "credit_split_line_id",
        ],
        "account.move": ["move_type", "reversed_entry_id"],
        "account.journal": ["type"],
        "account.account": ["account_type"],
        "res.company": ["store_credit_account_id", "store_credit_journal_id"],
        "customer.credit.unapplication": ["amount", "credit_line_id", "invoice_id"],
    }  # fmt: skip

    # --- fields

    credit_id = fields.Many2one("customer.credit", "Credit", readonly=True)
    credit_name = fields.Char("Credit Number", readonly=True)
    invoice_id = fields.Many2one("account.move", "Applied To", readonly=True)
    invoice_name = fields.Char("Applied To Number", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    kind = fields.Selection(KINDS, "Used For", readonly=True)
    amount = fields.Monetary(readonly=True)
    date = fields.Date("Applied On", readonly=True)
    user_id = fields.Many2one("res.users", "Applied By", readonly=True)
    state = fields.Selection([("applied", "Applied"), ("unapplied", "Unapplied")], readonly=True)
    unapplied_on = fields.Datetime("Unapplied On", readonly=True)
    unapplied_by_id = fields.Many2one("res.users", "Unapplied By", readonly=True)
    partial_id = fields.Many2one("account.partial.reconcile", "Match", readonly=True)
    can_open_document = fields.Boolean(compute="_compute_can_open_document")

    # --- computes

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("invoice_id")
    def _compute_can_open_document(self):
        """Say which invoices the reader may see."""
        documents = {it: ("account.move", it.invoice_id.id) for it in self}
        readable = get_readable(self.env, documents.values())
        for application, document in documents.items():
            application.can_open_document = document in readable

    # --- guards

    def _check_unapply(self):
        """Stop what cannot be taken back here.

        :raise UserError: with what to do instead
        """
        self.ensure_one()
        if self.state != "applied":
            raise UserError(_("%s was unapplied before: nothing to undo.", self.credit_name))
        if self.kind == "refund":
            raise UserError(
                _("%s was paid out. Cancel the refund payment instead.", self.credit_name)
            )
        if not self._has_way_back():
            raise UserError(
                _(
                    "%(credit)s was used by %(entry)s, which pays no invoice. Reverse %(entry)s "
                    "instead.",
                    credit=self.credit_name,
                    entry=self.invoice_name,
                )
            )
        if self.kind == "transfer":
            raise UserError(
                _(
                    "%s was transferred. Transfer the amount back instead.",
                    self.credit_name,
                )
            )
        match = self.sudo().partial_id
        locks = self.company_id.sudo()._get_violated_lock_dates(match.max_date, False, None)
        if locks:
            raise UserError(
                _(
                    "%(credit)s was applied to %(invoice)s in a period that is closed until "
                    "%(date)s. Book a correction in an open period instead.",
                    credit=self.credit_name,
                    invoice=self.invoice_name,
                    date=max(lock[0] for lock in locks),
                )
            )

    # --- actions

    @door
    def action_unapply(self):
        """Take these credits off their invoices again; the history keeps both (managers).

        A payment by store credit is taken back, so that the amount is store credit again.

        :raise AccessError: when the caller is no credit manager, or not of the company
        :raise UserError: already unapplied, a refund, a transfer or an entry by hand, or a closed
            period
        """
        self.env["customer.credit.account"]._check_manager()
        self.check_access("read")
        for application in self:
            application._check_unapply()
        applications = self.sudo()
        messages = [application._get_unapply_message() for application in applications]
        applications._get_partials()._take_back()
        for invoice, partner, told, text in messages:
            invoice.message_post(body=text)
            partner.message_post(body=told)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @door(single=True)
    def action_open_document(self):
        """Return the action that opens the invoice, refund or entry that took the credit.

        :raise UserError: it does not exist any more
        """
        self.ensure_one()
        self.check_access("read")
        if not self.invoice_id:
            raise UserError(_("The document does not exist any more."))
        return self.invoice_id._get_records_action(context={})

    # --- private

    @property
    def _table_query(self):
        """Return the query: direct matches, matches through splits, store credit, the log.

        One branch for each, so that a filter on the credit or customer meets an index in it.
        """
        direct = SQL("credit.credit_source_line_id IS NULL AND %s", self._sql_receivable())
        split = SQL("credit.credit_source_line_id IS NOT NULL AND %s", self._sql_receivable())
        liability = SQL("credit.account_id = company.store_credit_account_id")
        own = SQL("debit.move_id")
        return SQL(" UNION ALL ").join(
            [
                self._sql_branch(SQL("credit.id"), own, self._sql_kind(), direct),
                self._sql_branch(SQL("credit.credit_source_line_id"), own, self._sql_kind(), split),
                self._sql_branch(
                    SQL("credit.id"),
                    SQL("COALESCE(%s, debit.move_id)", self._sql_paid_invoice()),
                    SQL(
                        "CASE WHEN %s IS NOT NULL THEN 'invoice' ELSE %s END",
                        self._sql_paid_invoice(),
                        self._sql_kind(),
                    ),
                    liability,
                ),
                self._sql_log(),
            ]
        )

    @api.model
    def _sql_receivable(self):
        """Return the SQL condition: the credit stands on a receivable account."""
        return SQL("account.account_type = 'asset_receivable'")

    @api.model
    def _sql_kind(self):
        """Return the SQL of what the debit item is: an invoice, money out, or a transfer."""
        return SQL(
            """
            CASE WHEN journal.id = company.store_credit_journal_id THEN 'transfer'
                 WHEN journal.type IN ('bank', 'cash', 'credit') THEN 'refund'
                 WHEN journal.type = 'sale' THEN 'invoice'
                 ELSE 'other' END
            """
        )

    @api.model
    def _sql_paid_invoice(self):
        """Return the SQL of the invoice that a payment by store credit settled, if any.

        One in another currency is reached by a split: then it is what the twin pays.
        """
        return SQL(
            """
            (SELECT COALESCE((SELECT target.move_id
                                FROM account_partial_reconcile carried
                                JOIN account_move_line target ON target.id = carried.debit_move_id
                               WHERE carried.credit_move_id = paid.credit_split_line_id
                               ORDER BY carried.id LIMIT 1), paid.move_id)
               FROM account_move_line given
               JOIN account_partial_reconcile match ON match.credit_move_id = given.id
               JOIN account_move_line paid ON paid.id = match.debit_move_id
              WHERE given.move_id = debit.move_id AND given.balance < 0
                AND paid.move_id != debit.move_id
              ORDER BY match.id LIMIT 1)
            """
        )

    @api.model
    def _sql_branch(self, credit, document, kind, condition):
        """Return the SQL of the live matches that fit the condition."""
        return SQL(
            """
            SELECT partial.id * 2 AS id,
                   partial.id AS partial_id,
                   %(credit)s AS credit_id,
                   (SELECT named.move_name FROM account_move_line named
                     WHERE named.id = %(credit)s) AS credit_name,
                   %(document)s AS invoice_id,
                   (SELECT named.name FROM account_move named
                     WHERE named.id = %(document)s) AS invoice_name,
                   credit.partner_id AS partner_id,
                   credit.company_id AS company_id,
                   company.currency_id AS currency_id,
                   %(kind)s AS kind,
                   partial.amount AS amount,
                   COALESCE(partial.create_date::date, partial.max_date) AS date,
                   partial.create_uid AS user_id,
                   'applied' AS state,
                   NULL::timestamp AS unapplied_on,
                   NULL::integer AS unapplied_by_id
              FROM account_partial_reconcile partial
              JOIN account_move_line credit ON credit.id = partial.credit_move_id
              JOIN account_move_line debit ON debit.id = partial.debit_move_id
              JOIN account_journal journal ON journal.id = debit.journal_id
              JOIN account_account account ON account.id = credit.account_id
              JOIN res_company company ON company.id = credit.company_id
             WHERE (credit.balance < 0 OR credit.balance = 0 AND credit.amount_currency < 0)
               AND credit.parent_state = 'posted'
               AND credit.partner_id IS NOT NULL
               AND debit.credit_split_line_id IS NULL
               AND credit.credit_source_line_id IS DISTINCT FROM credit.id
               AND NOT %(reversed)s
               AND NOT %(internal)s
               AND debit.journal_id IS DISTINCT FROM company.currency_exchange_journal_id
               AND credit.journal_id IS DISTINCT FROM company.currency_exchange_journal_id
               AND %(condition)s
            """,
            credit=credit,
            document=document,
            kind=kind,
            condition=condition,
            reversed=self._sql_reversed(),
            internal=self.env["customer.credit"]._sql_internal(SQL("credit")),
        )

    @api.model
    def _sql_reversed(self):
        """Return the SQL condition: a payment by store credit matched with its own reversal."""
        return SQL(
            """
            (credit.journal_id = company.store_credit_journal_id
             AND debit.journal_id = company.store_credit_journal_id
             AND EXISTS (SELECT FROM account_move undone
                          WHERE undone.id IN (credit.move_id, debit.move_id)
                            AND undone.reversed_entry_id IN (credit.move_id, debit.move_id)))
            """
        )

    @api.model
    def _sql_log(self):
        """Return the SQL of the matches that were undone."""
        return SQL(
            """
            SELECT log.id * 2 + 1, NULL::integer, log.credit_line_id, log.credit_name,
                   log.invoice_id, log.invoice_name, log.partner_id, log.company_id,
                   company.currency_id, log.kind, log.amount, log.applied_on,
                   log.applied_by_id, 'unapplied', log.unapplied_on, log.user_id
              FROM customer_credit_unapplication log
              JOIN res_company company ON company.id = log.company_id
            """
        )

    def _has_way_back(self) -> bool:
        """Say whether this can be unapplied or transferred back: what an entry booked cannot.

        A transfer moves credit between store credit and receivable; a void, an adjustment or
        an entry by hand takes it away.
        """
        used = self.sudo()
        if used.kind != "transfer":
            return bool(used._get_partials())
        items = used.partial_id.debit_move_id.move_id.line_ids
        return bool(items._filter_store_credit()) and any(
            item.account_id.account_type == "asset_receivable" for item in items
        )

    def _get_partials(self) -> models.BaseModel:
        """Return the matches to remove: for store credit, those that its payment made."""
        partials = self.env["account.partial.reconcile"]
        for application in self:
            match = application.partial_id
            # Not by the credit: what a till books as a whole is none of the list.
            if not match.credit_move_id._filter_store_credit():
                partials |= match
                continue
            paid = match.debit_move_id.move_id.line_ids.filtered(lambda item: item.balance < 0)
            partials |= paid.matched_debit_ids
        return partials

    def _get_unapply_message(self) -> tuple:
        """Return (invoice, customer, what the customer's chatter says, text) of the undoing.

        Contacts are read by people who may not see their credit: no amount there.
        """
        return (
            self.invoice_id,
            self.partner_id,
            _("A credit was taken off %s.", self.invoice_name),
            _(
                "%(amount)s of %(credit)s was taken off %(invoice)s.",
                amount=self.currency_id.format(self.amount),
                credit=self.credit_name,
                invoice=self.invoice_name,
            ),
        )
