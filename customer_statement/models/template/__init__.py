"""How a statement looks and what it says."""

from . import (
    customer_statement_template,
    customer_statement_template_column,
)
