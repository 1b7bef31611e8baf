"""Tags that decide who approves and whom a rule holds: kept by those who manage credit."""

from odoo import _, api, models
from odoo.exceptions import AccessError, UserError

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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_credit_tags(self):
        """Keep tags that levels and rules name: without any of theirs they are for everybody.

        :raise UserError: with the tags, those below included, which Odoo deletes along
        """
        below = self.sudo().with_context(active_test=False).search([("id", "child_of", self.ids)])
        used = below._filter_credit_tags()
        if used:
            raise UserError(
                _(
                    "Approvals and holds depend on the tag %s: take it out of their levels and "
                    "rules first.",
                    ", ".join(used.mapped("name")),
                )
            )

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
        """Return those that approval levels or hold rules look at, in any company.

        Archived levels and rules count where the context asks for what is archived.
        """
        if not self:
            return self
        domain = [("tag_ids", "in", self.ids)]
        used = set()
        for model in ("customer.credit.hold.rule", "customer.credit.approval.level"):
            used.update(self.env[model].sudo().search(domain).tag_ids.ids)
        return self.filtered(lambda tag: tag.id in used)
