"""Tags that decide who approves and whom a rule holds: kept by those who manage credit."""

from odoo import _, models
from odoo.exceptions import AccessError

from ...const import MANAGER_GROUP


class ResPartnerCategory(models.Model):
    """Adds a guard to tags, because those that levels and rules name are no notes of the sales
    team.
    """

    _inherit = "res.partner.category"

    # --- guards

    def write(self, vals):
        """Let credit managers alone archive such a tag, or change whose it is.

        :raise AccessError: a tag that approval levels or hold rules look at

        # EXTENDS 'base'
        """
        if {"active", "partner_ids"} & vals.keys():
            self._check_credit_tags()
        return super().write(vals)

    def unlink(self):
        """Let credit managers alone delete such a tag.

        :raise AccessError: a tag that approval levels or hold rules look at

        # EXTENDS 'base'
        """
        self._check_credit_tags()
        return super().unlink()

    def _check_credit_tags(self):
        """Stop whoever may not manage credit limits.

        :raise AccessError: naming the tags
        """
        if self.env.su or self.env.user.has_group(MANAGER_GROUP):
            return
        used = self._filter_credit_tags()
        if used:
            raise AccessError(
                _(
                    "Approvals and holds depend on the tag %s: a Customer Credit Limit manager "
                    "gives it to customers, takes it away and deletes it. Ask one.",
                    ", ".join(used.sudo().mapped("name")),
                )
            )

    # --- private

    def _filter_credit_tags(self):
        """Return those that approval levels or hold rules look at, in any company."""
        if not self:
            return self
        domain = [("tag_ids", "in", self.ids)]
        rules = self.env["customer.credit.hold.rule"].sudo().search(domain)
        levels = self.env["customer.credit.approval.level"].sudo().search(domain)
        used = (rules.tag_ids | levels.tag_ids).ids
        return self.filtered(lambda tag: tag.id in used)
