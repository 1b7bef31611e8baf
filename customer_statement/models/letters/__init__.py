"""Letters that a PDF would not show on this server."""

from . import customer_statement
