"""Tests of the statements."""

from . import test_statement
from . import test_statement_access
