"""Customers that are to be counted, and what would become of them."""

from odoo import api, models
from odoo.tools import SQL


class CustomerStatementRunLine(models.Model):
    """Adds lines in bulk to runs, because before it is counted one says only whose it is."""

    _inherit = "customer.statement.run.line"

    # --- private

    @api.model
    def _add_lines(self, run, owners):
        """Write a line to count for each customer, in the order of the query; once for each.

        :param SQL owners: select of ids of ``res_partner``
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_statement_run_line (
                       run_id, company_id, partner_id, state, attempt,
                       create_uid, write_uid, create_date, write_date)
                SELECT %(run)s, %(company)s, owner.id, 'new', 0, %(uid)s, %(uid)s,
                       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM (%(owners)s) owner (id)
                    ON CONFLICT (run_id, partner_id) DO NOTHING
                """,
                run=run.id,
                company=run.company_id.id,
                uid=self.env.uid,
                owners=owners,
            )
        )

    @api.model
    def _forget_lines(self, run):
        """Delete the lines of a run that has sent nothing yet, however many there are."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DELETE FROM customer_statement_run_line WHERE run_id = %s", run.id)
        )
        self.env.invalidate_all()

    @api.model
    def _claim_new(self, limit, run=None):
        """Lock and return the next customers to count of one run; other workers skip them."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id, line.run_id
                  FROM customer_statement_run_line line
                  JOIN customer_statement_run run ON run.id = line.run_id
                 WHERE line.state = 'new' AND %s
                 ORDER BY line.run_id, line.id
                 LIMIT %s
                   FOR UPDATE OF line SKIP LOCKED
                """,
                SQL("run.id = %s", run.id) if run else SQL("run.counting = 'count'"),
                limit,
            )
        )
        return self.browse([line_id for line_id, run_id in rows if run_id == rows[0][1]])

    def _settle_count(self):
        """Write what would become of each customer of one run today, in one statement."""
        run = self.run_id.with_company(self.run_id.company_id)
        outcomes = run._get_outcomes(self.partner_id)
        columns = []
        for line in self:
            delivery, reason, balance = outcomes[line.partner_id]
            columns.append(
                (
                    line.id,
                    delivery if delivery != "none" else None,
                    "skipped" if reason else "todo",
                    reason or None,
                    balance,
                )
            )
        ids, deliveries, states, reasons, balances = map(list, zip(*columns, strict=True))
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_statement_run_line line
                   SET delivery = counted.delivery, state = counted.state,
                       reason = counted.reason, balance = counted.balance
                  FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::numeric[])
                       AS counted(id, delivery, state, reason, balance)
                 WHERE line.id = counted.id
                """,
                ids,
                deliveries,
                states,
                reasons,
                balances,
            )
        )
        self.invalidate_model()
