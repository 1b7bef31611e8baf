"""Asking for an exception, and deciding: who, in which turn, for how long."""

from . import (
    customer_credit_approval_level,
    customer_credit_absence,
    customer_credit_request_decision,
    customer_credit_request,
    customer_credit_mixin,
    customer_credit_profile,
    res_users,
    res_partner,
    res_partner_category,
    sale_order,
    sale_order_line,
    account_move,
    account_partial_reconcile,
)
