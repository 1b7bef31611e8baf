"""Till settings: above which amount the customer is verified before store credit is spent."""

from odoo import api, fields, models

VERIFY_FIELDS = ("store_credit_verification", "store_credit_verification_amount")


class PosConfig(models.Model):
    """Adds verification to tills, because some must know who spends; it is off by default."""

    _inherit = "pos.config"

    _store_credit_verification_positive = models.Constraint(
        "CHECK (COALESCE(store_credit_verification_amount, 0) >= 0)",
        "The amount above which customers are verified cannot be negative.",
    )

    # --- fields

    store_credit_verification = fields.Boolean(
        "Verify Customers",
        help="Customers type their PIN or show the code of their portal page before they spend "
        "more store credit than an amount within a day.",
    )
    store_credit_verification_amount = fields.Monetary(
        "Verification Above",
        help="What the customer spent at all tills within 24 hours without being verified counts "
        "together. 0 asks for a verification for every amount.",
    )

    # --- hooks

    def _get_forbidden_change_fields(self):
        """Open tills ask as they were told to.

        # EXTENDS 'point_of_sale'
        """
        return [*super()._get_forbidden_change_fields(), *VERIFY_FIELDS]

    # --- private

    @api.model
    def _is_store_credit_verified_in(self, company: models.BaseModel) -> bool:
        """Say whether any till of the company verifies customers."""
        domain = [("company_id", "=", company.id), ("store_credit_verification", "=", True)]
        return bool(self.sudo().search_count(domain, limit=1))
