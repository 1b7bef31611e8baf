"""Buying store credit."""

from . import (
    res_company,
    payment_provider,
    payment_transaction,
    sale_order,
    sale_order_line,
    account_move,
    account_move_line,
    account_move_send,
)
