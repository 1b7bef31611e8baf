"""Settings: verification of customers at the chosen till."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Written to the till, as every setting whose name starts with ``pos_``."""

    _inherit = "res.config.settings"

    # --- fields

    pos_store_credit_verification = fields.Boolean(
        "Verify Customers at the Till",
        related="pos_config_id.store_credit_verification",
        readonly=False,
    )
    pos_store_credit_verification_amount = fields.Monetary(
        "Verification Above at the Till",
        related="pos_config_id.store_credit_verification_amount",
        readonly=False,
        currency_field="store_credit_till_currency_id",
    )
