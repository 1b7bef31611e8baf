"""Reads what statements say: three queries for any number of customers."""

from datetime import date

from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.gc import disabling_gc

from ..core.statement_data import StatementData, rounded
from .statement_builder import StatementBuilder
from .statement_query import StatementQuery
from .statement_scope import StatementScope


class CustomerStatementReader(models.AbstractModel):
    """The one place that turns the books into the values of statements; reads with sudo."""

    _name = "customer.statement.reader"
    _description = "Reader of Statements"

    def _read(
        self, company, partners, kind, date_from, date_to,
        aging=(0, 30, 60, 90), basis="due", group="commercial",
    ):  # fmt: skip
        """Return what the statement of each customer says; private, the caller checks rights.

        :param company: res.company; its branches, one legal entity with it, are included
        :param partners: res.partner; with group ``commercial`` those of one company share one
        :param kind: activity, open_items or balance_forward
        :param date_from: first day, not needed for open items
        :param date_to: last day; open items are as they were at its end
        :param aging: last day of each bucket but the oldest
        :param basis: age by ``due`` or by ``document`` date
        :param group: ``commercial``: one per customer; ``contact``: one per contact
        :return: {res.partner: StatementData}, every one asked for, in their order; 3 queries,
            whatever the cache holds
        """
        date_from = fields.Date.to_date(date_from) if kind != "open_items" else None
        date_to = fields.Date.to_date(date_to)
        self.env.flush_all()
        # Thousands of lines, none of them garbage: nothing to collect in the meantime.
        with disabling_gc():
            scope = StatementScope(self.env, company, partners, date_to)
            blank = (company.id, kind, date_from, date_to, scope.currency_id,
                     scope.get_digits(), list(aging), basis)  # fmt: skip
            by_contact = group == "contact"
            statements = {
                partner_id: StatementData(partner_id, *blank)
                for partner_id in (scope.chosen if by_contact else scope.get_customers())
            }
            query = StatementQuery(scope, (date_from, date_to), by_contact)
            self.env.cr.execute(query.rows())
            StatementBuilder(scope, statements, by_contact).build(self.env.cr.fetchall(), date_from)
            if not by_contact:
                companies = self.env["res.company"].browse(scope.companies)
                self._read_store_credit(companies, statements, date_to)
        return {self.env["res.partner"].browse(key): data for key, data in statements.items()}

    def _read_late(
        self,
        company: models.BaseModel,
        partners: models.BaseModel,
        date_to: date,
        since: date | bool | None = None,
    ) -> tuple:
        """Return what bore interest by the end of a day, as open items of statements are read.

        Invoices of business customers alone; paid ones too, since interest outlives the payment.
        Private, the caller checks rights; 2 queries.

        :param company: res.company; its branches are included
        :param since: leave out what fell due before this day
        :return: (StatementScope, rows as of ``StatementQuery.late``), by due date
        """
        date_to = fields.Date.to_date(date_to)
        self.env.flush_all()
        scope = StatementScope(self.env, company, partners, date_to)
        self.env.cr.execute(StatementQuery(scope, (None, date_to)).late(since))
        return scope, self.env.cr.fetchall()

    def _read_store_credit(self, companies: models.BaseModel, statements: dict, date: date) -> None:
        """Set the store credit at the end of the day; one query of the ledger's entries."""
        Partner = self.env["res.partner"]
        ids = tuple(statements) or (0,)
        parts = [Partner._query_store_credit(company, ids, date) for company in companies]
        self.env.cr.execute(
            SQL(
                "SELECT partner_id, SUM(amount) FROM (%s) entry GROUP BY partner_id",
                SQL(" UNION ALL ").join(parts),
            )
        )
        for partner_id, amount in self.env.cr.fetchall():
            data = statements[partner_id]
            data.store_credit = rounded(float(amount or 0.0), data.digits)
