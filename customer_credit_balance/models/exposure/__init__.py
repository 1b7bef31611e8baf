"""What customers owe or will owe, as named terms in one statement."""

from . import (
    customer_credit_exposure,
    res_partner,
    sale_order_line,
    customer_credit_mixin,
)
