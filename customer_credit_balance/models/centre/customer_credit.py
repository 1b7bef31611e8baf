"""Credits: one row for every credit given, read from the journal items and their matching."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, Query

from ..door import door

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
    ("spent", "Spent"),
    ("applied", "Applied"),
    ("refunded", "Refunded"),
]

EQUAL, UNEQUAL = ("=", "in"), ("!=", "not in")

# Of a page of customers so many times as many are asked one by one whether they have a credit.
ASKED = 25

# Where the ids of entries that wait begin: journal items are far below.
WAITING_IDS = 2**30


class CustomerCredit(models.Model):
    """One posted item that gave a customer credit; the id is that of the journal item.

    Amounts are in company currency. Nothing is stored: journal items and partial
    reconciliations are the only truth, and entries of the ledger that wait for their item: those
    have the id of the entry above WAITING_IDS, no item, and what was spent counts against the rest.
    So does what was spent and no credit has covered: by an overdraft, or before its till is closed.

    Status, kind and origin are worked out in the query; a filter on them need not be.
    Rows from the ledger, so that the list adds up to the credit balance at any moment.
    Actions open documents or wizards; the wizards check everything again.
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
            "credit_source_line_id", "company_currency_id", "reconciled",
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

    # --- fields

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

    # --- guards

    def _check_same_customer(self):
        """Return the one customer and company of these credits.

        :return: (res.partner, res.company)
        :raise UserError: nothing selected, several customers, several companies
        """
        if not self:
            raise UserError(_("Select at least one credit first."))
        if len(self.partner_id) > 1:
            names = ", ".join(self.partner_id.mapped("complete_name")[:5])
            raise UserError(
                _("Select credits of one customer at a time. You have selected: %s", names)
            )
        if len(self.company_id) > 1:
            raise UserError(_("Select credits of one company at a time."))
        return self.partner_id, self.company_id

    # --- actions

    @door
    def action_apply(self):
        """Open the wizard that applies these credits to invoices (managers)."""
        return self._open_wizard("customer_credit_balance.action_customer_credit_apply")

    @door
    def action_apply_all(self):
        """Show what could be applied for all customers, before anything is (managers)."""
        self.check_access("read")
        self.env["customer.credit.account"]._check_manager()
        return self.env["customer.credit.apply.all"].create({})._get_dialog()

    @door
    def action_refund(self):
        """Open the wizard that pays these credits out (managers)."""
        return self._open_wizard("customer_credit_balance.action_customer_credit_refund")

    @door
    def action_transfer(self):
        """Open the wizard that moves these credits into store credit, or back (managers)."""
        return self._open_wizard("customer_credit_balance.action_customer_credit_transfer")

    @door
    def action_void(self):
        """Open the wizard that voids what remains of these grants of store credit (managers).

        :raise UserError: an outstanding credit is among them
        """
        if any(credit.kind != "store_credit" for credit in self):
            raise UserError(
                _(
                    "Only store credit can be voided. Apply, refund or transfer outstanding "
                    "credits, or reverse the document that gave them."
                )
            )
        return self._open_wizard("customer_credit_balance.action_customer_credit_void")

    @door
    def action_view_applications(self):
        """Show where these credits went; managers unapply from there."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": _("Applications"),
            "res_model": "customer.credit.application",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("credit_id", "in", self.ids)],
            "help": _("These credits have not been applied to anything yet."),
        }

    @door
    def action_view_move_lines(self):
        """Show the journal items of the entries that gave these credits."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": _("Journal Items"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("move_id", "in", self.move_id.ids)],
            "help": _("Nothing is booked for these credits in the companies that you chose."),
        }

    @door
    def action_view_invoices(self):
        """Show the invoices that these credits were applied to.

        :raise UserError: when there are none
        """
        self.check_access("read")
        applications = self.application_ids.filtered(lambda a: a.kind == "invoice")
        invoices = applications.filtered(lambda a: a.state == "applied").invoice_id
        if not invoices:
            raise UserError(_("No invoice has been paid with what you selected."))
        invoices = invoices._filtered_access("read")
        if not invoices:
            raise UserError(_("You may not see the invoices that were paid with it."))
        action = {
            "type": "ir.actions.act_window",
            "name": _("Applied Invoices"),
            "res_model": "account.move",
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "mobile_view_mode": "kanban",
            "domain": [("id", "in", invoices.ids)],
            "help": _("No invoice here: remove the filters to see those that were paid."),
        }
        if len(invoices) == 1:
            action.update(view_mode="form", views=[(False, "form")], res_id=invoices.id)
        return action

    @door(single=True)
    def action_open_document(self):
        """Open the credit note, payment or entry that gave this credit; else its ledger entry."""
        self.ensure_one()
        self.check_access("read")
        record = self.sudo().move_id
        record = record.origin_payment_id or record
        if not record:
            record = self.env["customer.credit.entry"].browse(self.id - WAITING_IDS)
        return record._get_records_action(context={})

    @door
    def action_print(self):
        """Return the credit receipt of these credits as a report."""
        self.check_access("read")
        return self.env.ref("customer_credit_balance.action_report_customer_credit").report_action(
            self
        )

    # --- hooks

    @api.model
    def _get_origin_by_event(self) -> dict[str, str]:
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
    def _sql_internal(self, item: SQL | None = None) -> SQL:
        """Hook: return the SQL condition of items that only carry money on.

        They are left out of the list; whatever is open must stay in it, or it would not add up.

        :param item: alias of the item, default ``line``
        """
        return SQL("FALSE")

    # --- private

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
                   (line.amount_residual - line.balance - %(refunded)s) * line.sign
                       AS applied_amount,
                   CASE WHEN line.sign < 0 THEN 'spent'
                        WHEN line.amount_residual = line.balance THEN 'open'
                        WHEN line.amount_residual < 0 THEN 'partial'
                        WHEN %(refunded)s >= -line.balance THEN 'refunded'
                        ELSE 'applied' END AS status,
                   %(today)s - line.date AS age_days
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
            # The reader's day, as pages say it; looking the user up would be one query more.
            today=fields.Date.context_today(
                self.with_context(tz=self.env.context.get("tz") or "UTC")
            ),
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
    def _search(self, domain, *args, **kwargs):
        """Replace conditions on derived columns by what they mean."""
        return super()._search(Domain(domain).map_conditions(self._rewrite), *args, **kwargs)

    @api.model
    def _read_group(
        self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None
    ):
        """Find the groups of a page first, then add up what is in them and nothing else.

        What was applied and refunded is worked out for each row: of a page of customers only
        theirs. Without a page, or in the order of a sum, all of them are needed.

        # EXTENDS 'base'
        """
        by_name = not order or order.split()[0] == "partner_id"
        if list(groupby) != ["partner_id"] or not (limit and aggregates and by_name) or having:
            return super()._read_group(domain, groupby, aggregates, having, offset, limit, order)
        if order in (None, "partner_id", "partner_id ASC", "partner_id asc"):
            ids = self._find_page_of_customers(domain, offset, limit)
        else:
            page = super()._read_group(domain, groupby, (), (), offset, limit, order)
            ids = [customer.id for (customer,) in page]
        return super()._read_group(
            Domain(domain) & Domain("partner_id", "in", ids), groupby, aggregates, order=order
        )

    @api.model
    def _find_page_of_customers(self, domain: Domain, offset: int, limit: int) -> list[int]:
        """Return the ids of a page of the customers of these credits, in the order of customers.

        Most pages are full after a few customers: the first of them are asked, one by one, whether
        they have such a credit. Where that is not enough, credits of few customers fit, and those
        are put in order. Nobody's right to see a customer counts, as in any grouping.
        """
        customers = self.env["res.partner"].sudo().with_context(active_test=False)
        credits, last = self._search(domain), offset + limit
        if credits.is_empty():
            return []
        asked = customers._search(Domain.TRUE, order=customers._order, limit=ASKED * last)
        credits.add_where(SQL("%s = asked.id", SQL.identifier(credits.table, "partner_id")))
        credits.limit = 1
        rows = self.env.execute_query(
            SQL(
                """
                SELECT asked.id FROM unnest(%s::int[]) WITH ORDINALITY asked(id, place)
                 WHERE %s IS NOT NULL ORDER BY asked.place LIMIT %s
                """,
                list(asked.get_result_ids()), credits.subselect(SQL("1")), last,
            )
        )  # fmt: skip
        ids = [row[0] for row in rows]
        if len(ids) < last:
            found = Domain("id", "in", self._search(domain).subselect("partner_id"))
            return customers.search(found, offset=offset, limit=limit).ids
        return ids[offset:]

    @api.model
    def _formatted_read_group_with_length(
        self, domain, groupby, aggregates, offset=0, limit=None, order=None
    ):
        """Have customers counted where they are, instead of reading each to count it.

        # EXTENDS 'web'
        """
        if list(groupby) != ["partner_id"] or not limit:
            return super()._formatted_read_group_with_length(
                domain, groupby, aggregates, offset, limit, order
            )
        groups = self.formatted_read_group(
            domain, groupby, aggregates, offset=offset, limit=limit, order=order
        )
        if len(groups) < limit:
            return groups, len(groups) + offset if groups else 0
        return groups, self._count_customers(domain)

    @api.model
    def _count_customers(self, domain: Domain) -> int:
        """Return how many customers these credits are of; one query, by an index alone."""
        credits = self._search(domain)
        return 0 if credits.is_empty() else self.env.execute_query(self._sql_count(credits))[0][0]

    @api.model
    def _sql_count(self, credits: Query) -> SQL:
        """Return the select of how many customers credits are of.

        Customers of each account come first: in the order of the index, so that a million credits
        need not be sorted.
        """
        account, partner = (
            SQL.identifier(credits.table, it) for it in ("account_id", "partner_id")
        )
        return SQL(
            "SELECT COUNT(DISTINCT customer.id) FROM (%s) customer(account_id, id)",
            credits.select(SQL("DISTINCT %s, %s", account, partner)),
        )

    @api.model
    def _rewrite(self, condition):
        """Return the condition in plain columns, or with a hint of where to look."""
        field, operator = condition.field_expr, condition.operator
        if field not in ("status", "kind", "origin") or operator not in EQUAL + UNEQUAL:
            return condition
        value = condition.value
        values = {value} if isinstance(value, str) else set(value or ())
        selection = dict(self._fields[field].selection)
        if not values <= selection.keys():
            return condition
        if operator in UNEQUAL:
            values = selection.keys() - values
        if field == "origin":
            return self._hint_origin(condition, values)
        if values >= {"open", "partial"} and values <= {"open", "partial", "spent"}:
            # In one piece, which the index of what is left serves.
            left = Domain("residual", "<", 0)
            return left if "spent" in values else left & Domain("amount", ">", 0)
        means = {**self._status_domains(), **self._kind_domains()}
        return Domain.OR(means[value] for value in selection if value in values)

    @api.model
    def _status_domains(self):
        """Return {status: what it means in plain columns}."""
        used, given = Domain("residual", ">=", 0), Domain("amount", ">", 0)
        unused = Domain("residual", "<", 0) & given
        refunded = self._sql_refunded_ids()
        return {
            "open": unused & Domain("untouched", "=", True),
            "partial": unused & Domain("untouched", "=", False),
            # What was spent before money came, or at an open till: no credit covers it yet.
            "spent": Domain("amount", "<", 0),
            "applied": used & Domain("move_line_id", "not in", refunded),
            "refunded": used & Domain("move_line_id", "in", refunded),
        }

    @api.model
    def _kind_domains(self):
        """Return {kind: what it means in plain columns}."""
        accounts = list(set(self.env["res.company"]._get_store_credit_account_map().values()))
        return {
            "store_credit": Domain("account_id", "in", accounts),
            "outstanding": Domain("account_id", "not in", accounts),
        }

    @api.model
    def _hint_origin(self, condition, values):
        """Return the condition, with the accounts where only it can be met, or in plain columns."""
        if values and values <= {"topup", "adjustment", "refund", "reversal"}:
            return condition & self._kind_domains()["store_credit"]
        if values == {"credit_note"}:
            # As sudo: who sees the credit sees where it comes from, whoever keeps the books.
            refunds = self.env["account.move"].sudo()._search([("move_type", "=", "out_refund")])
            return self._kind_domains()["outstanding"] & Domain(
                "move_id", "in", refunds.subselect()
            )
        return condition

    @api.model
    def _sql_items(self):
        """Return the SQL of the journal items, and of the entries whose item comes later.

        And of those whose item spent what no credit has covered yet: the accounts of store credit
        are named twice, or PostgreSQL looks for them among the open invoices of everybody.

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
             UNION ALL
            SELECT %s + entry.id, NULL::int4, entry.event, -1, NULL::int4, spent.account_id,
                   spent.journal_id, spent.partner_id, spent.company_id, spent.company_currency_id,
                   spent.date, COALESCE(entry.note, spent.move_name), 'posted'::varchar,
                   -spent.balance, -spent.amount_residual, NULL::int4, NULL::int4, NULL::int4
              FROM res_company company
              JOIN account_move_line spent
                ON spent.account_id = company.store_credit_account_id
               AND spent.account_id = ANY(%s)
               AND spent.company_id = company.id AND spent.parent_state = 'posted'
               AND spent.reconciled IS NOT TRUE AND spent.amount_residual > 0
              JOIN customer_credit_entry entry
                ON entry.move_line_id = spent.id AND entry.amount < 0
               AND entry.reversed_entry_id IS NULL
             WHERE NOT EXISTS (SELECT FROM customer_credit_entry reversal
                                WHERE reversal.reversed_entry_id = entry.id)
            """,
            WAITING_IDS,
            WAITING_IDS,
            STORE_ACCOUNTS,
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

    def _open_wizard(self, xmlid):
        """Return the action of a wizard on these credits (managers; one customer).

        :raise AccessError: when the caller is no credit manager
        :raise UserError: credits of several customers or companies, or none open
        """
        self.env["customer.credit.account"]._check_manager()
        self.check_access("read")
        self._check_same_customer()
        credits = self.filtered(lambda credit: not credit.used_up and credit.move_line_id)
        if self.filtered(lambda credit: not credit.move_line_id) and not credits:
            raise UserError(
                _(
                    "What you selected waits for its till to be closed, or was spent before money "
                    "came: it is part of the store credit already, use that."
                )
            )
        if not credits:
            raise UserError(
                _("Nothing remains of what you selected: choose a credit that is still open.")
            )
        return self.env["customer.credit.account"]._prepare_wizard_action(xmlid, credits)
