"""Cart: it tells of store credit, and no express payment asks for the whole beside it."""

from odoo.http import request

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

    def _cart_values(self, **post):
        """Tell before the checkout that store credit can pay here.

        # EXTENDS 'website_sale'
        """
        order = request.cart
        note = order._get_store_credit_note() if order else {}
        return {**super()._cart_values(**post), "store_credit_note": note}
