"""Who may: rights of a caller, what clients never write, evidence, people who may spend."""

from . import (
    customer_credit_append_only_mixin,
    customer_credit_request_key_mixin,
    customer_credit_document_mixin,
    customer_credit_evidence_mixin,
    customer_credit_guarded_mixin,
    customer_credit_numbers_mixin,
    sale_order,
    sale_order_line,
    account_move,
    account_move_line,
    account_payment,
    payment_transaction,
    account_partial_reconcile,
    res_company,
    customer_credit_spender,
    res_users,
    mail_thread,
    res_partner,
)
