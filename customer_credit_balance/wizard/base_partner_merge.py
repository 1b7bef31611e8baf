"""Contact merge: credit accounts are merged before the foreign keys are repointed."""

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Keep one credit account per company, with nothing lost."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Merge the accounts first: the generic code deletes rows that would be double.

        # EXTENDS 'base'
        """
        Account = self.env["customer.credit.account"].sudo()
        accounts = Account.search([("partner_id", "in", src_partners.ids)])
        Account._move_to_partner(accounts, dst_partner.commercial_partner_id)
        super()._update_foreign_keys(src_partners, dst_partner)
