"""The Credit Centre: one row for every credit given."""

from . import (
    customer_credit,
    customer_credit_account,
    res_partner,
)
