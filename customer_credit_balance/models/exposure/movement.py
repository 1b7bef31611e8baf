"""Which rows of the database move the exposure of whom: plain objects, handed from hook to hook."""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.tools import SQL


@dataclass(frozen=True)
class CreditMovement:
    """How to tell from a row of a table whose exposure it moves.

    ``columns`` are those that matter when a row is changed; any of them may do so by whatever
    writes to the database, so they are watched there. ``select`` gets the row, before or after
    (an alias such as ``NEW``), and returns a select of (company id, contact id): whoever may be
    moved; a contact id of NULL is everybody of the company. Too many do no harm, too few do.
    """

    columns: tuple[str, ...]
    select: Callable[[SQL], SQL]
    inserts: bool = True
    deletes: bool = True
