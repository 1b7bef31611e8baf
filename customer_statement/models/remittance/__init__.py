"""What a coming payment is for, as the customer says before it arrives."""

from . import (
    res_company,
    res_config_settings,
    customer_remittance,
    customer_remittance_line,
    customer_statement,
    customer_statement_dispute,
    account_move,
    account_move_line,
    account_partial_reconcile,
    account_payment,
    account_bank_statement_line,
    res_partner,
)
