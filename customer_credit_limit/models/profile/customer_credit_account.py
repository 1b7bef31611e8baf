"""Credit account: the one row that all decisions on a customer share."""

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.customer_credit_balance.models.turns import want_customers


class CustomerCreditAccount(models.Model):
    """Adds the row of the decision to credit accounts, because two decisions at once must meet in
    one UPDATE.
    """

    _inherit = "customer.credit.account"

    # --- private

    @api.model
    def _touch_query(self, partner_ids, company):
        """Return the statement that updates (or opens) the rows of these customers, by id.

        It may run with the statement that reads: a transaction of Odoo sees the database as it
        was when it began, so it matters that the row was updated, not when. The second of two
        transactions gets a serialization error and is replayed.
        """
        want_customers(company.id, partner_ids)
        return SQL(
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
