"""Customers: what their store credit could not pay at open tills is owed."""

from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Adds shortfalls to the exposure of contacts, because only from the closing on the receivable
    holds them.
    """

    _inherit = "res.partner"

    # --- hooks

    def _credit_till_query(self, scope):
        """Add the shortfalls of open sessions to what is on account there.

        # EXTENDS 'customer_credit_pos_web'
        """
        return SQL(
            """
            SELECT 'till', owed.partner_id, SUM(owed.amount)
              FROM (%(on_account)s
                    UNION ALL
                    SELECT 'till', shortfall.partner_id, shortfall.shortfall
                      FROM customer_credit_shortfall shortfall
                      JOIN pos_session session ON session.id = shortfall.session_id
                     WHERE session.state <> 'closed' AND shortfall.company_id = %(company)s
                       AND shortfall.partner_id %(among)s
                   ) owed (code, partner_id, amount)
             GROUP BY owed.partner_id
            """,
            on_account=super()._credit_till_query(scope),
            company=scope["company"],
            among=scope.among,
        )
