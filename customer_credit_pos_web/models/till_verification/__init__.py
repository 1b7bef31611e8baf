"""Whether the customer is who they say."""

from . import (
    res_config_settings,
    pos_config,
    customer_credit_pin,
    customer_credit_manager_pin,
    customer_credit_mail_code,
    customer_credit_page_code,
    customer_credit_verification,
    pos_order,
    pos_session,
    res_partner,
    res_users,
)
