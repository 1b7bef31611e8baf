"""Dialogs."""

from . import base_partner_merge
from . import customer_credit_manager_pin_set
from . import customer_credit_payment_refund
from . import customer_credit_payment_refund_line
from . import customer_credit_pin_set
from . import customer_credit_shortfall_settle
