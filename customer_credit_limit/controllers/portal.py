"""Portal: no payment is taken for an order that a hold would keep from being confirmed."""

from odoo import _, http
from odoo.exceptions import AccessError, MissingError, ValidationError

from odoo.addons.sale.controllers import portal


class PaymentPortal(portal.PaymentPortal):
    """The page offers no payment; whoever calls the route all the same is told politely."""

    @http.route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        """Stop before the money is taken.

        :raise ValidationError: the customer is on hold and paying at once does not help

        # EXTENDS 'sale'
        """
        try:
            order = self._document_check_access("sale.order", order_id, access_token)
        except (AccessError, MissingError):
            # Sale answers for wrong links, in its own words.
            return super().portal_order_transaction(order_id, access_token, **kwargs)
        if order._is_credit_payment_stopped():
            raise ValidationError(
                order._get_credit_customer_message() or _("This order is being reviewed.")
            )
        return super().portal_order_transaction(order_id, access_token, **kwargs)
