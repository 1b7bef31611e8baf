"""Contact merge: credit profiles are merged before the foreign keys are repointed."""

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Keep one credit profile per company, the stricter of both."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Merge the profiles first: the generic code deletes rows that would be double.

        :raise AccessError: more would be owed than allowed, and the user manages no limits

        # EXTENDS 'customer_credit_balance'
        """
        profiles = self.env["customer.credit.profile"].sudo()
        found = profiles.search([("partner_id", "in", src_partners.ids)])
        found._move_to_partner(dst_partner.commercial_partner_id)
        self.env["customer.credit.snapshot"]._drop_customers(src_partners)
        with src_partners._guard_credit_merging(dst_partner):
            super()._update_foreign_keys(src_partners, dst_partner)
