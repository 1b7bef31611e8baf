"""The payment provider, payments in two parts, and buying on account."""

from . import (
    res_company,
    account_move,
    res_config_settings,
    payment_provider,
    payment_transaction,
    customer_credit_entry,
    customer_credit_reservation,
    sale_order,
    website,
)
