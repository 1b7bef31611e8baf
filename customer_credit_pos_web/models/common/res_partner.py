"""Customers: the website's setting about colleagues counts at every door."""

from odoo import models
from odoo.http import request


class ResPartner(models.Model):
    """Adds the website's choice to who sees store credit, because colleagues may see it on one
    website and not on another.
    """

    _inherit = "res.partner"

    # --- hooks

    def _get_store_credit_visibility(
        self, viewer: models.BaseModel, company: models.BaseModel | None = None
    ) -> str:
        """Show people on the list no more than the website shows colleagues.

        # EXTENDS 'customer_credit_balance'
        """
        seen = super()._get_store_credit_visibility(viewer, company)
        if seen == "none" or viewer._is_internal():
            return seen
        company = company or self.env.company
        website = request and getattr(request, "website", None)
        if not website or website.sudo().company_id != company:
            website = company.sudo().website_id
        return website._limit_store_credit_visibility(viewer, seen) if website else seen
