"""What is kept of private persons ends: texts, files and recipients go, the books' figures stay."""

from . import (
    customer_statement,
    res_company,
    res_config_settings,
)
