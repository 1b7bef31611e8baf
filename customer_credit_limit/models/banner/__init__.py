"""What people see of a decision, and the ways to yes."""

from . import (
    customer_credit_mixin,
    sale_order,
)
