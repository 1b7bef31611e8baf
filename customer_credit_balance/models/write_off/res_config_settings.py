"""Settings: small rests of the current company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds limit and account of small rests to the settings, because accountants decide both."""

    _inherit = "res.config.settings"

    # --- fields

    customer_credit_write_off_limit = fields.Monetary(
        related="company_id.customer_credit_write_off_limit",
        currency_field="currency_id",
        readonly=False,
    )
    customer_credit_write_off_account_id = fields.Many2one(
        related="company_id.customer_credit_write_off_account_id", readonly=False
    )
