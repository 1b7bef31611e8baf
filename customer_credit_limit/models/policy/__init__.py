"""The rules of a company, and its defaults."""

from . import (
    customer_credit_policy,
    res_company,
    res_config_settings,
)
