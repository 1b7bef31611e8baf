"""Settings: deadline of disputes, for the current company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds the deadline of disputes to the settings, because it is chosen beside the others."""

    _inherit = "res.config.settings"

    # --- fields

    customer_statement_dispute_days = fields.Integer(
        related="company_id.customer_statement_dispute_days", readonly=False
    )
    customer_statement_dispute_user_id = fields.Many2one(
        related="company_id.customer_statement_dispute_user_id", readonly=False
    )
