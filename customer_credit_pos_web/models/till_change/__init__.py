"""Change that a customer keeps as store credit."""

from . import pos_order
