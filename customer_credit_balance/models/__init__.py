"""Models: one inherited model is one file named after it."""

from . import customer_credit_account
from . import customer_credit_account_alert
from . import customer_credit_account_ledger
from . import customer_credit_account_merge
from . import customer_credit_entry
from . import customer_credit_reservation
from . import customer_credit_tie_out
from . import customer_credit
from . import customer_credit_actions
from . import customer_credit_application
from . import customer_credit_unapplication
from . import res_company
from . import account_chart_template
from . import account_journal
from . import account_move
from . import account_move_line
from . import account_move_line_credit_split
from . import account_partial_reconcile
from . import account_payment
from . import res_partner
from . import res_partner_credit_readers
