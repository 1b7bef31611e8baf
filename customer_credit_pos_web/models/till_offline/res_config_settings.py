"""Settings: store credit of the chosen till while it is offline."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds the choices about offline payments to the settings, because Odoo writes each that starts
    with ``pos_`` to the till.
    """

    _inherit = "res.config.settings"

    # --- fields

    pos_store_credit_offline = fields.Boolean(
        "Store Credit Offline at the Till",
        related="pos_config_id.store_credit_offline",
        readonly=False,
    )
    pos_store_credit_offline_order_max = fields.Monetary(
        "Offline Maximum per Order at the Till",
        related="pos_config_id.store_credit_offline_order_max",
        readonly=False,
        currency_field="store_credit_till_currency_id",
    )
    pos_store_credit_offline_till_max = fields.Monetary(
        "Offline Maximum of the Till",
        related="pos_config_id.store_credit_offline_till_max",
        readonly=False,
        currency_field="store_credit_till_currency_id",
    )
