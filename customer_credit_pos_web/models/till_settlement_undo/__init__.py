"""Settlements are taken back in the session that took the money, with the reason."""

from . import (
    pos_order,
    pos_payment,
    pos_session,
)
