"""Credit request: how the customer pays, beside the decision."""

from odoo import api, fields, models


class CustomerCreditRequest(models.Model):
    """Adds the insight into the customer to requests, because the approver should see what the
    tab "What They May Owe" shows.
    """

    _inherit = "customer.credit.request"

    # --- fields

    credit_insight = fields.Json(compute="_compute_credit_insight", compute_sudo=True)

    # --- computes

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_credit_insight(self):
        """Read the figures of all customers of a company at once."""
        for company in self.company_id:
            requests = self.filtered(lambda it, company=company: it.company_id == company)
            insights = requests.partner_id._get_credit_insight_by_partner(company)
            for request in requests:
                request.credit_insight = insights.get(request.partner_id.commercial_partner_id)
