"""Directions: a line put into the order of the eye, by the Unicode bidirectional algorithm.

The algorithm (UAX #9) is that of FriBidi, a C library that comes with Pillow on Debian; where it
is missing a plain rule does, which knows no embeddings and no bracket pairs.
"""

from __future__ import annotations

import ctypes
import re
from functools import lru_cache
from unicodedata import bidirectional

# Letters that run from right to left, and signs that steer directions.
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc"
                           r"\U00010800-\U00010fff\U0001e800-\U0001efff]")  # fmt: skip
# They steer, and are not drawn.
STEERING = re.compile(r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
LEFT_TO_RIGHT_ISOLATE, POP = "\u2066", "\u2069"

_DIGIT = "0-9\u0660-\u0669\u06f0-\u06f9"
_PART = f"{_DIGIT}A-Za-z"
_SIGN = "$€£¥₪₹₩₽₺"
# Amounts, days, percentages, account numbers, references: one reads them from left to right.
_NUMBER = rf"[{_DIGIT}]{{1,3}}(?:[\xa0\u202f ][{_DIGIT}]{{3}})+(?:[.,][{_DIGIT}]+)?(?![{_PART}])"
_GROUPS = rf"[{_PART}]{{2,}}(?:[\xa0 ][{_PART}]{{2,}})*[\xa0 ][{_PART}]+(?![-./:,#_][{_PART}])"
_WORD = rf"[{_PART}]*[{_DIGIT}][{_PART}]*(?:[-./:,'\u2019_#\u066b\u066c]?[{_PART}]+)*"
FIGURE = re.compile(
    rf"(?<![{_PART}])[-+\u2212]?[{_SIGN}]?(?:{_NUMBER}|{_GROUPS}|{_WORD})[%\u066a{_SIGN}]?"
)
LIBRARY, PACKAGE = "libfribidi.so.0", "libfribidi0"
_UNDECIDED, _LEFT, _RIGHT = 0x40, 0x110, 0x111


def is_needed(text):
    """Tell whether anything in a text runs from right to left."""
    return not text.isascii() and bool(RIGHT_TO_LEFT.search(text))


@lru_cache(maxsize=1)
def library():
    """Return FriBidi, None where this machine has none that knows bracket pairs."""
    for name in (LIBRARY, "libfribidi.0.dylib", "fribidi-0.dll"):
        try:
            found = ctypes.CDLL(name)
            found.fribidi_get_par_embedding_levels_ex  # noqa: B018  since 1.0
        except (OSError, AttributeError):
            continue
        return found
    return None


@lru_cache(maxsize=4096)
def runs(text):
    """Return the parts of a line from left to right, each as (text in reading order, to_left).

    The line's own direction is that of its first letter. Figures stay whole: one that the
    algorithm would tear (a day with hyphens, an account number in groups) is read by itself.
    """
    levels = find_levels(text)
    torn = [found.span() for found in FIGURE.finditer(text)
            if not _is_whole(levels[slice(*found.span())])]  # fmt: skip
    if torn:
        text = _isolate(text, torn)
        levels = find_levels(text)
    return _reorder(text, levels)


def find_levels(text, base=None):
    """Return the level of each character, odd where it runs to the left.

    :param base: 0 for a line from left to right, 1 for one from right to left, None to go by its
        first letter
    """
    if not library():
        return _plain_levels(text)
    count = len(text)
    characters = (ctypes.c_uint32 * count).from_buffer_copy(text.encode("utf-32-le"))
    kinds, brackets = (ctypes.c_uint32 * count)(), (ctypes.c_uint32 * count)()
    levels = (ctypes.c_int8 * count)()
    direction = ctypes.c_uint32({0: _LEFT, 1: _RIGHT}.get(base, _UNDECIDED))
    engine = library()
    engine.fribidi_get_bidi_types(characters, count, kinds)
    engine.fribidi_get_bracket_types(characters, count, kinds, brackets)
    engine.fribidi_get_par_embedding_levels_ex(
        kinds, brackets, count, ctypes.byref(direction), levels
    )
    # Sets the levels of spaces at the end, too.
    engine.fribidi_reorder_line(0, kinds, count, 0, direction, levels, None, None)
    return list(levels)


def _is_whole(levels) -> bool:
    return len(set(levels)) == 1 and not levels[0] % 2


def _isolate(text, spans):
    """Put these parts between signs that keep them apart from the letters around."""
    parts, end = [], 0
    for start, stop in spans:
        parts += [text[end:start], LEFT_TO_RIGHT_ISOLATE, text[start:stop], POP]
        end = stop
    return "".join([*parts, text[end:]])


def order(levels):
    """Return the places of the characters from left to right (rule L2)."""
    places = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(places):
            end = start
            while end < len(places) and levels[places[end]] >= level:
                end += 1
            places[start:end] = reversed(places[start:end])
            start = max(end, start + 1)
    return places


def _reorder(text, levels):
    """Return the parts of one level from left to right, without the signs that steer."""
    spans, start = [], 0
    for end in range(1, len(levels) + 1):
        if end == len(levels) or levels[end] != levels[start]:
            spans.append((start, end, levels[start]))
            start = end
    parts = []
    # Within a part the order is that of the reader; parts change places as their letters would.
    for place in order([level for _start, _end, level in spans]):
        start, end, level = spans[place]
        part = STEERING.sub("", text[start:end])
        if part and parts and parts[-1][1] == level:
            before = parts[-1][0]
            parts[-1] = (part + before if level % 2 else before + part, level)
        elif part:
            parts.append((part, level))
    return tuple((part, bool(level % 2)) for part, level in parts)


# ------------------------------------------------------------------ without the library


def _plain_levels(text):
    """Return levels by a plain rule: numbers run as Latin letters do, signs as what is around."""
    kinds = [_kind(character) for character in text]
    letters = (bidirectional(character) for character in text)
    base = next(("L" if kind == "L" else "R" for kind in letters if kind in ("L", "R", "AL")), "L")
    for found in FIGURE.finditer(text):
        kinds[slice(*found.span())] = "L" * len(found[0])
    level_of = {"R": 1, "L": 0 if base == "L" else 2}
    levels, before = [], base
    for place, kind in enumerate(kinds):
        if kind == " ":
            after = next((other for other in kinds[place:] if other != " "), base)
            levels.append(level_of[before if before == after else base])
        else:
            before = kind
            levels.append(level_of[kind])
    return levels


def _kind(character):
    """Return L, R, or blank for what takes the direction of its neighbours."""
    kind = bidirectional(character)
    if kind in ("R", "AL", "NSM"):
        return "R"
    return "L" if kind in ("L", "EN", "AN") else " "
