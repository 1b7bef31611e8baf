"""Routes of the portal, of top-ups and of checkout."""

from . import cart, checkout, checkout_portal, portal, portal_apply, portal_pin, topup
