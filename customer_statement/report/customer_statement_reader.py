"""Reads what statements say: five queries for any number of customers."""

from odoo import fields, models
from odoo.tools import SQL

from ..core.statement_data import StatementData, rounded
from .statement_builder import StatementBuilder
from .statement_query import StatementQuery


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
        :return: {res.partner: StatementData}, every one asked for, in their order; 5 queries
        """
        date_from = fields.Date.to_date(date_from) if kind != "open_items" else None
        date_to = fields.Date.to_date(date_to)
        by_contact = group == "contact"
        self.env.flush_all()
        scope = self._read_scope(company, partners, by_contact)
        query = StatementQuery(
            scope["customers"], scope["accounts"], company, scope["companies"],
            (date_from, date_to), by_contact,
        )  # fmt: skip
        statements = {
            partner_id: StatementData(
                partner_id, company.id, kind, date_from, date_to, company.currency_id.id,
                company.currency_id.decimal_places, list(aging), basis,
            )
            for partner_id in scope["wanted"]
        }  # fmt: skip
        StatementBuilder(self.env, company, scope, statements).build(query)
        if not by_contact:
            self._read_store_credit(scope["companies"], statements, date_to)
        for data in statements.values():
            data.sections.sort(
                key=lambda part: (part.currency_id != company.currency_id.id, part.currency)
            )
        return {self.env["res.partner"].browse(key): data for key, data in statements.items()}

    def _read_scope(self, company, partners, by_contact):
        """Return what is read: customers with their contacts, accounts, companies; one query."""
        ids = partners._origin.ids
        company_path = company.sudo().parent_path
        self.env.cr.execute(
            SQL(
                """
                SELECT 'partner', id, commercial_partner_id FROM res_partner
                 WHERE id IN %(partners)s OR commercial_partner_id IN (
                       SELECT commercial_partner_id FROM res_partner WHERE id IN %(partners)s)
                UNION ALL
                SELECT 'company', id, NULL FROM res_company WHERE parent_path LIKE %(path)s
                UNION ALL
                SELECT 'account', account.id, NULL FROM account_account account
                 WHERE account.account_type = 'asset_receivable'
                   AND EXISTS (
                       SELECT FROM account_account_res_company_rel rel
                         JOIN res_company owner ON owner.id = rel.res_company_id
                        WHERE rel.account_account_id = account.id
                          AND (owner.parent_path LIKE %(path)s
                               OR %(path)s LIKE owner.parent_path || '%%'))
                """,
                partners=tuple(ids) or (0,),
                path=f"{company_path}%",
            )
        )
        rows = self.env.cr.fetchall()
        customer_by_id = {pid: cid or pid for tag, pid, cid in rows if tag == "partner"}
        return {
            "customers": customer_by_id,
            "accounts": [pid for tag, pid, _cid in rows if tag == "account"],
            "companies": self.env["res.company"].browse(
                pid for tag, pid, _cid in rows if tag == "company"
            ),
            "wanted": ids
            if by_contact
            else list(dict.fromkeys(customer_by_id[pid] for pid in ids)),
        }

    def _read_store_credit(self, companies, statements, date):
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
