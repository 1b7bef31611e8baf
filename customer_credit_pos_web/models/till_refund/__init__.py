"""Money goes back the way it came, at what the original took."""

from . import (
    pos_order,
)
