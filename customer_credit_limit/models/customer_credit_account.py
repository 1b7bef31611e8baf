"""Credit account: the one row that all decisions on a customer share."""

from odoo import api, models
from odoo.tools import SQL


class CustomerCreditAccount(models.Model):
    """A decision updates the row before it reads, whatever it reads."""

    _inherit = "customer.credit.account"

    @api.model
    def _touch_for_decision(self, partner_ids, company):
        """Update (or open) the credit account rows of these customers, in the order of their ids.

        The second of two transactions gets a serialization error and is replayed.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_credit_account
                    (partner_id, company_id, balance, reserved, overdraft_limit, state,
                     create_uid, write_uid, create_date, write_date)
                SELECT partner, %(company)s, 0, 0, 0, 'active', %(uid)s, %(uid)s,
                       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM unnest(%(partners)s) AS partner ORDER BY partner
                ON CONFLICT (company_id, partner_id) WHERE merged_into_id IS NULL
                DO UPDATE SET write_date = EXCLUDED.write_date
                """,
                company=company.id,
                uid=self.env.uid,
                partners=sorted(partner_ids),
            )
        )
