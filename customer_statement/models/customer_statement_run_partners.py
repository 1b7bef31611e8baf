"""Whom a run reaches: finding customers, what they owe, and who is left out for which reason."""

import ast

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

CHUNK = 2000


class CustomerStatementRun(models.Model):
    """Counts before anything is sent; the same rules decide again when a statement is made."""

    _inherit = "customer.statement.run"

    @api.model
    def _read_domain(self, text):
        """Return the domain that a filter field holds.

        :raise ValidationError: when it is none
        """
        try:
            domain = ast.literal_eval(text or "[]")
            if not isinstance(domain, (list, tuple)):
                raise ValueError("[...]")
            return Domain(domain)
        except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError) as error:
            raise ValidationError(
                _("The filter of the customers cannot be read: %(error)s", error=error)
            )

    def _find_by_filter(self):
        """Return the customers that the filter of this run finds, or those chosen by hand."""
        self.ensure_one()
        if self.schedule_id:
            return self.schedule_id._get_partners()
        return self._find_partners(
            self._read_domain(self.domain), self.company_id, overdue=self.only_overdue
        )

    @api.model
    def _get_companies(self, company):
        """Return the company with its branches: one legal entity, one statement."""
        return self.env["res.company"].sudo().search([("id", "child_of", company.id)])

    @api.model
    def _find_partners(self, domain, company, overdue=False, limit=None):
        """Return the commercial partners with books in the company that a domain fits.

        A contact that fits brings its customer along.

        :param overdue: only customers with an open item past its due date
        :param limit: at most so many, for a look
        """
        Partner = self.env["res.partner"].with_company(company)
        try:
            found = Partner.search(domain & Domain("company_id", "in", [False, company.id]))
        except (ValueError, TypeError) as error:
            raise ValidationError(
                _("The filter of the customers cannot be read: %(error)s", error=error)
            )
        ids = found.commercial_partner_id.ids
        if not ids:
            return Partner
        self.env.flush_all()
        condition = SQL()
        if overdue:
            condition = SQL(
                "AND line.reconciled IS NOT TRUE AND line.amount_residual > 0"
                " AND COALESCE(line.date_maturity, line.date) < %s",
                fields.Date.context_today(self),
            )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.id
                  FROM res_partner partner
                 WHERE partner.id = ANY(%s)
                   AND EXISTS (SELECT 1 FROM account_move_line line
                                 JOIN account_account account ON account.id = line.account_id
                                WHERE line.partner_id = partner.id AND line.company_id = ANY(%s)
                                  AND line.parent_state = 'posted'
                                  AND account.account_type = 'asset_receivable' %s)
                 ORDER BY partner.complete_name, partner.id
                 LIMIT %s
                """,
                ids,
                self._get_companies(company).ids,
                condition,
                limit,
            )
        )
        return Partner.browse([row[0] for row in rows])

    def _get_balances(self, partners):
        """Return {partner: what the customer owed at the end of the period}, one query.

        Company currency, positive when the customer owes us.
        """
        self.ensure_one()
        self.env.flush_all()
        found = self._read_balances(partners)
        return {partner: found.get(partner.id, 0.0) for partner in partners}

    def _is_per_contact(self):
        """Return whether the template makes a statement for each contact of a customer."""
        template = self.template_id or self.template_id._get_default(self.company_id)
        return template.group == "contact"

    def _read_balances(self, partners):
        """Return {id: balance} of these customers, or of each of their contacts."""
        owner = SQL("partner.commercial_partner_id")
        if self._is_per_contact():
            # As the reader does: the contact of the document, if it belongs to the customer.
            owner = SQL(
                "CASE WHEN contact.commercial_partner_id = partner.commercial_partner_id"
                " THEN contact.id ELSE partner.id END"
            )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %s AS owner, SUM(line.balance)
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                  JOIN account_move move ON move.id = line.move_id
                  JOIN res_partner partner ON partner.id = line.partner_id
                  LEFT JOIN res_partner contact ON contact.id = move.partner_id
                 WHERE partner.commercial_partner_id = ANY(%s) AND line.company_id = ANY(%s)
                   AND line.parent_state = 'posted' AND line.date <= %s
                   AND account.account_type = 'asset_receivable'
                 GROUP BY owner
                """,
                owner,
                partners.commercial_partner_id.ids,
                self._get_companies(self.company_id).ids,
                self.date_to,
            )
        )
        return {partner_id: float(balance) for partner_id, balance in rows}

    def _get_unchanged(self, partners, balances):
        """Return the customers whose last statement says the same and who had nothing since."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT last.partner_id, last.closing_balance
                  FROM (SELECT DISTINCT ON (partner_id) partner_id, closing_balance, date_to
                          FROM customer_statement
                         WHERE partner_id = ANY(%s) AND company_id = %s
                           AND state IN ('sent', 'viewed', 'disputed')
                         ORDER BY partner_id, date_to DESC, id DESC) last
                 WHERE NOT EXISTS (
                       SELECT 1 FROM account_move_line line
                         JOIN account_account account ON account.id = line.account_id
                        WHERE line.partner_id = last.partner_id AND line.company_id = ANY(%s)
                          AND line.parent_state = 'posted'
                          AND account.account_type = 'asset_receivable'
                          AND line.date > last.date_to AND line.date <= %s)
                """,
                partners.ids,
                self.company_id.id,
                self._get_companies(self.company_id).ids,
                self.date_to,
            )
        )
        same = self.company_id.currency_id.compare_amounts
        by_id = {partner.id: partner for partner in partners}
        return partners.browse(
            [
                partner_id
                for partner_id, closing in rows
                if same(float(closing or 0.0), balances[by_id[partner_id]]) == 0
            ]
        )

    def _get_outcomes(self, partners):
        """Return {partner: (delivery, reason to skip or False, balance)}.

        A constant number of queries for any number of customers.
        """
        self.ensure_one()
        partners = partners.with_company(self.company_id)
        balances = self._get_balances(partners)
        recipients = partners._get_statement_recipients()
        unchanged = self._get_unchanged(partners, balances) if self.skip_unchanged else partners[:0]
        outcomes = {}
        for partner in partners:
            delivery = partner.commercial_partner_id.statement_delivery or "mail"
            if delivery != "none" and self.delivery != "preferred":
                delivery = self.delivery
            if delivery == "none":
                reason = "excluded"
            else:
                reason = self._get_balance_reason(balances[partner]) or (
                    "unchanged" if partner in unchanged else False
                )
                if not reason and delivery == "mail" and not recipients[partner].to:
                    reason = "no_address"
            outcomes[partner] = (delivery, reason, balances[partner])
        return outcomes

    def _get_balance_reason(self, balance):
        """Return why a balance is not worth a statement, or False."""
        sign = self.company_id.currency_id.compare_amounts(balance, 0.0)
        if self.skip_zero and sign == 0:
            return "zero"
        if self.skip_credit and sign < 0:
            return "credit"
        smallest = self.minimum_balance
        if smallest and self.company_id.currency_id.compare_amounts(balance, smallest) < 0:
            return "threshold"
        return False

    def _prepare(self, partners):
        """Write one line for each customer with what would become of it; nothing is sent."""
        self.ensure_one()
        Line = self.env["customer.statement.run.line"].sudo()
        self.sudo().line_ids.unlink()
        if self._is_per_contact():
            self.env.flush_all()
            partners = partners.browse(sorted(self._read_balances(partners)))
        for ids in split_every(CHUNK, partners.ids):
            outcomes = self._get_outcomes(partners.browse(ids))
            Line.create(
                [
                    {
                        "run_id": self.id,
                        "partner_id": partner.id,
                        "delivery": delivery if delivery != "none" else False,
                        "state": "skipped" if reason else "todo",
                        "reason": reason,
                        "balance": balance,
                    }
                    for partner, (delivery, reason, balance) in outcomes.items()
                ]
            )
        self._write_engine({"prepared": True})
        self.invalidate_recordset()
