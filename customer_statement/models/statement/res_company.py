"""Company: whose statements a contact of a customer sees in the portal."""

from odoo import fields, models

from ...const import PREFETCH


class ResCompany(models.Model):
    """Adds the scope of the portal to companies, because where contacts see their own invoices
    only, statements need not show everybody's.
    """

    _inherit = "res.company"

    # --- fields

    customer_statement_portal_scope = fields.Selection(
        [
            ("company", "All statements of their company"),
            ("own", "Only statements addressed to them"),
        ],
        "Statements in the Portal",
        default="company",
        required=True,
        groups="base.group_user",
        help="What the contacts of a customer see in the portal. Contacts that get the statements "
        "always see all of them.",
        prefetch=PREFETCH,
    )

    # --- private

    def _get_statement_managers(self) -> models.BaseModel:
        """Return the active people (sudo) who manage statements in this company, oldest first."""
        self.ensure_one()
        return self._get_credit_members("customer_statement.group_customer_statement_manager")
