"""Credits given at the till and in the shop: where they come from, and what is none."""

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerCredit(models.Model):
    """Adds events of till and shop to the list of credits, because they give and pass on credit in
    ways of their own.
    """

    _inherit = "customer.credit"

    # --- fields

    origin = fields.Selection(selection_add=[("till", "Paid at the Till")])

    # --- hooks

    @api.model
    def _get_origin_by_event(self) -> dict[str, str]:
        """Name what till and shop gave.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            **super()._get_origin_by_event(),
            "till_payment": "till",
            "till_topup": "topup",
            "till_refund": "refund",
            "web_refund": "refund",
        }

    @api.model
    def _sql_internal(self, item: SQL | None = None) -> SQL:
        """Leave out items of closing entries of which nothing is open.

        # EXTENDS 'customer_credit_balance'
        """
        return SQL(
            """
            (%(others)s OR %(item)s.amount_residual >= 0 AND EXISTS (
                 SELECT FROM pos_session session WHERE session.move_id = %(item)s.move_id))
            """,
            others=super()._sql_internal(item),
            item=item or SQL("line"),
        )
