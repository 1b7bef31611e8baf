"""What customers see and pay in the portal."""

from . import (
    customer_credit_account,
    customer_credit_entry,
    res_partner,
    account_move,
    account_move_line,
    website,
)
