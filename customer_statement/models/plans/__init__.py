"""Payment plans: what is open is paid in parts, and not chased while the plan is kept."""

from . import (
    customer_payment_plan,
    customer_payment_plan_item,
    customer_payment_plan_part,
    account_move,
    customer_reminder_policy,
    customer_statement,
    customer_statement_run_line,
    payment_transaction,
    res_partner,
)
