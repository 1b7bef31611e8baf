"""Fonts: registered once a process, chosen for each text by the characters it needs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from . import rtl

# The fonts that every PDF reader brings for Chinese, Japanese and Korean.
CID_BY_LANGUAGE = {
    "zh_CN": "STSong-Light",
    "zh_SG": "STSong-Light",
    "zh": "MSung-Light",
    "ja": "HeiseiKakuGo-W5",
    "ko": "HYGothic-Medium",
}
LAST_RESORT = ("Helvetica", "Helvetica-Bold")


class Font:
    """A registered font with quick answers: has it these characters, how wide is this text."""

    def __init__(self, name, characters=None):
        """Take the name it is registered by; without characters it draws whatever it is given."""
        self.name = name
        self.characters = characters
        self.face = pdfmetrics.getFont(name)
        self._widths = {}

    def draws(self, text):
        """Tell whether the font has every character of the text."""
        return self.characters is None or self.characters.issuperset(text)

    def width(self, text, size):
        """Return the width of the text in points."""
        widths = self._widths
        total = 0
        for character in text:
            if character not in widths:
                widths[character] = self.face.stringWidth(character, 1000)
            total += widths[character]
        return total * size / 1000


@lru_cache(maxsize=64)
def load(path):
    """Return the Font of a TrueType file, None when it cannot be used."""
    name = Path(path).stem
    try:
        face = TTFont(name, path)
    except (TTFError, OSError):
        return None
    pdfmetrics.registerFont(face)
    return Font(name, frozenset(chr(code) for code in face.face.charToGlyph))


@lru_cache(maxsize=8)
def cid(language):
    """Return the built-in font of a language of East Asia; that of Japan for any other."""
    name = CID_BY_LANGUAGE.get(language) or CID_BY_LANGUAGE.get(language[:2], CID_BY_LANGUAGE["ja"])
    pdfmetrics.registerFont(UnicodeCIDFont(name))
    return Font(name)


@lru_cache(maxsize=2)
def built_in(bold):
    """Return the font that needs no file; Latin letters only."""
    name = LAST_RESORT[bold]
    return Font(name, frozenset(chr(code) for code in [*range(32, 127), *range(160, 256)]))


class Fonts:
    """The fonts of one document: the chosen pair and those that help out."""

    def __init__(self, pairs, language):
        """Take (regular, bold) paths, first choice first, and the language of the document."""
        self.language = language
        found = [(load(regular), load(bold)) for regular, bold in pairs]
        self.chains = {
            bold: [pair[bold] or pair[0] for pair in found if pair[0]] + [built_in(bold)]
            for bold in (False, True)
        }
        self.first = {bold: chain[0] for bold, chain in self.chains.items()}
        self._runs = {}
        self._widths = {}

    def runs(self, text, bold=False):
        """Split a text into (font, part) by what each font can draw; nearly always one part.

        What is written from right to left comes back in the order of the eye.
        """
        first = self.first[bold]
        if rtl.is_needed(text):
            text = rtl.visual(text)
        if first.draws(text):
            return ((first, text),)
        key = (text, bold)
        if key not in self._runs:
            self._runs[key] = self._split(text, bold)
        return self._runs[key]

    def width(self, text, size, bold=False):
        """Return the width of a text in points."""
        key = (text, bold)
        if key not in self._widths:
            self._widths[key] = sum(font.width(part, 1.0) for font, part in self.runs(text, bold))
        return self._widths[key] * size

    def _split(self, text, bold):
        """Give the whole text to one font if there is any, else part by part."""
        for font in self.chains[bold]:
            if font.draws(text):
                return ((font, text),)
        parts = []
        for character in text:
            font = self._find(character, bold)
            if parts and (parts[-1][0] is font or character == " "):
                parts[-1][1].append(character)
            else:
                parts.append((font, [character]))
        return tuple((font, "".join(part)) for font, part in parts)

    def _find(self, character, bold):
        for font in self.chains[bold]:
            if font.draws(character):
                return font
        return cid(self.language)
