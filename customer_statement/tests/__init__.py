"""Tests of the statements."""

from . import test_delivery
from . import test_dispute
from . import test_portal
from . import test_run
from . import test_schedule
from . import test_statement
from . import test_statement_access
