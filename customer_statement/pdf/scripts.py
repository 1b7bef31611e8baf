"""Scripts: their names, and the Debian package that has a font for them."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

CORE, EAST_ASIA, EXTRA, SYMBOLS = (
    "fonts-noto-core", "fonts-noto-cjk", "fonts-noto-extra", "fonts-symbola",
)  # fmt: skip

# First code point -> script, until the next one; blank for what belongs to the letters around.
_TABLE = [
    (0x0000, ""), (0x0041, "Latin"), (0x005B, ""), (0x0061, "Latin"), (0x007B, ""),
    (0x00AA, "Latin"), (0x00AB, ""), (0x00BA, "Latin"), (0x00BB, ""), (0x00C0, "Latin"),
    (0x0300, ""), (0x0370, "Greek"), (0x0400, "Cyrillic"), (0x0530, "Armenian"),
    (0x0590, "Hebrew"), (0x0600, "Arabic"), (0x0700, "Syriac"), (0x0750, "Arabic"),
    (0x0780, "Thaana"), (0x07C0, "N'Ko"), (0x0800, "Samaritan"), (0x0860, "Syriac"),
    (0x0870, "Arabic"), (0x0900, "Devanagari"), (0x0964, ""), (0x0966, "Devanagari"),
    (0x0980, "Bengali"), (0x0A00, "Gurmukhi"),
    (0x0A80, "Gujarati"), (0x0B00, "Odia"), (0x0B80, "Tamil"), (0x0C00, "Telugu"),
    (0x0C80, "Kannada"), (0x0D00, "Malayalam"), (0x0D80, "Sinhala"), (0x0E00, "Thai"),
    (0x0E3F, ""), (0x0E40, "Thai"),
    (0x0E80, "Lao"), (0x0F00, "Tibetan"), (0x1000, "Myanmar"), (0x10A0, "Georgian"),
    (0x1100, "Korean"), (0x1200, "Ethiopic"), (0x13A0, "Cherokee"), (0x1400, "Aboriginal"),
    (0x1680, "Ogham"), (0x16A0, "Runic"), (0x1700, "Philippine"), (0x1780, "Khmer"),
    (0x1800, "Mongolian"), (0x18B0, "Aboriginal"), (0x1900, "other"), (0x1C90, "Georgian"),
    (0x1CC0, "other"), (0x1D00, "Latin"), (0x1DC0, ""), (0x1E00, "Latin"), (0x1F00, "Greek"),
    (0x2000, ""), (0x2C60, "Latin"), (0x2C80, "other"), (0x2D00, "Georgian"),
    (0x2D30, "other"), (0x2D80, "Ethiopic"), (0x2DE0, "Cyrillic"), (0x2E00, ""),
    (0x2E80, "Chinese"), (0x3000, ""), (0x3041, "Japanese"), (0x3100, "Chinese"),
    (0x3130, "Korean"), (0x3190, "Chinese"), (0x31F0, "Japanese"), (0x3200, ""),
    (0x3400, "Chinese"), (0xA000, "other"), (0xA640, "Cyrillic"), (0xA6A0, "other"),
    (0xA720, "Latin"), (0xA800, "other"), (0xA8E0, "Devanagari"), (0xA900, "other"),
    (0xA960, "Korean"), (0xA980, "other"), (0xAB00, "Ethiopic"), (0xAB30, "Latin"),
    (0xAB70, "other"), (0xAC00, "Korean"), (0xD800, "other"), (0xF900, "Chinese"),
    (0xFB00, "Latin"), (0xFB13, "Armenian"), (0xFB1D, "Hebrew"), (0xFB50, "Arabic"),
    (0xFE00, ""), (0xFE70, "Arabic"), (0xFEFF, ""), (0xFF21, "Latin"), (0xFF3B, ""),
    (0xFF41, "Latin"), (0xFF5B, ""), (0xFF66, "Japanese"), (0xFFA0, "Korean"), (0xFFE0, ""),
    (0x10000, "other"), (0x1B000, "Japanese"), (0x1B170, "other"), (0x1D000, ""),
    (0x1E900, "other"), (0x1F000, "emoji"), (0x20000, "Chinese"), (0xE0000, ""),
]  # fmt: skip
_STARTS = [start for start, _name in _TABLE]
_PACKAGES = {"Chinese": EAST_ASIA, "Japanese": EAST_ASIA, "Korean": EAST_ASIA, "other": EXTRA,
             "emoji": SYMBOLS}  # fmt: skip


@lru_cache(maxsize=4096)
def script_of(character):
    """Return the script of a letter, as an English word; blank for figures, signs and marks."""
    return _TABLE[bisect_right(_STARTS, ord(character)) - 1][1]


def package_of(script):
    """Return the Debian package with a font for a script."""
    return _PACKAGES.get(script, CORE)


# Written rightly only by an engine that stacks, joins and reorders letters.
SHAPED = {
    "Syriac", "Thaana", "N'Ko", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Odia", "Tamil",
    "Telugu", "Kannada", "Malayalam", "Sinhala", "Tibetan", "Myanmar", "Khmer", "Mongolian",
}  # fmt: skip
EAST_ASIAN = {"Chinese", "Japanese", "Korean"}
# Where it begins; no letter before is of East Asia.
_FAR = re.compile("[\u1100-\u11ff\u2e80-\U0010ffff]")


def language_of(text, language):
    """Return the language that decides how Chinese characters look: that of the other letters."""
    if not _FAR.search(text):
        return language
    scripts = set(map(script_of, text))
    if "Japanese" in scripts:
        return "ja"
    return "ko" if "Korean" in scripts else language
