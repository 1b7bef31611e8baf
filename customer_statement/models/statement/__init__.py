"""One record per customer and period, frozen once it is sent."""

from . import (
    customer_statement,
    ir_attachment,
    res_partner,
)
