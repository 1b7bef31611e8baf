"""Credit snapshot: writing the rows of a day in one statement, and dropping old days."""

import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

DAYS_KEPT = 90
COLUMNS = {
    "partner_id": "integer", "exposure": "numeric", "credit_limit": "numeric",
    "is_unlimited": "boolean", "headroom": "numeric", "excess": "numeric",
    "utilisation": "numeric", "usage": "varchar", "on_hold": "boolean",
    "review_date": "date", "receivable": "numeric",
    "overdue": "numeric", "overdue_ratio": "numeric", "oldest_days": "integer",
    "high_balance": "numeric", "sales": "numeric", "dso": "numeric",
    "average_days_delinquent": "numeric", "days_beyond_terms": "numeric",
    "on_time_rate": "numeric", "settled_count": "integer", "returned_count": "integer",
    "tenure_months": "integer", "score": "integer", "score_class": "varchar",
    "score_parts": "jsonb",
}  # fmt: skip
ROUNDED = (
    "utilisation", "overdue_ratio", "dso", "average_days_delinquent", "days_beyond_terms",
    "on_time_rate",
)  # fmt: skip


class CustomerCreditSnapshot(models.Model):
    """Rows go past the guards of the ORM, which let nobody write."""

    _inherit = "customer.credit.snapshot"

    def _store(self, company, day, rows, rebuilt):
        """Write the rows of a day in one statement; what a former run had beyond them goes."""
        rows = [
            {
                name: round(value, 2) if name in ROUNDED and value is not None else value
                for name, value in row.items()
            }
            for row in rows
        ]
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
        typed = SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in COLUMNS.items()
        )
        fresh = SQL(", ").join(
            SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
            for name in (*COLUMNS, "user_id", "latest", "rebuilt", "write_date", "write_uid")
        )
        self._forget_day(company, day, [row["partner_id"] for row in rows])
        month_end = (day + timedelta(days=1)).day == 1
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_credit_snapshot (
                       %(columns)s, user_id, date, company_id, latest, month_end, rebuilt,
                       create_date, write_date, create_uid, write_uid)
                SELECT %(values)s, partner.user_id, %(day)s, %(company)s, %(latest)s,
                       %(month_end)s, %(rebuilt)s, now() AT TIME ZONE 'UTC',
                       now() AT TIME ZONE 'UTC', %(uid)s, %(uid)s
                  FROM jsonb_to_recordset(%(rows)s::jsonb) AS item (%(typed)s)
                  JOIN res_partner partner ON partner.id = item.partner_id
                    ON CONFLICT (company_id, partner_id, date) DO UPDATE SET %(fresh)s
                """,
                columns=columns,
                values=SQL(", ").join(SQL("item.%s", SQL.identifier(name)) for name in COLUMNS),
                day=day,
                company=company.id,
                latest=not rebuilt,
                month_end=month_end,
                rebuilt=rebuilt,
                uid=self.env.uid,
                rows=json.dumps(rows),
                typed=typed,
                fresh=fresh,
            )
        )
        self.invalidate_model()
        self.env["res.partner"]._invalidate_credit_score_cache()

    def _forget_day(self, company, day, partner_ids):
        """Delete what this day's rows replace for nobody; older rows are no longer the latest."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM customer_credit_snapshot snapshot
                 WHERE company_id = %s AND date = %s AND NOT EXISTS (
                       SELECT FROM unnest(%s::integer[]) taken (id)
                        WHERE taken.id = snapshot.partner_id)
                """,
                company.id,
                day,
                partner_ids,
            )
        )
        if day >= fields.Date.context_today(self):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE customer_credit_snapshot SET latest = FALSE
                     WHERE company_id = %s AND latest AND date < %s
                    """,
                    company.id,
                    day,
                )
            )

    @api.model
    def _drop_customers(self, partners):
        """Delete the figures of contacts that are merged away: the next night counts them anew."""
        if partners:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM customer_credit_snapshot WHERE partner_id IN %s",
                    tuple(partners.ids),
                )
            )
            self.invalidate_model()

    @api.model
    def _drop_old_days(self):
        """Delete daily figures older than 90 days; month ends stay."""
        before = fields.Date.context_today(self) - timedelta(days=DAYS_KEPT)
        self.env.cr.execute(
            SQL(
                "DELETE FROM customer_credit_snapshot"
                " WHERE date < %s AND NOT month_end AND NOT latest",
                before,
            )
        )
        self.invalidate_model()
