"""Settings: whether rules hold private persons by themselves, for the current company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds the question before a hold to the settings, because it is chosen beside limits."""

    _inherit = "res.config.settings"

    # --- fields

    customer_credit_hold_ask_persons = fields.Boolean(
        related="company_id.customer_credit_hold_ask_persons", readonly=False
    )
