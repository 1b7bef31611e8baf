"""Proof that accounts, entries and books agree."""

from . import (
    customer_credit_account,
)
