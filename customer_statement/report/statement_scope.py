"""What a reading of the books needs to know beforehand: customers, accounts, companies, money."""

from math import ceil, log10

from odoo.tools import SQL

# Matchings for each customer, up to which it is quicker to read all that count later than the
# day, whosever they are, than to look up those of each journal item.
FEW_MATCHINGS = 20


class StatementScope:
    """One query says whom and what to read; nothing here comes from the ORM's cache.

    ``few_later`` tells that few matchings of the whole ledger count later than the day;
    ``customers`` is {id of a customer or contact: id of its customer}, ``accounts`` and
    ``companies`` are ids, ``currencies`` {id: (name, decimal places)}; the journals are those of
    exchange differences and of store credit, None without one.
    """

    def __init__(self, env, company, partners, day):
        """Read the customers of these partners and the company with its branches."""
        ids = partners._origin.ids
        self.company_id = company.id
        self.few_later = False
        self.customers, self.accounts, self.companies, self.currencies = {}, [], [], {}
        self.currency_id = self.exchange_journal_id = self.credit_journal_id = None
        readers = {
            "partner": self._add_partner,
            "account": self._add_account,
            "company": self._add_company,
            "own": self._set_company,
            "currency": self._add_currency,
            "few_later": self._set_few_later,
        }
        env.cr.execute(
            SQL(
                _SCOPE, partners=tuple(ids) or (0,), company=company.id, day=day,
                few=FEW_MATCHINGS * len(ids),
            )
        )  # fmt: skip
        for tag, *row in env.cr.fetchall():
            readers[tag](*row)
        self.chosen = ids

    def get_customers(self):
        """Return the ids of the customers of the partners asked for, each once, in their order."""
        return list(dict.fromkeys(self.customers[partner_id] for partner_id in self.chosen))

    def get_digits(self):
        """Return the decimal places of the company's currency."""
        return self.currencies[self.currency_id][1]

    def _add_partner(self, partner_id, customer_id, *_rest):
        self.customers[partner_id] = customer_id or partner_id

    def _add_account(self, account_id, *_rest):
        self.accounts.append(account_id)

    def _add_company(self, company_id, *_rest):
        self.companies.append(company_id)

    def _set_company(self, _id, currency_id, exchange_journal_id, credit_journal_id, *_rest):
        self.currency_id = currency_id
        self.exchange_journal_id = exchange_journal_id
        self.credit_journal_id = credit_journal_id

    def _set_few_later(self, *_row):
        self.few_later = True

    def _add_currency(self, currency_id, _a, _b, _c, name, rounding):
        digits = ceil(log10(1 / rounding)) if 0 < rounding < 1 else 0
        self.currencies[currency_id] = (name, digits)


_SCOPE = """
    WITH own AS MATERIALIZED (SELECT * FROM res_company WHERE id = %(company)s)
    SELECT 'partner' AS tag, id, commercial_partner_id, NULL::int, NULL::int, NULL::text,
           NULL::numeric
      FROM res_partner
     WHERE commercial_partner_id IN (
           SELECT commercial_partner_id FROM res_partner WHERE id IN %(partners)s)
    UNION ALL
    SELECT 'partner', id, NULL, NULL, NULL, NULL, NULL
      FROM res_partner WHERE id IN %(partners)s AND commercial_partner_id IS NULL
    UNION ALL
    SELECT 'own', id, currency_id, currency_exchange_journal_id, store_credit_journal_id, NULL,
           NULL
      FROM own
    UNION ALL
    SELECT 'company', branch.id, NULL, NULL, NULL, NULL, NULL
      FROM res_company branch, own WHERE branch.parent_path LIKE own.parent_path || '%%'
    UNION ALL
    SELECT 'account', account.id, NULL, NULL, NULL, NULL, NULL
      FROM account_account account
     WHERE account.account_type = 'asset_receivable'
       AND EXISTS (
           SELECT FROM own, account_account_res_company_rel rel
             JOIN res_company owner ON owner.id = rel.res_company_id
            WHERE rel.account_account_id = account.id
              AND (owner.parent_path LIKE own.parent_path || '%%'
                   OR own.parent_path LIKE owner.parent_path || '%%'))
    UNION ALL
    SELECT 'few_later', NULL, NULL, NULL, NULL, NULL, NULL
     WHERE NOT EXISTS (
           SELECT FROM account_partial_reconcile WHERE max_date > %(day)s OFFSET %(few)s)
    UNION ALL
    SELECT 'currency', id, NULL, NULL, NULL, name, rounding FROM res_currency
"""
