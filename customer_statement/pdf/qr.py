"""QR codes by the library that Odoo brings, level M, with one mask.

Choosing among the eight masks takes six times as long as the rest of a code, and a reader takes
any of them. The size is read from the library's table: it would write all bits to find it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from qrcode import ERROR_CORRECT_M, QRCode
from qrcode.util import BIT_LIMIT_TABLE, MODE_8BIT_BYTE, QRData

MASK = 2


@lru_cache(maxsize=512)
def qr_runs(text):
    """Return (cells of a side, runs of dark cells); each run is (row, column, length).

    :raise ValueError: for a text of more than 2,331 bytes
    """
    data = QRData(text.encode(), mode=MODE_8BIT_BYTE)
    code = QRCode(_find_version(len(data)), ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    # As bytes, in one piece: looking for stretches of digits costs more than they save.
    code.add_data(data, optimize=0)
    code.make(fit=False)
    return len(code.modules), [
        (number, run.start(), len(run[0]))
        for number, row in enumerate(code.modules)
        for run in re.finditer(b"\x01+", bytes(row))
    ]


def _find_version(count):
    """Return the smallest version, from 1 to 40, that holds so many bytes."""
    limits = BIT_LIMIT_TABLE[ERROR_CORRECT_M]
    # What stands before the bytes: four bits for their kind, eight for their number, from version
    # 10 on sixteen.
    version = bisect_left(limits, 8 * count + 12, 1)
    if version > 9:
        version = bisect_left(limits, 8 * count + 20, 10)
    if version >= len(limits):
        raise ValueError("too long for a QR code")
    return version
