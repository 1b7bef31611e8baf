"""Online payments given back together."""

from . import (
    store_credit_payable_mixin,
    payment_transaction,
    account_payment,
    sale_order,
    account_move,
)
