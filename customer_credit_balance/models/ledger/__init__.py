"""The append-only ledger and the books that it follows."""

from . import (
    customer_credit_account,
    customer_credit_entry,
    customer_credit_reservation,
    account_account,
    account_journal,
    account_move,
    account_move_line,
    account_payment,
    payment_transaction,
    ir_http,
    res_company,
    res_config_settings,
)
