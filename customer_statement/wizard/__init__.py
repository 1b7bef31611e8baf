"""Dialogs of statements."""

from . import customer_credit_apply, customer_statement_send
