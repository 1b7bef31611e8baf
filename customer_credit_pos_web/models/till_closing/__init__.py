"""Closing: every payment gets its journal item, and what was settled is matched."""

from . import (
    pos_session,
)
