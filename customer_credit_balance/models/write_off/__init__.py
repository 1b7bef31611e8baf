"""Small rests of invoices and credits, written off."""

from . import (
    res_company,
    res_config_settings,
    account_move,
    account_move_line,
    account_partial_reconcile,
    customer_credit_application,
    res_partner,
)
