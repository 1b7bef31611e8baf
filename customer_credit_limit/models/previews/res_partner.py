"""Limits of customers: which of their orders would have waited."""

from odoo import api, fields, models

from ...const import MANAGER_GROUP


class ResPartner(models.Model):
    """Adds a preview to the limit of a customer, because a number says little about a quarter.

    For whoever sets limits, by the values of the form and the nightly figures; it writes nothing.
    """

    _inherit = "res.partner"

    # --- fields

    customer_credit_show_preview = fields.Boolean(
        "What would have waited?", store=False, copy=False, groups=MANAGER_GROUP
    )
    customer_credit_preview = fields.Text(
        "Last 90 Days", compute="_compute_customer_credit_preview", groups=MANAGER_GROUP
    )

    # --- computes

    @api.depends(
        "customer_credit_show_preview", "credit_limit_mode", "credit_limit_amount",
        "customer_credit_policy_id", "commercial_partner_id",
    )  # fmt: skip
    @api.depends_context("company")
    def _compute_customer_credit_preview(self):
        """Answer where it was asked for, by the limit and the policy of the form."""
        company = self.env.company
        for partner in self:
            partner.customer_credit_preview = False
            customer = partner.commercial_partner_id._origin or partner._origin
            if not partner.customer_credit_show_preview or not customer:
                continue
            Policy = self.env["customer.credit.policy"].sudo()
            policy = partner.customer_credit_policy_id.sudo() or Policy._get_default(company)
            if policy:
                rows = policy._read_orders(company, customer.id)
                limits = {customer.id: partner._get_credit_form_limit(policy)}
                partner.customer_credit_preview = policy._describe_orders(rows, limits)

    # --- private

    def _get_credit_form_limit(self, policy: models.BaseModel) -> float | None:
        """Return the limit that the form shows, company currency; None when unlimited."""
        self.ensure_one()
        if self.credit_limit_mode == "custom":
            return self.credit_limit_amount
        return {"none": 0.0, "unlimited": None}.get(
            self.credit_limit_mode, policy._get_default_limit()
        )
