"""A top-up at the till is taken back, as it came."""

from . import pos_order
