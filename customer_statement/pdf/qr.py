"""QR codes by the library that Odoo brings, level M, with one mask.

Choosing among the eight masks takes six times as long as the rest of a code, and a reader takes
any of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qrcode import ERROR_CORRECT_M, QRCode
from qrcode.exceptions import DataOverflowError
from qrcode.util import MODE_8BIT_BYTE, QRData

MASK = 2


@lru_cache(maxsize=512)
def qr_runs(text):
    """Return (cells of a side, runs of dark cells); each run is (row, column, length).

    :raise ValueError: for a text of more than 2,331 bytes
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    # As bytes, in one piece: looking for stretches of digits costs more than they save.
    code.add_data(QRData(text.encode(), mode=MODE_8BIT_BYTE), optimize=0)
    try:
        code.make()
    except (DataOverflowError, ValueError) as error:
        raise ValueError("too long for a QR code") from error
    rows = ["".join("01"[bool(cell)] for cell in row) for row in code.modules]
    return len(rows), [
        (number, run.start(), len(run[0]))
        for number, row in enumerate(rows)
        for run in re.finditer("1+", row)
    ]
