"""Decisions on documents, by any route."""

from . import (
    customer_credit_mixin,
    sale_order,
    sale_order_line,
    account_move,
    account_move_line,
    payment_transaction,
    customer_credit_reservation,
    res_partner,
)
