"""Payment plans of private persons lose their words when their years are over."""

from odoo import api, fields, models


class CustomerPaymentPlan(models.Model):
    """Adds an end to what was said about plans, because people tell there why they cannot pay.

    Parts, amounts, days and state stay.
    """

    _name = "customer.payment.plan"
    _inherit = ["customer.payment.plan", "customer.statement.privacy.mixin"]

    # --- hooks

    @api.model
    def _find_private(
        self, company: models.BaseModel, limit: int, without: list[int]
    ) -> models.BaseModel:
        """Find plans that ended and of which nothing is owed any more.

        # EXTENDS 'customer_statement'
        """
        domain = self._get_private_domain(company, without) & fields.Domain(
            [
                ("state", "in", ("kept", "broken", "cancelled")),
                ("ended_on", "<", company._get_privacy_day()),
                ("item_ids", "not any", [("move_line_id.parent_state", "=", "posted"),
                                         ("move_line_id.reconciled", "=", False)]),
            ]
        )  # fmt: skip
        return self.search(domain, order="ended_on, id", limit=limit)

    @api.model
    def _get_personal_values(self) -> dict:
        """Remove why it ended, and the link's token.

        # EXTENDS 'customer_statement'
        """
        return {**super()._get_personal_values(), "end_reason": False, "access_token": False}
