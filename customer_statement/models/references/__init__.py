"""The reference that a customer pays with, and what a payment that quotes it is for."""

from . import (
    account_bank_statement_line,
    customer_statement,
)
