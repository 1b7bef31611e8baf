"""Contact merge: nobody becomes somebody else who may spend."""

from odoo import _, models
from odoo.exceptions import AccessError

from ..const import MANAGER_GROUP


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Logins and rights follow contacts that are merged: both only by a credit manager's hand."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Leave the right to spend behind, unless a credit manager merges: then once each.

        # EXTENDS 'base'

        :raise AccessError: a login would come to speak for a customer who has store credit, and
            the caller is no credit manager
        """
        spenders = self.env["customer.credit.spender"].sudo()
        if self.env.user.has_group(MANAGER_GROUP):
            spenders._drop_doubles(src_partners, dst_partner)
        else:
            sources, target = src_partners.sudo(), dst_partner.sudo()
            logins = sources.with_context(active_test=False).user_ids
            if logins and target._is_store_credit_spender() and target._has_store_credit_money():
                raise AccessError(
                    _(
                        "%s has store credit, and a login would come to spend it: only a Customer "
                        "Credit manager may merge these contacts.",
                        target.commercial_partner_id.complete_name,
                    )
                )
            ids = sources.ids
            spenders.search(["|", ("contact_id", "in", ids), ("customer_id", "in", ids)]).unlink()
        super()._update_foreign_keys(src_partners, dst_partner)
