"""Letters of any script as glyphs, by HarfBuzz: joined, stacked and reordered as readers expect.

HarfBuzz (the Python package uharfbuzz) also reads outlines that ReportLab cannot (CFF, as in
Noto CJK) and cuts from a font what a document needs. Without it ReportLab draws what it can.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

try:
    import uharfbuzz as harfbuzz
except ImportError:
    harfbuzz = None

_logger = logging.getLogger(__name__)

PACKAGE = "uharfbuzz"
# Scripts whose letters depend on their neighbours, and marks that stand above or below a letter.
DEPENDENT = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0600-\u109f\u1100-\u11ff\u1780-\u18af\u1a00-\u1cff\u1dc0-\u1dff"
    "\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
LAYOUT_TABLES = ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "OS/2", "VORG", "cmap", "gasp", "kern",
                 "name", "post", "vhea", "vmtx", "fvar", "gvar", "avar", "HVAR", "MVAR", "STAT",
                 "CBDT", "CBLC", "COLR", "CPAL", "SVG ", "hdmx", "VDMX", "LTSH", "PCLT",
                 )  # fmt: skip

# Cuts of one font after which it is made ready for cutting, which takes as long as some forty.
WORTHWHILE = 40


def is_available():
    """Tell whether HarfBuzz is here, new enough to cut fonts for a PDF."""
    return hasattr(harfbuzz, "SubsetPlan")


@lru_cache(maxsize=64)
def load(path, index=0):
    """Return the Shaper of a font file, None when it cannot be used."""
    if not is_available():
        return None
    try:
        face = harfbuzz.Face(harfbuzz.Blob.from_file_path(path), index)
    except (OSError, harfbuzz.HarfBuzzError) as error:
        _logger.warning("The font %s cannot be read: %s", path, error)
        return None
    is_compact = "CFF " in face.table_tags
    if not face.glyph_count or not (is_compact or "glyf" in face.table_tags):
        return None
    if is_compact and not hasattr(harfbuzz.SubsetFlags, "CFF_IDENTITY_CHARSET"):
        return None
    return Shaper(path, index, face, is_compact)


class Word(NamedTuple):
    """A text of one script and direction as glyphs, from left to right.

    The width is a share of the size of the text. A cluster is what cannot be parted: (its
    characters in reading order, its glyphs), and a glyph is (number, advance, x offset, y offset).
    """

    width: float
    clusters: tuple
    glyphs: frozenset


class Shaper:
    """A font that is drawn glyph by glyph; widths are shares of the size of the text."""

    def __init__(self, path, index, face, is_compact):
        self.name = re.sub(r"[^A-Za-z0-9-]", "", Path(path).stem) + (f"-{index}" if index else "")
        self.face, self.is_compact = face, is_compact
        # Asked of the face it is made anew each time.
        self.characters = face.unicodes
        self.font = harfbuzz.Font(face)
        self.unit = 1.0 / face.upem
        self._cuts, self._source = 0, face
        # The same words stand in many rows and documents.
        self.shape = lru_cache(maxsize=8192)(self._shape)

    def draws(self, text):
        """Tell whether the font has every character of the text."""
        return all(map(self.characters.__contains__, map(ord, text)))

    def _shape(self, text, to_left, language):
        """Return the Word of a text of one script and direction."""
        buffer = harfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction = "rtl" if to_left else "ltr"
        buffer.guess_segment_properties()
        buffer.language = language
        harfbuzz.shape(self.font, buffer)
        ends, end = {}, len(text)
        for start in sorted({info.cluster for info in buffer.glyph_infos}, reverse=True):
            ends[start], end = end, start
        clusters, last, width, unit = [], None, 0, self.unit
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            if info.cluster != last:
                last = info.cluster
                clusters.append((text[last : ends[last]], []))
            width += place.x_advance
            clusters[-1][1].append(
                (info.codepoint, place.x_advance * unit, place.x_offset * unit,
                 place.y_offset * unit)
            )  # fmt: skip
        return Word(
            width * unit,
            tuple((part, tuple(glyphs)) for part, glyphs in clusters),
            frozenset(info.codepoint for info in buffer.glyph_infos),
        )

    def advance(self, glyph):
        """Return the width of a glyph as the font has it."""
        return self.font.get_glyph_h_advance(glyph) * self.unit

    def nominal(self, character):
        """Return the number of the glyph of a character that stands alone."""
        return self.font.get_nominal_glyph(ord(character)) or 0

    def cut(self, glyphs):
        """Return (font program, {glyph of the font: glyph of the program}) with these glyphs."""
        wanted = harfbuzz.SubsetInput()
        flags = harfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE | harfbuzz.SubsetFlags.NO_HINTING
        flags |= harfbuzz.SubsetFlags.NOTDEF_OUTLINE
        if self.is_compact:
            flags |= harfbuzz.SubsetFlags.CFF_IDENTITY_CHARSET
        wanted.flags = flags
        wanted.glyph_set.update(glyphs)
        wanted.unicode_set.clear()
        wanted.drop_table_tag_set.update(map(_tag, LAYOUT_TABLES))
        if self.face.has_var_data:
            wanted.pin_all_axes_to_default(self.face)
        plan = harfbuzz.SubsetPlan(self._get_source(), wanted)
        numbers = plan.old_to_new_glyph_mapping
        cut = plan.execute()
        program = cut.reference_table("CFF ") if self.is_compact else cut.blob
        return program.data, {glyph: numbers[glyph] for glyph in glyphs}

    def _get_source(self) -> object:
        """Return the face to cut from: one made ready for it, once that pays."""
        self._cuts += 1
        if self._cuts == WORTHWHILE and self.is_compact:
            self._source = harfbuzz.subset_preprocess(self.face)
        return self._source


def _tag(name):
    return int.from_bytes(name.encode(), "big")
