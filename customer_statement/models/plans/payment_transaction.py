"""Online payments of a part: booked on what the plan covers, first due first."""

from odoo import api, fields, models


class PaymentTransaction(models.Model):
    """Adds the plan to transactions, because the payment of a part settles what the plan covers."""

    _inherit = "payment.transaction"

    # --- fields

    customer_statement_plan_id = fields.Many2one(
        "customer.payment.plan", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip

    # --- hooks

    @api.model
    def _get_credit_server_names(self) -> frozenset[str]:
        """Let the page alone say which plan is paid.

        # EXTENDS 'customer_credit_balance'
        """
        return super()._get_credit_server_names() | {"customer_statement_plan_id"}

    def _get_statement_customer(self) -> models.BaseModel:
        """Name the customer of the plan.

        # EXTENDS 'customer_statement'
        """
        return self.customer_statement_plan_id.partner_id.commercial_partner_id or (
            super()._get_statement_customer()
        )

    def _match_statement_payment(self, payment):
        """End the plan when this was its last part.

        # EXTENDS 'customer_statement'
        """
        super()._match_statement_payment(payment)
        self.customer_statement_plan_id.sudo()._end_if_paid()
