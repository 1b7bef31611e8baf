"""Models: one inherited model is one file named after it."""

from . import customer_credit_audit
from . import customer_credit_policy
from . import customer_credit_profile
from . import customer_credit_profile_hold
from . import customer_credit_profile_merge
from . import customer_credit_account
from . import customer_credit_mixin
from . import customer_credit_mixin_banner
from . import res_company
from . import res_config_settings
from . import res_partner
from . import res_partner_profile_fields
from . import res_partner_limit_readers
from . import res_partner_search
from . import res_partner_position
from . import sale_order
from . import sale_order_credit
from . import sale_order_line
from . import account_move
from . import account_move_line
from . import payment_transaction
