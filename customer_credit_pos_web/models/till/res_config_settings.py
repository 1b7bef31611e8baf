"""Settings: store credit of the chosen till."""

from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """Adds the till's choices to the settings, because Odoo writes each that starts with ``pos_``
    to the till.
    """

    _inherit = "res.config.settings"

    # --- fields

    pos_store_credit_enabled = fields.Boolean(
        "Store Credit at the Till",
        compute="_compute_pos_store_credit_enabled",
        store=True,
        readonly=False,
    )
    pos_store_credit_topup_amounts = fields.Char(
        "Top-up Buttons at the Till",
        related="pos_config_id.store_credit_topup_amounts",
        readonly=False,
    )
    pos_store_credit_topup_min = fields.Monetary(
        "Smallest Top-up at the Till",
        related="pos_config_id.store_credit_topup_min",
        readonly=False,
        currency_field="store_credit_till_currency_id",
    )
    pos_store_credit_topup_max = fields.Monetary(
        "Largest Top-up at the Till",
        related="pos_config_id.store_credit_topup_max",
        readonly=False,
        currency_field="store_credit_till_currency_id",
    )
    store_credit_till_currency_id = fields.Many2one(
        related="pos_config_id.currency_id", string="Till Currency"
    )

    # --- computes

    @api.depends("pos_config_id", "pos_payment_method_ids")
    def _compute_pos_store_credit_enabled(self):
        """Follow the payment methods chosen on the same page."""
        for settings in self:
            methods = settings.pos_payment_method_ids
            settings.pos_store_credit_enabled = any(methods.mapped("is_store_credit"))
