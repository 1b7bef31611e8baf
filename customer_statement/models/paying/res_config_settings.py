"""Settings: pending payments, for the current company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds pending payments to the settings, because they are chosen beside the others of
    customer credit.
    """

    _inherit = "res.config.settings"

    # --- fields

    customer_statement_pending_days = fields.Integer(
        related="company_id.customer_statement_pending_days", readonly=False
    )
