"""Closing: every payment gets its journal item, and what was settled is matched."""

from . import (
    account_payment,
    payment_transaction,
    pos_payment,
    pos_session,
    report_point_of_sale_report_saledetails,
)
