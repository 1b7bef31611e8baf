"""Credit request: whatever may release a document may release its customer too."""

from odoo import api, models


class CustomerCreditRequest(models.Model):
    """Requests and holds of rules are looked at again on the same occasions."""

    _inherit = "customer.credit.request"

    # --- hooks

    @api.model
    def _trigger_reevaluation(self, partner_ids):
        """Look at the holds of rules on these customers soon, outside of this transaction.

        # EXTENDS 'customer_credit_limit'
        """
        super()._trigger_reevaluation(partner_ids)
        customers = self.env["res.partner"].sudo().browse(partner_ids).commercial_partner_id
        domain = [("auto_hold", "=", True), ("partner_id", "in", customers.ids)]
        Profile = self.env["customer.credit.profile"].sudo()
        if customers and Profile.search_count(domain, limit=1):
            self.env.ref("customer_credit_limit.cron_release_holds").sudo()._trigger()
