"""Shades of the one accent colour."""

from __future__ import annotations

from functools import lru_cache


def _parts(color):
    """Read '#rrggbb'."""
    return [int(color[place : place + 2], 16) for place in (1, 3, 5)]


@lru_cache(maxsize=128)
def tint(color, share):
    """Return the colour mixed with white: 0 is the colour, 1 is white."""
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in _parts(color))


@lru_cache(maxsize=32)
def aging_shades(color, count):
    """Return ``count`` shades, from light for what is not due to full for the oldest."""
    if count < 2:
        return [color] * count
    return [tint(color, 0.78 * (1 - place / (count - 1))) for place in range(count)]


def is_color(text):
    """Tell whether a text is a colour that can be drawn."""
    digits = (text or "")[1:]
    return (
        (text or "").startswith("#")
        and len(digits) == 6
        and all(character in "0123456789abcdefABCDEF" for character in digits)
    )
