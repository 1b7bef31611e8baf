"""Orders and invoices in step."""

from . import (
    res_company,
    res_config_settings,
    res_partner,
    account_move,
    account_move_line,
    sale_order,
    sale_order_line,
)
