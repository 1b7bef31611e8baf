"""Customers found by live exposure, headroom and utilisation."""

from . import (
    res_partner,
)
