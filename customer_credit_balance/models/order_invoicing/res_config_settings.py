"""Settings: orders and invoices in step, automatic application of credits."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds the company's choices about invoices in step to the settings, because they are made
    there.
    """

    _inherit = "res.config.settings"

    # --- fields

    credit_order_invoicing = fields.Selection(
        related="company_id.credit_order_invoicing", readonly=False, required=True
    )
    credit_auto_adjust = fields.Boolean(related="company_id.credit_auto_adjust", readonly=False)
    credit_auto_apply = fields.Boolean(related="company_id.credit_auto_apply", readonly=False)
