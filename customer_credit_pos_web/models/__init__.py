"""Models of the till wing (pos_*) and of the shop wing (payment_*, sale_*, website*)."""

from . import (
    customer_credit_entry_pos,
    pos_config,
    pos_order,
    pos_order_customer_account,
    pos_order_store_credit,
    pos_order_store_credit_rules,
    pos_payment,
    pos_payment_method,
    pos_session,
    pos_session_store_credit,
    res_company_pos,
    res_config_settings_pos,
    res_partner_pos,
)
