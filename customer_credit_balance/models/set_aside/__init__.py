"""Store credit set aside for an order by hand, until its invoice uses it."""

from . import sale_order, account_move
