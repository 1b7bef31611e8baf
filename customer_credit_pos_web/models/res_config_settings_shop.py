"""Settings: where customers of the chosen website may pay with store credit."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Each switch is stored on the website."""

    _inherit = "res.config.settings"

    website_credit_in_shop = fields.Boolean(related="website_id.credit_in_shop", readonly=False)
    website_credit_on_quotations = fields.Boolean(
        related="website_id.credit_on_quotations", readonly=False
    )
    website_credit_on_invoices = fields.Boolean(
        related="website_id.credit_on_invoices", readonly=False
    )
    website_credit_on_account = fields.Boolean(
        related="website_id.credit_on_account", readonly=False
    )
    store_credit_started_minutes = fields.Integer(
        related="website_id.company_id.store_credit_started_minutes", readonly=False
    )
    store_credit_pending_days = fields.Integer(
        related="website_id.company_id.store_credit_pending_days", readonly=False
    )
