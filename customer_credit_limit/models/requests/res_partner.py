"""Tags that decide who approves and whom a rule holds: kept by those who manage credit."""

from odoo import models


class ResPartner(models.Model):
    """Adds a guard of tags to contacts, because levels and rules go by tags: a customer must not
    lose an approver by one taken away.
    """

    _inherit = "res.partner"

    # --- guards

    def write(self, vals):
        """Keep the tags of existing customers that approvals and holds depend on.

        :raise AccessError: such a tag is given or taken by somebody without the right

        # EXTENDS 'base'
        """
        if self.env.su or "category_id" not in vals:
            return super().write(vals)
        everything = self.sudo().with_context(active_test=False)
        before = {partner: partner.category_id for partner in everything}
        res = super().write(vals)
        changed = self.env["res.partner.category"]
        for partner, tags in before.items():
            now = partner.category_id
            changed |= changed.browse(((now | tags) - (now & tags)).ids)
        changed._check_credit_tags()
        return res
