"""Tests of the statements."""

from . import test_delivery
from . import test_dispute
from . import test_document
from . import test_pdf
from . import test_portal
from . import test_portal_payment
from . import test_reader
from . import test_reader_random
from . import test_run
from . import test_schedule
from . import test_statement
from . import test_statement_access
from . import test_statement_demo
from . import test_statement_frozen
from . import test_translations
