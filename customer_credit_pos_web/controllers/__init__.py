"""Routes of the portal and of top-ups."""

from . import portal, topup
