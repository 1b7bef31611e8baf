"""Interest and fixed sums on late items: rates, claims of a person, waivers."""

from . import (
    account_move,
    res_company,
    res_config_settings,
    customer_statement_interest_rate,
    customer_statement_interest_rate_fee,
    customer_statement_interest,
    customer_statement_interest_claim,
    customer_statement_interest_line,
    customer_statement,
    res_partner,
)
