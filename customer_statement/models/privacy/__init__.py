"""What is kept of private persons ends: texts, files and recipients go, the books' figures stay."""

from . import (
    customer_statement_privacy_mixin,
)
from . import (
    customer_payment_plan,
    customer_remittance,
    customer_statement,
    res_company,
    res_config_settings,
)
