"""Models of the statements."""

from . import account_partial_reconcile
from . import ir_sequence
from . import customer_statement_template
from . import customer_statement_template_style
from . import customer_statement
from . import customer_statement_freeze
from . import customer_statement_values
from . import customer_statement_preview
