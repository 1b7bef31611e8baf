"""Credits applied to invoices, and taken off again."""

from . import (
    customer_credit,
    customer_credit_application,
    customer_credit_unapplication,
    account_move,
    account_move_line,
    account_partial_reconcile,
)
