"""Settings: how long personal texts are kept, for the current company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds the end of personal texts to the settings, because it is chosen beside the others."""

    _inherit = "res.config.settings"

    # --- fields

    customer_statement_privacy_years = fields.Integer(
        related="company_id.customer_statement_privacy_years", readonly=False
    )
    customer_statement_privacy_count = fields.Integer(
        related="company_id.customer_statement_privacy_count"
    )
    customer_statement_privacy_at = fields.Datetime(
        related="company_id.customer_statement_privacy_at"
    )
