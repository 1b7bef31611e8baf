"""One statement for each of many customers, on a schedule."""

from . import (
    customer_statement_filter_mixin,
    customer_statement_due_mixin,
    customer_statement_schedule,
    customer_statement_run,
    customer_statement_run_line,
    res_partner_category,
)
