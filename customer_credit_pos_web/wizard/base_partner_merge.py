"""Contact merge: nobody's PIN becomes that of somebody else."""

from odoo import models

from odoo.addons.customer_credit_balance.const import MANAGER_GROUP


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Leaves PINs and codes behind, because they prove who spends; a credit manager keeps a PIN
    where the contact that stays has none.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Drop them first: Odoo looks for constraints, and an index would stop the merge.

        # EXTENDS 'customer_credit_balance'
        """
        ids = src_partners.ids
        for name in ("customer.credit.mail.code", "customer.credit.page.code"):
            self.env[name].sudo().search([("partner_id", "in", ids)]).unlink()
        pins = self.env["customer.credit.pin"].sudo()
        own = pins.search([("partner_id", "in", ids)])
        if self.env.user.has_group(MANAGER_GROUP):
            stays = pins.search_count([("partner_id", "=", dst_partner.id)])
            own[0 if stays else 1 :].unlink()
        else:
            (own | pins.search([("customer_id", "in", ids)])).unlink()
        super()._update_foreign_keys(src_partners, dst_partner)
