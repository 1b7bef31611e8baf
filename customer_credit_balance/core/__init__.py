"""Arithmetic of customer credit in plain Python: no ORM, no database, exact decimals.

Every function takes and gives plain values and changes none of them. Sums are exact for amounts
of up to 28 digits, more than a monetary column holds.
"""

from . import aging, allocation, charts, exposure, keys, money, verdict

__all__ = ["aging", "allocation", "charts", "exposure", "keys", "money", "verdict"]
