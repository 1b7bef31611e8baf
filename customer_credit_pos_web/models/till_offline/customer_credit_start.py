"""Start page of the app Credit: store credit that was missing when a till came back online."""

from odoo import _, api, models
from odoo.fields import Domain


class CustomerCreditStart(models.AbstractModel):
    """Adds shortfalls to the start page, because the goods are gone and somebody must collect."""

    _inherit = "customer.credit.start"

    # --- hooks

    @api.model
    def _get_tiles(self) -> list[dict | None]:
        """Add the shortfalls that are open.

        # EXTENDS 'customer_credit_balance'
        """
        domain = Domain("state", "=", "open") & Domain("company_id", "in", self.env.companies.ids)
        domain &= self._get_own("partner_id")
        tile = self._make_tile(
            "shortfalls", _("Offline shortfalls"), "customer.credit.shortfall", domain,
            tone="stopped",
        )  # fmt: skip
        return [*super()._get_tiles(), tile]
