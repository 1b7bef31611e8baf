"""User guide: the page of customers, who find their statements in the portal."""

from odoo import api, models


class CustomerCreditGuide(models.AbstractModel):
    """Adds the customer to the guide, because statements are read and paid in the portal."""

    _inherit = "customer.credit.guide"

    # --- hooks

    @api.model
    def _get_persons(self) -> dict:
        """Add the customer.

        # EXTENDS 'customer_credit_balance'
        """
        return {**super()._get_persons(), "customer": self._get_customer_person()}
