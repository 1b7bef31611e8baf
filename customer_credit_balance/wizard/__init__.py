"""Wizards: each books correctly or refuses with a sentence that says what to do."""

# The shared bases come first: a model must be known before others inherit it.
from . import customer_credit_dialog_mixin  # isort: skip
from . import customer_credit_wizard_mixin  # isort: skip
from . import customer_credit_wizard_checks  # isort: skip
from . import customer_credit_wizard_money_mixin  # isort: skip
from . import customer_credit_wizard_reason_mixin  # isort: skip
from . import customer_credit_wizard_lines_mixin  # isort: skip
from . import base_partner_merge
from . import base_partner_merge_spender
from . import customer_credit_adjust
from . import customer_credit_refund
from . import customer_credit_topup
from . import customer_credit_transfer
from . import customer_credit_liability_report
from . import customer_credit_void
from . import customer_credit_write_off
from . import portal_wizard_user
from . import customer_credit_apply  # isort: skip
from . import customer_credit_apply_proposal  # isort: skip
from . import customer_credit_apply_rows  # isort: skip
from . import customer_credit_apply_all  # isort: skip
