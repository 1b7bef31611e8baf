"""Cart: no express payment of the whole total while store credit pays a part of it."""

from odoo.addons.website_sale.controllers import cart


class Cart(cart.Cart):
    """Google Pay and Apple Pay ask for the total at once: they know nothing of two payments."""

    def _get_express_shop_payment_values(self, order, **kwargs):
        """Offer no express payment once the shopper chose to use store credit.

        # EXTENDS 'website_sale'
        """
        values = super()._get_express_shop_payment_values(order, **kwargs)
        if order and order._get_credit_to_use():
            values["providers_sudo"] = values["providers_sudo"].browse()
        return values
