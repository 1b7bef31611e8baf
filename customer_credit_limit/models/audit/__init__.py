"""What was changed, stopped, asked and decided, as it was written down."""

from . import (
    customer_credit_audit,
    customer_credit_bounded_mixin,
)
