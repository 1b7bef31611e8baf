"""Invoices and orders on the customer's account, settled at the till."""

from . import (
    account_move,
    pos_order,
    account_move_line,
    pos_session,
    customer_credit_account,
    sale_order,
    pos_payment,
    res_partner,
    pos_config,
)
