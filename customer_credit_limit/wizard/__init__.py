"""Wizards that touch limits and requests."""

from . import base_partner_merge
from . import customer_credit_enlarge
from . import customer_credit_request_decide
from . import customer_credit_hold_wizard
from . import customer_credit_limit_ask
