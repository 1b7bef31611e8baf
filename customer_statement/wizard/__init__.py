"""Dialogs of statements."""

from . import (
    account_payment_register,
    base_partner_merge,
    customer_credit_apply,
    customer_payment_plan_offer,
    customer_payment_plan_offer_item,
    customer_payment_plan_offer_part,
    customer_remittance_announce,
    customer_remittance_announce_line,
    customer_reminder_answer,
    customer_statement_compose,
    customer_statement_compose_line,
    customer_statement_interest_settle,
    customer_statement_interest_settle_line,
    customer_statement_send,
)
