"""Reminders: who gets which step as of a day, sent by runs as statements of open items."""

from . import (
    customer_reminder_policy,
    customer_reminder_step,
    customer_statement,
    customer_statement_run,
    customer_statement_run_line,
    res_partner,
)
