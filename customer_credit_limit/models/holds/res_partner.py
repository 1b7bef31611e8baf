"""Customers: what a hold rule says of them, in one sentence for the tab "What They May Owe"."""

from odoo import api, fields, models

from ...const import USER_GROUP


class ResPartner(models.Model):
    """Adds the notice of a coming hold to contacts, because a hold should be told before it stops
    somebody.
    """

    _inherit = "res.partner"

    # --- fields

    credit_hold_notice = fields.Char(
        compute="_compute_credit_hold_notice", compute_sudo=True, groups=USER_GROUP
    )

    # --- computes

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_credit_hold_notice(self):
        """Read the profiles of all customers at once."""
        profiles = self._get_credit_profile_by_partner(self.env.company)
        for partner in self:
            profile = profiles.get(partner.commercial_partner_id._origin)
            partner.credit_hold_notice = profile and profile._get_rule_notice()
