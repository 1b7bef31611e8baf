"""How customers pay: snapshots, behaviour, score."""

from . import (
    customer_credit_policy,
    customer_credit_snapshot,
    customer_credit_request,
    res_partner,
)
