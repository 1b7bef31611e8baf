"""Tests of limits, holds and gates."""

from . import test_audit
from . import test_audit_stops
from . import test_complaints
from . import test_doors_rpc
from . import test_enlarge
from . import test_limits
from . import test_online_money
from . import test_payment_routes
from . import test_probes
from . import test_portal_message
from . import test_request_closing
from . import test_request_guards
from . import test_requests
from . import test_gates
from . import test_exposure_by_policy
from . import test_banner
from . import test_payments
from . import test_speed
from . import test_ways
from . import test_behaviour
from . import test_snapshot
from . import test_hold_rules
from . import test_hold_wizard
from . import test_limit_requests
