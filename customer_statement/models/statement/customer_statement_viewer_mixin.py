"""Who of a customer sees what: everybody, or whom it is addressed to."""

from odoo import api, fields, models
from odoo.fields import Domain


class CustomerStatementViewerMixin(models.AbstractModel):
    """Statements and payment plans are open to the same contacts of a customer.

    Companies choose whether contacts see everything of their customer or what is addressed to
    themselves. Record rules of the portal ask the field.
    """

    _name = "customer.statement.viewer.mixin"
    _description = "Shown to Contacts of a Customer"

    # --- fields

    is_open_to_viewer = fields.Boolean(
        compute="_compute_is_open_to_viewer", search="_search_is_open_to_viewer"
    )

    # --- computes

    @api.depends("company_id", "partner_id")
    @api.depends_context("uid")
    def _compute_is_open_to_viewer(self):
        """Say whether the company shows this contact what is addressed to its customer."""
        narrow = self.env["customer.statement"]._get_companies_narrow_to_viewer()
        partner = self.env.user.sudo().partner_id
        for record in self:
            record.is_open_to_viewer = (
                record.company_id not in narrow or record.partner_id == partner
            )

    def _search_is_open_to_viewer(self, operator, value):
        """Find the records that are open to the user."""
        if operator != "in":
            return NotImplemented
        wanted = {bool(item) for item in value}
        if wanted == {True, False}:
            return Domain.TRUE
        found = self._get_open_to_viewer_domain()
        return found if wanted == {True} else ~found

    # --- hooks

    @api.model
    def _get_open_to_viewer_domain(self) -> Domain:
        """Hook: return the domain of what is open to the user."""
        narrow = self.env["customer.statement"]._get_companies_narrow_to_viewer()
        if not narrow:
            return Domain.TRUE
        partner = self.env.user.sudo().partner_id
        return Domain("company_id", "not in", narrow.ids) | Domain("partner_id", "=", partner.id)
