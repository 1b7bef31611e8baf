"""How customers pay: snapshots, behaviour, score."""

from . import (
    customer_credit_policy,
    account_move,
    customer_credit_snapshot,
    customer_credit_snapshot_day,
    customer_credit_request,
    res_partner,
)
