"""What customers answer: agree, dispute, promise."""

from . import (
    customer_statement_dispute,
    customer_statement,
    mail_message,
    res_company,
    res_config_settings,
)
