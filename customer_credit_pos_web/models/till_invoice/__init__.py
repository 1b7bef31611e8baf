"""Invoices that the till makes: of sales alone, and whether or not they can be printed."""

from . import (
    pos_order,
)
