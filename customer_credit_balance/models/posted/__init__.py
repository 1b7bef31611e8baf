"""Posted customer documents: what they are worth changes by reset, gate and posting alone."""

from . import (
    account_move,
    account_move_line,
)
