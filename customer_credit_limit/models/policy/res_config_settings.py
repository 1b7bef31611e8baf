"""Settings: the default credit policy of the company, edited in place."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds the policy's main choices to the settings, because most companies make no others."""

    _inherit = "res.config.settings"

    # --- fields

    customer_credit_policy_id = fields.Many2one(related="company_id.customer_credit_policy_id")
    customer_credit_policy_mode = fields.Selection(
        related="customer_credit_policy_id.mode", readonly=False
    )
    customer_credit_policy_basis = fields.Selection(
        related="customer_credit_policy_id.basis", readonly=False
    )
    customer_credit_policy_default_limit_mode = fields.Selection(
        related="customer_credit_policy_id.default_limit_mode", readonly=False
    )
    customer_credit_policy_default_limit = fields.Monetary(
        related="customer_credit_policy_id.default_limit",
        readonly=False,
        currency_field="currency_id",
    )

    # --- actions

    def action_open_credit_policies(self):
        """Return the list of policies (access rights decide who may change them)."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "customer_credit_limit.action_customer_credit_policy"
        )
