"""How many customers a run has, counted before anything is sent."""

from . import (
    customer_statement_run,
    customer_statement_run_line,
)
