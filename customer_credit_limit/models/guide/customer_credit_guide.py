"""User guide: who decides on requests finds the page of the credit manager."""

from odoo import api, models


class CustomerCreditGuide(models.AbstractModel):
    """Adds approvers to the readers of a page, because they need not change store credit."""

    _inherit = "customer.credit.guide"

    # --- hooks

    @api.model
    def _get_persons(self) -> dict:
        """Open the credit manager's page for approvers.

        # EXTENDS 'customer_credit_balance'
        """
        persons = super()._get_persons()
        manager = persons["manager"]
        group = "customer_credit_limit.group_credit_limit_approver"
        return persons | {"manager": manager._replace(groups=(*manager.groups, group))}
