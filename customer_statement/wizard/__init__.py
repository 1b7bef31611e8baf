"""Dialogs of statements."""

from . import customer_statement_send
