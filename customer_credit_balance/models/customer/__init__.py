"""Figures of a customer, read in batches."""

from . import (
    res_partner,
)
