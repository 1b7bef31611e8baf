"""Confirmed orders that shall grow beyond their room."""

from . import (
    customer_credit_request,
    sale_order,
)
