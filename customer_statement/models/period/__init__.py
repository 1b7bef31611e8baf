"""The period of a statement, by its name."""

from . import customer_statement
