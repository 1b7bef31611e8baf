"""Tests of limits, holds and gates."""

from . import test_audit
from . import test_limits
