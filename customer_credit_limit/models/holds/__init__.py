"""Rules that put customers on hold, and what releases them."""

from . import (
    customer_credit_hold_rule,
    customer_credit_profile,
    customer_credit_request,
    res_company,
    res_config_settings,
    res_partner,
    sale_order,
)
