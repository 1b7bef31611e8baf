"""What people see of a decision, and the ways to yes."""

from . import (
    account_move,
    customer_credit_mixin,
    sale_order,
)
