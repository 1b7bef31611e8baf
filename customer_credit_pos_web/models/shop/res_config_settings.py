"""Settings of the shop wing, in Website > Configuration > Settings."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds the shop's choices to the settings, because each is stored on the chosen website or its
    company.

    Each switch is stored on the website.
    """

    _inherit = "res.config.settings"

    # --- fields

    credit_product_id = fields.Many2one(related="website_id.credit_product_id", readonly=False)
    store_credit_topup_min = fields.Monetary(
        "Smallest Online Top-up",
        related="website_id.store_credit_topup_min",
        readonly=False,
        currency_field="store_credit_shop_currency_id",
    )
    store_credit_topup_max = fields.Monetary(
        "Largest Online Top-up",
        related="website_id.store_credit_topup_max",
        readonly=False,
        currency_field="store_credit_shop_currency_id",
    )
    store_credit_topup_amounts = fields.Char(
        "Suggested Online Amounts",
        related="website_id.store_credit_topup_amounts",
        readonly=False,
    )
    store_credit_topup_provider_ids = fields.Many2many(
        related="website_id.store_credit_topup_provider_ids", readonly=False
    )
    store_credit_colleagues = fields.Selection(
        related="website_id.store_credit_colleagues", readonly=False
    )
    store_credit_show_header = fields.Boolean(
        related="website_id.store_credit_show_header", readonly=False
    )
    store_credit_mail = fields.Boolean(
        related="website_id.company_id.store_credit_mail", readonly=False
    )
    store_credit_shop_currency_id = fields.Many2one(
        related="website_id.company_id.currency_id", string="Shop Company Currency"
    )
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
