"""Settings: announced payments, for the current company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds announced payments to the settings, because they are chosen beside the others of
    customer credit.
    """

    _inherit = "res.config.settings"

    # --- fields

    customer_statement_apply_remittances = fields.Boolean(
        related="company_id.customer_statement_apply_remittances", readonly=False
    )
