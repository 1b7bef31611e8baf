"""Proof, second half: what customers see as open is open, and nothing of a helper entry is."""

from . import (
    customer_credit_account,
)
