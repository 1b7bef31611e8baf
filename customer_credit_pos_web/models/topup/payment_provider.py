"""Payment providers: which of them may pay for store credit."""

from odoo import api, models


class PaymentProvider(models.Model):
    """Adds rules for top-ups to providers, because store credit cannot buy store credit and a
    website may allow some only.
    """

    _inherit = "payment.provider"

    # --- hooks

    @api.model
    def _get_compatible_providers(self, *args, sale_order_id=None, report=None, **kwargs):
        """Keep the providers that the website allows for top-ups.

        # EXTENDS 'payment'
        """
        providers = super()._get_compatible_providers(
            *args, sale_order_id=sale_order_id, report=report, **kwargs
        )
        order = self.env["sale.order"].sudo().browse(sale_order_id or []).exists()
        if not order or not order._has_store_credit_topup():
            return providers
        return order._filter_topup_providers(providers)
