"""A dispute that is accepted becomes a credit note in one step."""

from . import customer_statement_dispute
