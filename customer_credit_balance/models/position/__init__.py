"""Both sides of the account beside a document."""

from . import (
    customer_credit_position_mixin,
    res_partner,
    customer_credit_account,
    account_move,
    sale_order,
)
