"""Customers: what we owe them, read in batches and keyed on the commercial partner."""

from collections.abc import Iterable
from datetime import date

from odoo import api, fields, models, tools
from odoo.tools import SQL, plaintext2html

from ...const import MANAGER_GROUP, USER_GROUP

CREDIT_FIELDS = [
    "credit_balance", "store_credit_balance", "store_credit_available", "store_credit_reserved",
    "outstanding_credit_amount",
]  # fmt: skip


class ResPartner(models.Model):
    """Adds credit figures to contacts, because every list, bar and statement reads them for many
    customers at once.

    Readers for lists, bars, statements and other addons; all take and return sudo figures.
    """

    _inherit = "res.partner"

    # --- fields

    credit_currency_id = fields.Many2one(
        "res.currency",
        "Store Credit Currency",
        compute="_compute_credit_currency_id",
        groups=USER_GROUP,
    )
    credit_balance = fields.Monetary(
        currency_field="credit_currency_id",
        compute="_compute_credit_balance",
        compute_sudo=True,
        groups=USER_GROUP,
        help="All we owe the customer: store credit and outstanding credits.",
    )
    store_credit_balance = fields.Monetary(
        "Store Credit",
        currency_field="credit_currency_id",
        compute="_compute_credit_balance",
        compute_sudo=True,
        groups=USER_GROUP,
        help="Prepaid money that the customer may spend.",
    )
    store_credit_available = fields.Monetary(
        "Available Store Credit",
        currency_field="credit_currency_id",
        compute="_compute_credit_balance",
        compute_sudo=True,
        groups=USER_GROUP,
        help="Store credit - reserved + allowed overdraft.",
    )
    store_credit_reserved = fields.Monetary(
        "Reserved Store Credit",
        currency_field="credit_currency_id",
        compute="_compute_credit_balance",
        compute_sudo=True,
        groups=USER_GROUP,
        help="Set aside for documents whose payment is under way.",
    )
    outstanding_credit_amount = fields.Monetary(
        "Outstanding Credits",
        currency_field="credit_currency_id",
        compute="_compute_credit_balance",
        compute_sudo=True,
        groups=USER_GROUP,
        help="Posted credit notes and payments that are not applied to an invoice.",
    )
    store_credit_overdraft_limit = fields.Monetary(
        "Allowed Overdraft",
        currency_field="credit_currency_id",
        compute="_compute_credit_balance",
        inverse="_inverse_store_credit_overdraft_limit",
        compute_sudo=True,
        groups=MANAGER_GROUP,
        help="How far the customer may spend beyond the store credit. 0 allows no overdraft.",
    )

    # --- computes

    @api.depends_context("company")
    def _compute_credit_currency_id(self):
        """Figures are in the currency of the current company."""
        self.credit_currency_id = self.env.company.currency_id

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_credit_balance(self):
        """Read everything for all customers at once: two queries whatever their number."""
        company = self.env.company
        accounts = self._get_store_credit_account_by_partner(company)
        outstanding = self._get_outstanding_credit_by_partner(company)
        # Most customers have no credit: all at once, then one by one those who have.
        self.update(dict.fromkeys([*CREDIT_FIELDS, "store_credit_overdraft_limit"], 0.0))
        for partner in self:
            customer = partner.commercial_partner_id._origin
            owed, account = outstanding.get(customer, 0.0), accounts.get(customer)
            if account:
                partner.store_credit_balance = account.balance
                partner.store_credit_reserved = account.reserved
                partner.store_credit_available = account.available
                partner.store_credit_overdraft_limit = account.overdraft_limit
                owed += account.balance
            if owed:
                partner.outstanding_credit_amount = outstanding.get(customer, 0.0)
                partner.credit_balance = owed

    def _inverse_store_credit_overdraft_limit(self):
        """Set the overdraft on the credit account, opening it if needed (managers only)."""
        Account = self.env["customer.credit.account"]
        Account._check_manager()
        for partner in self:
            account = Account._get_or_create(partner, self.env.company)
            account.write({"overdraft_limit": partner.store_credit_overdraft_limit})

    # --- hooks

    @api.model
    def _get_broken_promises(
        self, company: models.BaseModel, since: date | None = None
    ) -> dict[int, list[tuple[date, bool]]]:
        """Hook: return the promises to pay that customers of a company have not kept.

        Addons that record promises add theirs with super; the base knows of none.

        :param since: promised for this day or later; default at any time
        :return: {id of the commercial partner: [(date promised for, whether it is still unpaid)]}
        """
        return {}

    @api.model
    def _credit_is_postponed(self, day: object = None) -> SQL:
        """Hook: return the condition on an item ``line`` that it is agreed to be paid later.

        Such an item is open and owed, and not overdue. Addons that keep such agreements add theirs
        with super; the base knows of none.

        :param day: as of the end of that day (SQL or date); None for now
        """
        return SQL("FALSE")

    def _propose_credit_hold(
        self, company: models.BaseModel, reason: str, user: models.BaseModel
    ) -> None:
        """Hook: ask somebody whether a customer may go on buying on account; nothing is stopped.

        Addons that hold customers ask whoever decides there, and nobody about those who are held.

        :param company: res.company that sells to the customers
        :param reason: why, in a sentence
        :param user: res.users who is asked, in that user's language
        """
        for customer in self.commercial_partner_id:
            translated = customer.with_user(user).sudo().with_company(company)
            translated = translated.with_context(lang=user.lang)
            translated.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=translated.env._(
                    "May %(customer)s go on buying on account? (%(company)s)",
                    customer=customer.complete_name,
                    company=company.name,
                ),
                note=plaintext2html(reason),
            )

    @api.model
    def _get_credit_hold_reasons(
        self, company: models.BaseModel, customer_ids: list[int] | None = None
    ) -> dict[int, str]:
        """Hook: return who is to be on hold today, by what an addon knows of them.

        Addons add theirs with super; the base knows of no reason. Whoever is not named any more
        is released by the addon that holds customers.

        :param company: res.company that sells to them
        :param customer_ids: of commercial partners to look at; None for all
        :return: {id of the commercial partner: why, in a sentence}
        """
        return {}

    def _put_on_credit_hold(
        self, company: models.BaseModel, reasons: dict[int, str], user: models.BaseModel
    ) -> None:
        """Hook: put customers on hold for whom ``_get_credit_hold_reasons`` gives a reason.

        Nobody holds customers here, so somebody is asked. Addons that do hold them at once.

        :param company: res.company that sells to the customers
        :param reasons: {id of the commercial partner: why, in a sentence}
        :param user: res.users who is asked where nothing holds
        """
        for customer in self.commercial_partner_id:
            customer._propose_credit_hold(company, reasons[customer.id], user)

    def _is_private_person(self) -> bool:
        """Return whether the customer is a person, with no company."""
        self.ensure_one()
        return not self.commercial_partner_id.is_company

    # --- private

    @api.model
    def _invalidate_credit_cache(self):
        """Drop cached figures after the ledger moved."""
        self.invalidate_model([*CREDIT_FIELDS, "store_credit_overdraft_limit"], flush=False)

    def _get_credit_balance_by_partner(
        self, company: models.BaseModel, date: date | None = None
    ) -> dict:
        """Return all we owe each customer: store credit + outstanding credits.

        :param company: res.company whose books are read
        :param date: figures as they were at the end of this day; default now
        :return: {commercial res.partner: float}, company currency, positive = we owe them;
            customers without any credit are left out
        """
        partners = self._get_credit_customer_ids()
        store = self._query_store_credit(company, partners, date)
        outstanding = self._query_outstanding_credit(company, partners, date)
        if not outstanding:
            return self._query_by_partner(store)
        return self._query_by_partner(
            SQL(
                "SELECT partner_id, SUM(amount) FROM (%s UNION ALL %s) credit GROUP BY partner_id",
                store,
                outstanding,
            )
        )

    def _get_credit_customers(self) -> models.BaseModel:
        """Return the commercial partners, reading that column alone."""
        partners = self._origin
        partners.sudo().fetch(["commercial_partner_id"])
        customers = partners.commercial_partner_id
        # They are their own: who asks for it would read whole rows of them.
        self._fields["commercial_partner_id"]._insert_cache(customers, customers._ids)
        return customers

    def _get_credit_customer_ids(self) -> tuple:
        """Return the ids of the commercial partners, never empty, reading that column alone."""
        return tuple(self._get_credit_customers()._ids) or (0,)

    def _get_store_credit_account_by_partner(self, company: models.BaseModel) -> dict:
        """Return {commercial res.partner: its live customer.credit.account (sudo)}."""
        accounts = (
            self.env["customer.credit.account"]
            .sudo()
            .search_fetch(
                [
                    ("partner_id", "in", self._origin.commercial_partner_id.ids),
                    ("company_id", "=", company.id),
                    ("merged_into_id", "=", False),
                ],
                ["partner_id", "balance", "reserved", "overdraft_limit", "state"],
            )
        )
        return {self.browse(account.partner_id.id): account for account in accounts}

    def _get_store_credit_by_partner(
        self, company: models.BaseModel, date: date | None = None
    ) -> dict:
        """Return {commercial res.partner: store credit}, company currency, one query."""
        return self._query_by_partner(
            self._query_store_credit(company, self._get_credit_customer_ids(), date)
        )

    def _query_store_credit(self, company, partner_ids, date):
        """Return the query of (partner_id, amount) from the accounts, or the entries of old.

        A reversal counts on the day of what it reverses; older versions dated it otherwise.
        """
        if not date:
            return SQL(
                """
                SELECT partner_id, balance AS amount
                  FROM customer_credit_account
                 WHERE company_id = %s AND merged_into_id IS NULL AND partner_id IN %s
                """,
                company.id,
                partner_ids,
            )
        return SQL(
            """
            SELECT account.partner_id, SUM(entry.amount) AS amount
              FROM customer_credit_entry entry
              JOIN customer_credit_account account ON account.id = entry.account_id
              LEFT JOIN customer_credit_entry undone ON undone.id = entry.reversed_entry_id
             WHERE entry.company_id = %(company)s
               AND COALESCE(undone.date, entry.date) <= %(date)s
               AND account.partner_id IN %(partners)s
             GROUP BY account.partner_id
            """,
            company=company.id,
            date=date,
            partners=partner_ids,
        )

    def _get_outstanding_credit_by_partner(
        self, company: models.BaseModel, date: date | None = None
    ) -> dict:
        """Return posted credits on receivable accounts that are not applied, per customer.

        :param date: residuals as of the end of this day, rebuilt from the partial
            reconciliations; default now
        :return: {commercial res.partner: float >= 0}, company currency, one query
        """
        query = self._query_outstanding_credit(company, self._get_credit_customer_ids(), date)
        return self._query_by_partner(query) if query else {}

    def _query_outstanding_credit(self, company, partner_ids, date):
        """Return the query of (partner_id, amount); None without a receivable account."""
        account_ids = self._get_receivable_account_ids(company)
        if not account_ids:
            return None
        if date:
            return self._outstanding_query_at(company, date)
        return SQL(
            """
            SELECT line.partner_id, -SUM(line.amount_residual) AS amount
              FROM account_move_line line
             WHERE line.account_id IN %(accounts)s AND line.partner_id IN %(partners)s
               AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
               AND line.company_id = %(company)s AND line.amount_residual < 0
             GROUP BY line.partner_id
            """,
            accounts=account_ids,
            partners=partner_ids,
            company=company.id,
        )

    def _outstanding_query_at(self, company, date):
        """Return the query of credits that were open at the end of ``date``."""
        return SQL(
            """
            SELECT line.partner_id,
                   -SUM(line.balance + COALESCE(matched.amount, 0)) AS amount
              FROM account_move_line line
              LEFT JOIN LATERAL (
                    SELECT SUM(partial.amount) AS amount
                      FROM account_partial_reconcile partial
                     WHERE partial.credit_move_id = line.id AND partial.max_date <= %(date)s
                   ) matched ON TRUE
             WHERE line.account_id IN %(accounts)s AND line.partner_id IN %(partners)s
               AND line.parent_state = 'posted' AND line.company_id = %(company)s
               AND line.date <= %(date)s AND line.balance < 0
               AND line.balance + COALESCE(matched.amount, 0) < 0
             GROUP BY line.partner_id
            """,
            accounts=self._get_receivable_account_ids(company) or (0,),
            partners=self._get_credit_customer_ids(),
            company=company.id,
            date=date,
        )

    @tools.ormcache("company.id")
    def _get_receivable_account_ids(self, company: models.BaseModel) -> tuple:
        """Return the ids of the company's receivable accounts, as literals for the planner.

        A join on the account type would keep PostgreSQL off Odoo's partial index on open items.
        Kept in memory until an account changes.
        """
        Account = self.env["account.account"].sudo().with_company(company)
        return tuple(
            Account.with_context(active_test=False).search(
                [
                    *Account._check_company_domain(company),
                    ("account_type", "=", "asset_receivable"),
                ]
            ).ids
        )  # fmt: skip

    def _find_open_receivable(
        self, company: models.BaseModel, operator: str, domain: Iterable = ()
    ) -> models.BaseModel:
        """Return the posted, open receivable items (sudo) of these customers, in Odoo's order.

        :param company: res.company, or several
        :param str operator: ``<`` for credits, ``>`` for what is to be paid
        :param domain: more conditions on ``account.move.line``
        """
        accounts = {i for it in company for i in self._get_receivable_account_ids(it)}
        return (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("account_id", "in", list(accounts)),
                    ("partner_id", "in", self.ids),
                    ("company_id", "in", company.ids),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("amount_residual", operator, 0.0),
                    *domain,
                ]
            )
        )

    def _query_by_partner(self, query):
        """Run a query of (partner id, amount) rows; return {res.partner: float}."""
        self.env.flush_all()
        self.env.cr.execute(query)
        return {self.browse(pid): float(amount or 0.0) for pid, amount in self.env.cr.fetchall()}
