"""Contact merge: what was sent to both contacts stays with the one that is left."""

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Keep two reminders of one day, which no customer gets otherwise."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Mark them first: Odoo looks for constraints, and an index would stop the merge.

        # EXTENDS 'customer_credit_balance'
        """
        self.env["customer.statement"].sudo()._keep_twins(src_partners | dst_partner)
        super()._update_foreign_keys(src_partners, dst_partner)
