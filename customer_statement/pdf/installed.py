"""Fonts of this machine, as fontconfig knows them: asked once a process, and only when needed."""

from __future__ import annotations

import logging
import subprocess
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

_logger = logging.getLogger(__name__)

FORMAT = "\t".join(
    f"%{{{name}}}"
    for name in ("file", "index", "family[0]", "weight", "slant", "width", "variable", "color",
                 "fontformat", "charset")
) + "\n"  # fmt: skip
REGULAR, BOLD, UPRIGHT, NORMAL = 80, 200, 0, 100
# What a family for other purposes is called; the plain one comes first.
ODD = ("Mono", "Serif", "UI", "Display", "Looped", "Condensed", "Kufi", "Nastaliq", "Rashi")
# The forms of Chinese characters that a language expects, as Noto names them.
EAST_ASIA = {"ja": "JP", "ko": "KR", "zh_TW": "TC", "zh_HK": "HK", "zh": "SC"}


@dataclass(frozen=True)
class Installed:
    """A font file, its number within the file, and what fontconfig says of it."""

    path: str
    index: int
    family: str
    weight: int
    upright: bool
    is_truetype: bool
    variable: bool
    charset: str

    @cached_property
    def _ranges(self):
        found = [part.partition("-") for part in self.charset.split()]
        starts = [int(first, 16) for first, _dash, _last in found]
        ends = [int(last or first, 16) for first, _dash, last in found]
        return starts, ends

    def has(self, character):
        """Tell whether the font has a character."""
        starts, ends = self._ranges
        place = bisect_right(starts, ord(character)) - 1
        return place >= 0 and ord(character) <= ends[place]


@lru_cache(maxsize=1)
def fonts():
    """Return all fonts with outlines of this machine; none where there is no fontconfig."""
    try:
        listed = subprocess.run(
            ["fc-list", "--format", FORMAT], capture_output=True, text=True, check=True, timeout=60
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        _logger.warning("The fonts of this machine are not known: %s", error)
        return ()
    found = (_read(line.split("\t")) for line in listed.splitlines() if line.count("\t") == 9)
    return tuple(sorted(filter(None, found), key=_plainness))


def _read(parts):
    """Return what a line says; None for pictures and for named styles of a variable font."""
    path, index, family, weight, slant, width, variable, color, kind, charset = parts
    number = int(index or 0)
    if color == "True" or number >= 0x10000 or kind not in ("TrueType", "CFF"):
        return None
    return Installed(
        path, number, family, _number(weight, REGULAR),
        _number(slant, UPRIGHT) == UPRIGHT and _number(width, NORMAL) == NORMAL,
        kind == "TrueType", variable == "True", charset,
    )  # fmt: skip


def _number(text, default):
    """Read a number; a variable font has a range of them."""
    try:
        return int(float(text))
    except ValueError:
        return default


def _plainness(font):
    """Order fonts so that the plainest comes first, always in the same order."""
    odd = sum(word in font.family for word in ODD)
    return (
        not font.upright, font.variable, odd, "Sans" not in font.family,
        "Noto" not in font.family, font.family, font.path, font.index,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def find(text, script, bold, language, only_truetype):
    """Return the Installed font for a letter with its marks, None when no font has them.

    :param script: its name in English; a family that is called so comes first
    :param language: code such as ``ja`` or ``zh_TW``; decides among Chinese characters
    :param only_truetype: leave out outlines that need HarfBuzz
    """
    found = [font for font in fonts() if (font.is_truetype or not only_truetype)
             and all(map(font.has, text))]  # fmt: skip
    if not found:
        return None
    wanted = BOLD if bold else REGULAR
    region = _region(text[0], language)
    # Stable: among equals the plainest stays first.
    return min(
        found,
        key=lambda font: (
            not font.upright,
            "CJK" in font.family and not font.family.endswith(region),
            any(word in font.family for word in ODD),
            script not in font.family,
            _family_order(font),
            abs(font.weight - wanted),
        ),
    )


def _family_order(font):
    """Keep families together: a text is not set in two of them by its weight."""
    return _ranks()[font]


@lru_cache(maxsize=1)
def _ranks():
    """Return {font: rank of its family}."""
    ranks = {}
    for font in fonts():
        ranks.setdefault(font.family, len(ranks))
    return {font: ranks[font.family] for font in fonts()}


def _region(character, language):
    code = ord(character)
    if 0x3040 <= code <= 0x30FF:
        return "JP"
    if 0x1100 <= code <= 0x11FF or 0x3130 <= code <= 0x318F or 0xAC00 <= code <= 0xD7AF:
        return "KR"
    return EAST_ASIA.get(language) or EAST_ASIA.get(language[:2], "SC")
