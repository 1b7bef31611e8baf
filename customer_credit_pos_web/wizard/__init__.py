"""Dialogs."""

from . import customer_credit_payment_refund
from . import customer_credit_payment_refund_line
