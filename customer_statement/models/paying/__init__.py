"""Paying what a statement says in the portal."""

from . import (
    customer_statement,
    payment_transaction,
    res_company,
    res_config_settings,
)
