"""Customers: what managers keep on the credit profile besides limit and hold."""

from odoo import api, fields, models

from .customer_credit_policy import MANAGER_GROUP

# Field of the contact: field of the profile.
PROFILE_FIELDS = {
    "credit_policy_id": "policy_id",
    "credit_temporary_limit": "temporary_limit",
    "credit_temporary_from": "temporary_from",
    "credit_temporary_until": "temporary_until",
    "credit_last_review_date": "last_review_date",
    "credit_next_review_date": "next_review_date",
    "credit_hold_message": "hold_message",
    "credit_hold_until": "hold_until",
    "credit_hold_review_date": "hold_review_date",
}


class ResPartner(models.Model):
    """For managers of credit limits, in the current company."""

    _inherit = "res.partner"

    credit_policy_id = fields.Many2one(
        "customer.credit.policy", "Credit Policy", compute="_compute_credit_profile",
        inverse="_inverse_credit_profile", compute_sudo=True, groups=MANAGER_GROUP,
        domain="[('company_id', 'in', allowed_company_ids)]",
    )  # fmt: skip
    credit_temporary_limit = fields.Monetary(
        "Temporary Limit", currency_field="credit_currency_id", compute="_compute_credit_profile",
        inverse="_inverse_credit_profile", compute_sudo=True, groups=MANAGER_GROUP,
        help="Replaces the limit between the two dates.",
    )  # fmt: skip
    credit_temporary_from = fields.Date(
        "Temporary From", compute="_compute_credit_profile", inverse="_inverse_credit_profile",
        compute_sudo=True, groups=MANAGER_GROUP,
    )  # fmt: skip
    credit_temporary_until = fields.Date(
        "Temporary Until", compute="_compute_credit_profile", inverse="_inverse_credit_profile",
        compute_sudo=True, groups=MANAGER_GROUP,
    )  # fmt: skip
    credit_last_review_date = fields.Date(
        "Last Credit Review", compute="_compute_credit_profile",
        inverse="_inverse_credit_profile", compute_sudo=True, groups=MANAGER_GROUP,
    )  # fmt: skip
    credit_next_review_date = fields.Date(
        "Next Credit Review", compute="_compute_credit_profile",
        inverse="_inverse_credit_profile", compute_sudo=True, groups=MANAGER_GROUP,
    )  # fmt: skip
    credit_hold_message = fields.Char(
        "Hold Message", compute="_compute_credit_profile", inverse="_inverse_credit_profile",
        compute_sudo=True, groups=MANAGER_GROUP,
    )  # fmt: skip
    credit_hold_until = fields.Date(
        "Hold Until", compute="_compute_credit_profile", inverse="_inverse_credit_profile",
        compute_sudo=True, groups=MANAGER_GROUP, help="Last day; then rules decide again.",
    )  # fmt: skip
    credit_hold_review_date = fields.Date(
        "Hold Review", compute="_compute_credit_profile", inverse="_inverse_credit_profile",
        compute_sudo=True, groups=MANAGER_GROUP,
    )  # fmt: skip

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_credit_profile(self):
        """Read the profiles of all customers at once."""
        profiles = self._get_credit_profile_by_partner(self.env.company)
        for partner in self:
            profile = profiles.get(partner.commercial_partner_id._origin)
            for name, source in PROFILE_FIELDS.items():
                partner[name] = profile[source] if profile else False

    def _inverse_credit_profile(self):
        """Write what differs to the profile, which checks the right (managers only)."""
        for partner in self:
            wanted = {source: partner[name] for name, source in PROFILE_FIELDS.items()}
            profile = partner._get_credit_profile_to_write()
            profile.write(
                {
                    name: value.id if isinstance(value, models.BaseModel) else value
                    for name, value in wanted.items()
                    if profile[name] != value
                }
            )
