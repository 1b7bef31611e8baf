"""TrueType fonts that keep what they embedded: most documents need the same letters of them.

ReportLab gives each document all of ASCII and the other letters in the order of their use. Here
documents with the same letters share one program, cut and packed once.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from typing import NamedTuple

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont, makeToUnicodeCMap

# Letters whose codes are those of ASCII and that need no escape within a text of a PDF.
PLAIN = re.compile(r"[ !\"#$%&'*-\[\]-~]*")
ASCII = range(0x20, 0x7F)
# Of each font: cuts for the languages and names of a run.
KEPT = 32


class Cut(NamedTuple):
    """Some letters of a font, ready to be written: widths, texts and program, both packed."""

    widths: str
    texts: bytes
    program: bytes
    length: int


class TrueType(TTFont):
    """A font of ReportLab that embeds what it cut before."""

    def __init__(self, *arguments, **options):
        """Read a file as ReportLab does."""
        super().__init__(*arguments, **options)
        self._cut = lru_cache(maxsize=KEPT)(self._make_cut)
        # Some fonts of signs lack letters; ReportLab draws what a font lacks as an empty box.
        self._has_ascii = bool(self._asciiReadable) and self.face.charToGlyph.keys() >= set(ASCII)

    def add_letters(self, letters, document):
        """Give letters their codes, in one order whatever the order of their use."""
        self._assignState(document)
        self.splitString("".join(sorted(letters)), document)

    def write(self, text, size, canvas):
        """Return PDF operators that show a text from where it stands."""
        document = canvas._doc
        if self._has_ascii and PLAIN.fullmatch(text):
            self._assignState(document)
            return f"{self.getSubsetInternalName(0, document)} {size:g} Tf ({text}) Tj"
        parts = [
            f"{self.getSubsetInternalName(subset, document)} {size:g} Tf "
            f"({canvas._escape(part)}) Tj"
            for subset, part in self.splitString(text, document)
        ]
        return " ".join(parts)

    def addObjects(self, document):  # noqa: N802  called by ReportLab when the document is saved
        """Add each part of the font, of at most 256 letters, to the document."""
        state = self.state.pop(document)
        listed = document.idToObject["BasicFonts"].dict
        for number, letters in enumerate(state.subsets):
            name = f"{state.internalName}+{number}"
            listed[name] = self._make_part(name, number, tuple(letters), document)

    def _make_part(self, name, number, letters, document):
        cut, face = self._cut(number, letters), self.face
        base = self._get_base_name(number)
        program = _packed(cut.program)
        program.dictionary["Length1"] = cut.length
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "Ascent": face.ascent,
                "CapHeight": face.capHeight,
                "Descent": face.descent,
                # Symbolic: the codes are its own.
                "Flags": face.flags & ~32 | 4,
                "FontBBox": pdfdoc.PDFArray(face.bbox),
                "FontName": pdfdoc.PDFName(base),
                "ItalicAngle": face.italicAngle,
                "StemV": face.stemV,
                "FontFile2": document.Reference(program),
                "MissingWidth": face.defaultWidth,
            }
        )
        font = pdfdoc.PDFTrueTypeFont()
        font.Name, font.BaseFont = name, base
        font.FirstChar, font.LastChar, font.Widths = 0, len(letters) - 1, cut.widths
        font.ToUnicode = document.Reference(_packed(cut.texts))
        font.FontDescriptor = document.Reference(descriptor)
        document.Reference(font, name)
        return font

    def _get_base_name(self, number: int) -> str:
        face = self.face
        return (SUBSETN(number) + b"+" + face.name + face.subfontNameX).decode("pdfdoc")

    def _make_cut(self, number: int, letters: tuple) -> Cut:
        face = self.face
        program = face.makeSubset(list(letters))
        widths = pdfdoc.PDFArray(map(face.getCharWidth, letters)).format(pdfdoc.DummyDoc())
        texts = makeToUnicodeCMap(self._get_base_name(number), list(letters))
        return Cut(widths.decode(), zlib.compress(texts.encode()), zlib.compress(program),
                   len(program))  # fmt: skip


def _packed(content):
    """Return a stream whose content is packed already."""
    stream = pdfdoc.PDFStream(content=content)
    stream.dictionary["Filter"] = "/FlateDecode"
    return stream
