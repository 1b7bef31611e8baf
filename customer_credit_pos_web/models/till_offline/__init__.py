"""Orders paid while the server could not be reached."""

from . import (
    res_config_settings,
    pos_config,
    customer_credit_shortfall,
    customer_credit_start,
    pos_order,
    pos_payment,
    pos_session,
    res_partner,
)
