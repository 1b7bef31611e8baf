"""Models by topic. The order of topics is part of the program, that within one is not."""

# What till and shop share.
from . import common

# Paying, topping up and refunding at the till, and closing it.
from . import till

# Invoices of what was sold, printed where that is possible.
from . import till_invoice

# Money goes back the way it came, at what the original took.
from . import till_refund

# Change that stays with the shop as store credit: a top-up beside the goods.
from . import till_change

# Top-ups are taken back, by the rules of what they were.
from . import till_undo

# Invoices and orders on the customer's account, settled at the till.
from . import till_account

# Closing: every payment gets its journal item, and what was settled is matched.
from . import till_closing

# Settlements are taken back in the session that took the money, with the reason.
from . import till_settlement_undo

# Orders paid while the server could not be reached.
from . import till_offline

# Whether the customer is who they say.
from . import till_verification

# What customers see and pay in the portal.
from . import portal

# Online payments given back together.
from . import refund

# The payment provider, payments in two parts, and buying on account.
from . import shop

# Buying store credit.
from . import topup

# The chapters of this addon in the user guide.
from . import guide
