"""Paying, topping up and refunding at the till, and closing it."""

from . import (
    res_company,
    res_config_settings,
    pos_config,
    pos_payment_method,
    pos_payment,
    pos_order,
    pos_order_line,
    pos_session,
    customer_credit_entry,
    res_partner,
)
