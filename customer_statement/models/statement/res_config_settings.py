"""Settings: the portal's statements, for the current company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds the scope of the portal to the settings, because it is chosen beside the others of
    customer credit.
    """

    _inherit = "res.config.settings"

    # --- fields

    customer_statement_portal_scope = fields.Selection(
        related="company_id.customer_statement_portal_scope", readonly=False
    )
