"""Asking for a higher limit."""

from . import (
    customer_credit_request,
    customer_credit_mixin,
    res_partner,
)
