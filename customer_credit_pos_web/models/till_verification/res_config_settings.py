"""Settings: verification of customers at the chosen till."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds the choices about verification to the settings, because Odoo writes each that starts
    with ``pos_`` to the till.
    """

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
