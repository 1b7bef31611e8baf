"""Routes of the portal, of top-ups and of checkout."""

from . import checkout, checkout_portal, portal, topup
