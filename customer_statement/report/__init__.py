"""From the books to documents: reader, values, PDF, HTML, spreadsheet and CSV."""

from . import customer_statement_reader
from . import customer_reminder_reader
from . import customer_statement_document
from . import customer_statement_sections
from . import customer_statement_payment
from . import customer_reminder_document
from . import customer_payment_plan_document
from . import customer_statement_files
from . import ir_actions_report
from . import report_customer_statement
