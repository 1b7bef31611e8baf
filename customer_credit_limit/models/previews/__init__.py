"""What a rule or a policy would do, shown while it is edited and before it is saved."""

from . import customer_credit_hold_rule
from . import customer_credit_policy
from . import res_partner
