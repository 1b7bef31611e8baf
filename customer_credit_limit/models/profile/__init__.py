"""Limit and hold of one customer in one company."""

from . import (
    customer_credit_profile,
    customer_credit_account,
    res_partner,
)
