"""Models: one inherited model is one file named after it."""

from . import customer_credit_audit
from . import customer_credit_policy
from . import customer_credit_profile
from . import res_company
from . import res_partner
from . import res_partner_limit_readers
from . import res_partner_search
