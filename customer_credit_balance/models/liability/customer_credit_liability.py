"""Store-credit liability by customer and age, as of any day, read from the books."""

from odoo import api, fields, models
from odoo.tools import SQL

# Last day of each age, in days; what is older comes after them.
AGES = [("1", 30), ("2", 90), ("3", 180), ("4", 365), ("5", 730)]
OLDER, OVERDRAWN = "6", "7"

# Rows of a day at most: the id of a row tells its day, so that the cache takes no two for one.
MOST_ROWS = 100_000_000

# The day of the report, as text; shown, never decided by.
AS_OF = "credit_as_of"


class CustomerCreditLiability(models.Model):
    """One row for each customer, company and age: what is left of the store credit given then.

    What was spent uses up the oldest credit first. The rows of a company add up to the balance
    of its liability account on that day, as they are its journal items. Company currency,
    positive is what we owe. Nothing is stored: the day comes with the context.
    """

    _name = "customer.credit.liability"
    _description = "Store-Credit Liability by Age"
    _auto = False
    _order = "company_id, partner_id, age"
    _rec_name = "partner_id"

    _depends = {
        "account.move.line": [
            "partner_id", "company_id", "date", "account_id", "balance", "parent_state",
        ],
        "res.company": ["store_credit_account_id", "currency_id"],
    }  # fmt: skip

    # --- fields

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    age = fields.Selection(
        [
            ("1", "Up to 30 days"),
            ("2", "31 to 90 days"),
            ("3", "91 to 180 days"),
            ("4", "181 to 365 days"),
            ("5", "1 to 2 years"),
            (OLDER, "Older than 2 years"),
            (OVERDRAWN, "Overdrawn"),
        ],
        readonly=True,
        help="How long ago the store credit was given that is still left.",
    )
    amount = fields.Monetary("Store Credit", readonly=True, help="What we owe the customer.")
    date = fields.Date("Oldest", readonly=True, help="Day of the oldest credit in this row.")

    # --- private

    @property
    def _table_query(self):
        """Return the query behind the rows: items added up oldest first, less what was spent."""
        day = self._get_as_of()
        ages = SQL(" ").join(
            SQL("WHEN %s - layer.date <= %s THEN %s", day, days, code) for code, days in AGES
        )
        return SQL(
            """
            WITH item AS (%(items)s),
            total AS (
                SELECT company_id, partner_id, SUM(amount) AS balance, MAX(date) AS date,
                       COALESCE(-SUM(amount) FILTER (WHERE amount < 0), 0) AS spent
                  FROM item GROUP BY company_id, partner_id
            ),
            layer AS (
                SELECT item.company_id, item.partner_id, item.date, item.amount,
                       SUM(item.amount) OVER (PARTITION BY item.company_id, item.partner_id
                                                  ORDER BY item.date, item.id) AS upto
                  FROM item WHERE item.amount > 0
            ),
            part AS (
                SELECT layer.company_id, layer.partner_id, layer.date,
                       CASE %(ages)s ELSE %(older)s END AS age,
                       LEAST(layer.amount, layer.upto - total.spent) AS amount
                  FROM layer JOIN total USING (company_id, partner_id)
                 WHERE layer.upto > total.spent
                 UNION ALL
                SELECT company_id, partner_id, date, %(overdrawn)s, balance
                  FROM total WHERE balance < 0
            )
            SELECT (%(day)s - DATE '1970-01-01')::int8 * %(most)s
                       + ROW_NUMBER() OVER (ORDER BY part.company_id, part.partner_id, part.age)
                       AS id,
                   part.company_id, part.partner_id, company.currency_id, part.age,
                   SUM(part.amount) AS amount, MIN(part.date) AS date
              FROM part JOIN res_company company ON company.id = part.company_id
             GROUP BY part.company_id, part.partner_id, company.currency_id, part.age
            """,
            day=day,
            most=MOST_ROWS,
            items=self._sql_items(day),
            ages=ages,
            older=OLDER,
            overdrawn=OVERDRAWN,
        )

    @api.model
    def _sql_items(self, day):
        """Return the select of what each posted item on the liability accounts gave or took."""
        return SQL(
            """
            SELECT line.id, line.company_id, line.partner_id, line.date, -line.balance AS amount
              FROM account_move_line line
              JOIN res_company company ON company.id = line.company_id
                                      AND company.store_credit_account_id = line.account_id
             WHERE line.parent_state = 'posted' AND line.partner_id IS NOT NULL
               AND line.balance <> 0 AND line.date <= %s
            """,
            day,
        )

    @api.model
    def _get_as_of(self) -> date:
        """Return the day of the report: that of the context, else today."""
        text, day = self.env.context.get(AS_OF), None
        if isinstance(text, str):
            try:
                day = fields.Date.to_date(text)
            except ValueError:
                day = None
        return day or fields.Date.context_today(self)

    @api.model
    def _get_account_balances(self, companies: models.BaseModel) -> dict:
        """Return {res.company: balance of its liability account on the day}, what we owe > 0.

        Read from the books by a query of its own, as the proof of the report; company currency.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT company_id, SUM(amount) FROM (%s) item WHERE company_id IN %s GROUP BY 1",
                self._sql_items(self._get_as_of()),
                tuple(companies.ids) or (0,),
            )
        )
        found = dict(self.env.cr.fetchall())
        return {
            company: company.currency_id.round(float(found.get(company.id) or 0.0))
            for company in companies
        }

    @api.model
    def _get_waiting_by_company(self, companies: models.BaseModel) -> dict:
        """Return {res.company: what entries changed whose journal item comes later}.

        As at an open till; company currency, one query.
        """
        groups = (
            self.env["customer.credit.entry"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "in", companies.ids),
                    ("move_line_id", "=", False),
                    ("date", "<=", self._get_as_of()),
                    ("event", "!=", "merge"),
                ],
                ["company_id"],
                ["amount:sum"],
            )
        )
        found = {company.id: amount for company, amount in groups}
        return {company: found.get(company.id, 0.0) for company in companies}
