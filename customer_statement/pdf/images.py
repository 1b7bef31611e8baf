"""Pictures: read once, used on every statement."""

from __future__ import annotations

import io
from functools import lru_cache

from reportlab.lib.utils import ImageReader


@lru_cache(maxsize=16)
def read_image(data):
    """Return (image, (width, height)) of these bytes, None when they are no picture."""
    try:
        image = ImageReader(io.BytesIO(data))
        return image, image.getSize()
    except (OSError, ValueError):
        return None
