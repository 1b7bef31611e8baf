"""Which terms count, and what documents add."""

from . import (
    res_partner,
    sale_order,
)
