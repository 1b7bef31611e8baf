"""Credit profile: a higher limit or a release may make open requests unneeded."""

from odoo import models


class CustomerCreditProfile(models.Model):
    """Adds a wake-up of requests to profiles, because a changed limit or hold may end what waits
    for it.
    """

    _inherit = "customer.credit.profile"

    # --- hooks

    def _apply(self, vals, note=None):
        """Look at the open requests of these customers.

        # EXTENDS 'customer_credit_limit'
        """
        res = super()._apply(vals, note)
        self.env["customer.credit.request"]._trigger_reevaluation(self.partner_id.ids)
        return res
