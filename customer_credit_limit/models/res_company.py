"""Company: each one has a default credit policy from the start."""

from odoo import _, api, fields, models


class ResCompany(models.Model):
    """The policy that settings edit."""

    _inherit = "res.company"

    credit_policy_id = fields.Many2one(
        "customer.credit.policy",
        "Credit Policy",
        compute="_compute_credit_policy_id",
        compute_sudo=True,
        # Settings, and whoever keeps limits: others need no name of a policy.
        groups="base.group_system,customer_credit_limit.group_credit_limit_manager",
    )

    def _compute_credit_policy_id(self):
        """Find the default policy."""
        Policy = self.env["customer.credit.policy"]
        for company in self:
            company.credit_policy_id = Policy._get_default(company._origin)

    @api.model_create_multi
    def create(self, vals_list):
        """Give new companies a policy.

        # EXTENDS 'customer_credit_balance'
        """
        companies = super().create(vals_list)
        companies._ensure_credit_policy()
        return companies

    def _ensure_credit_policy(self):
        """Create the default policy where there is none: it stops nobody until limits are set."""
        Policy = self.env["customer.credit.policy"].sudo()
        for company in self - Policy.search([("is_default", "=", True)]).company_id:
            name = _("Credit policy of %s", company.name)
            Policy.create({"name": name, "company_id": company.id, "is_default": True})
