"""Batch readers of credit figures: one query for any number of customers."""

from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Readers for lists, bars, statements and other addons; all take and return sudo figures."""

    _inherit = "res.partner"

    def _get_credit_balance_by_partner(self, company, date=None):
        """Return all we owe each customer: store credit + outstanding credits.

        :param company: res.company whose books are read
        :param date: figures as they were at the end of this day; default now
        :return: {commercial res.partner: float}, company currency, positive = we owe them;
            customers without any credit are left out
        """
        store = self._get_store_credit_by_partner(company, date)
        outstanding = self._get_outstanding_credit_by_partner(company, date)
        return {
            partner: company.currency_id.round(
                store.get(partner, 0.0) + outstanding.get(partner, 0.0)
            )
            for partner in {**store, **outstanding}
        }

    def _get_store_credit_account_by_partner(self, company):
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

    def _get_store_credit_by_partner(self, company, date=None):
        """Return {commercial res.partner: store credit}, company currency, one query."""
        if not date:
            accounts = self._get_store_credit_account_by_partner(company)
            return {partner: account.balance for partner, account in accounts.items()}
        rows = self._query_by_partner(
            SQL(
                """
                SELECT account.partner_id, SUM(entry.amount)
                  FROM customer_credit_entry entry
                  JOIN customer_credit_account account ON account.id = entry.account_id
                 WHERE entry.company_id = %(company)s AND entry.date <= %(date)s
                   AND account.partner_id IN %(partners)s
                 GROUP BY account.partner_id
                """,
                company=company.id,
                date=date,
                partners=tuple(self._origin.commercial_partner_id.ids) or (0,),
            )
        )
        return {partner: company.currency_id.round(amount) for partner, amount in rows.items()}

    def _get_outstanding_credit_by_partner(self, company, date=None):
        """Return posted credits on receivable accounts that are not applied, per customer.

        :param date: residuals as of the end of this day, rebuilt from the partial
            reconciliations; default now
        :return: {commercial res.partner: float >= 0}, company currency, one query
        """
        customers = self._origin.commercial_partner_id
        account_ids = self._get_receivable_account_ids(company)
        if not customers or not account_ids:
            return {}
        query = self._outstanding_query_at(company, date) if date else SQL(
            """
            SELECT line.partner_id, -SUM(line.amount_residual)
              FROM account_move_line line
             WHERE line.account_id IN %(accounts)s AND line.partner_id IN %(partners)s
               AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
               AND line.company_id = %(company)s AND line.amount_residual < 0
             GROUP BY line.partner_id
            """,
            accounts=account_ids,
            partners=tuple(customers.ids),
            company=company.id,
        )  # fmt: skip
        rows = self._query_by_partner(query)
        return {partner: company.currency_id.round(amount) for partner, amount in rows.items()}

    def _outstanding_query_at(self, company, date):
        """Return the query of credits that were open at the end of ``date``."""
        return SQL(
            """
            SELECT line.partner_id,
                   -SUM(line.balance + COALESCE(matched.amount, 0))
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
            accounts=self._get_receivable_account_ids(company),
            partners=tuple(self._origin.commercial_partner_id.ids),
            company=company.id,
            date=date,
        )

    def _get_receivable_account_ids(self, company):
        """Return the ids of the company's receivable accounts, as literals for the planner.

        A join on the account type would keep PostgreSQL off Odoo's partial index on open items.
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

    def _query_by_partner(self, query):
        """Run a query of (partner id, amount) rows; return {res.partner: float}."""
        self.env.flush_all()
        self.env.cr.execute(query)
        return {self.browse(pid): float(amount or 0.0) for pid, amount in self.env.cr.fetchall()}
