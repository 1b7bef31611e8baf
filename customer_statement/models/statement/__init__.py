"""One record per customer and period, frozen once it is sent."""

from . import (
    customer_statement_viewer_mixin,
    customer_statement,
    ir_attachment,
    res_company,
    res_config_settings,
    res_partner,
)
