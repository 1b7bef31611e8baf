"""Fonts: read once a process, chosen for each text by the characters it needs."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import NamedTuple
from unicodedata import category

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError

from . import bidi, installed, joining, shaping
from .scripts import EAST_ASIAN, SHAPED, language_of, package_of, script_of
from .truetype import TrueType

# Fonts that a PDF reader may bring; drawn with them only where this machine has none.
CID_BY_LANGUAGE = {
    "zh_CN": "STSong-Light",
    "zh_SG": "STSong-Light",
    "zh": "MSung-Light",
    "ja": "HeiseiKakuGo-W5",
    "ko": "HYGothic-Medium",
}
LAST_RESORT = ("Helvetica", "Helvetica-Bold")
# Signs that few fonts have, and what looks alike.
ALIKE = {"\u202f": "\xa0", "\u2007": "\xa0", "\u2009": " ", "\u2011": "-", "\u2212": "-"}
# Marks that belong to the letter before them.
FOLLOWING = {"Mn", "Mc", "Me", "Cf"}
BLANKS_AND_WORDS = re.compile(" +|[^ ]+")
# No letter changes its form beyond a blank: words are shaped once, with the blanks after them.
WORDS_WITH_BLANKS = re.compile("[^ ]+ *| +")
# So many words of all documents with the same fonts are remembered.
REMEMBERED = 20_000
_numbers = count()


class Gap(NamedTuple):
    """What a document lacks on this machine: ``font``, ``shaping`` or ``direction``.

    ``package`` is that of Debian with a font, or the library to install.
    """

    kind: str
    script: str
    package: str


class Shaped(NamedTuple):
    """A part of a text as shaping.Word, from left to right; the width as theirs."""

    width: float
    words: tuple
    to_left: bool


class Font:
    """A font of ReportLab with quick answers: has it these characters, how wide is this text."""

    def __init__(self, face, characters=None, path=None, index=0):
        """Take a font of ReportLab; without characters it draws whatever it is given."""
        self.name = face.fontName
        self.characters = characters
        self.source = (path, index)
        self.face = face
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

    def shaper(self):
        """Return the same font for letters that depend on their neighbours, None without."""
        path, index = self.source
        return shaping.load(path, index) if path else None


@lru_cache(maxsize=64)
def load(path, index=0):
    """Return the Font of a TrueType file, its Shaper where only that can read it, else None."""
    # Not registered: ReportLab would give back what others registered of the same typeface.
    name = f"{Path(path).stem}-{next(_numbers)}"
    try:
        face = TrueType(name, path, subfontIndex=index)
    except (TTFError, OSError):
        return shaping.load(path, index)
    return Font(face, frozenset(chr(code) for code in face.face.charToGlyph), path, index)


@lru_cache(maxsize=8)
def cid(language):
    """Return the built-in font of a language of East Asia; that of Japan for any other."""
    name = CID_BY_LANGUAGE.get(language) or CID_BY_LANGUAGE.get(language[:2], CID_BY_LANGUAGE["ja"])
    pdfmetrics.registerFont(UnicodeCIDFont(name))
    return Font(pdfmetrics.getFont(name))


@lru_cache(maxsize=2)
def built_in(bold):
    """Return the font that needs no file; Latin letters only."""
    face = pdfmetrics.getFont(LAST_RESORT[bold])
    return Font(face, frozenset(chr(code) for code in [*range(32, 127), *range(160, 256)]))


@lru_cache(maxsize=4096)
def of_machine(text, bold, language):
    """Return the Font or Shaper of this machine for a letter with marks, None when it has none."""
    script = script_of(text[0])
    found = installed.find(text, script, bold, language, not shaping.is_available())
    if not found:
        return None
    return shaping.load(found.path, found.index) or load(found.path, found.index)


@lru_cache(maxsize=16)
def remembered(pairs, language):
    """Return {word: what draws it} for documents with these fonts, filled by them."""
    return {}


class Fonts:
    """The fonts of one document: the chosen pair and those that help out.

    ``gaps`` fills with what this machine lacks for the texts that were asked for.
    """

    def __init__(self, pairs, language):
        """Take (regular, bold) paths, first choice first, and the language of the document."""
        self.language = language
        self.tag = language.replace("_", "-")
        found = [(load(regular), load(bold)) for regular, bold in pairs]
        found = [(pair[0], pair[1] or pair[0]) for pair in found if pair[0]]
        last = (built_in(False), built_in(True))
        self.chains = {bold: [pair[bold] for pair in [*found, last]] for bold in (False, True)}
        # Bold text is set in them only when nothing bold is found.
        self.light = {pair[0] for pair in found if pair[0] is pair[1]}
        self.first = {
            bold: next(font for font in chain if isinstance(font, Font))
            for bold, chain in self.chains.items()
        }
        self.gaps = set()
        self._runs = {}
        self._widths = {}
        self._words = remembered(tuple(map(tuple, pairs)), language)

    def runs(self, text, bold=False):
        """Split a text into (font, part) from left to right; nearly always one part.

        A part is a text as it is drawn, or Shaped for a Shaper.
        """
        first = self.first[bold]
        if text.isascii() or (
            first.draws(text)
            and not shaping.DEPENDENT.search(text)
            and not bidi.RIGHT_TO_LEFT.search(text)
        ):
            return ((first, text),)
        key = (text, bold)
        if key not in self._runs:
            self._runs[key] = tuple(self._split(text, bold))
        return self._runs[key]

    def width(self, text, size, bold=False):
        """Return the width of a text in points."""
        key = (text, bold)
        if key not in self._widths:
            self._widths[key] = sum(
                part.width if isinstance(part, Shaped) else font.width(part, 1.0)
                for font, part in self.runs(text, bold)
            )
        return self._widths[key] * size

    def _split(self, text, bold):
        """Yield (font, part) by direction, then by what each font can draw."""
        if not bidi.is_needed(text):
            yield from self._set(bidi.STEERING.sub("", text), False, bold)
            return
        if not bidi.library():
            self.gaps.add(Gap("direction", "", bidi.PACKAGE))
        for part, to_left in bidi.runs(text):
            yield from self._set(part, to_left, bold)

    def _set(self, text, to_left, bold):
        """Return the (font, part) of a text of one direction."""
        if not to_left and not shaping.DEPENDENT.search(text):
            for font in self.chains[bold]:
                if isinstance(font, Font) and font.draws(text) and not self._is_light(font, bold):
                    return [(font, text)]
        items = self._itemize(text, to_left, bold)
        if to_left:
            items.reverse()
        return [(font, self._draw(font, "".join(parts), to_left)) for font, parts, _script in items]

    def _is_light(self, font: str, bold: bool) -> bool:
        return bold and font in self.light

    def _itemize(self, text, to_left, bold):
        """Split a text in reading order into [font, parts, script]."""
        items, language = [], language_of(text, self.language)
        for word in BLANKS_AND_WORDS.findall(text):
            if word[0] == " " and items and items[-1][0].draws(" "):
                items[-1][1].append(word)
            # Signs and figures go by what is around them.
            elif not script_of(word[0]) or not self._add_word(items, word, to_left, bold, language):
                self._add_letters(items, word, to_left, bold, language)
        return items

    def _add_word(self, items, word, to_left, bold, language):
        """Add a word as it was set before; False when the font before it decides."""
        found = self._set_word(word, to_left, bold, language)
        font, part, script = found[0]
        last = items[-1] if items else None
        if last and last[0] is not font and script == last[2]:
            return False
        if last and last[0] is font and (script == last[2] or not last[2]):
            last[1].append(part)
            last[2] = script
            found = found[1:]
        items += [[font, [part], script] for font, part, script in found]
        return True

    def _set_word(self, word, to_left, bold, language):
        """Return ((font, part, script), ...) of a word that stands alone."""
        key = (word, to_left, bold, language)
        known = self._words.get(key)
        if not known:
            # Other threads read and fill it, too.
            if len(self._words) >= REMEMBERED:
                self._words.clear()
            items, gaps, self.gaps = [], self.gaps, set()
            self._add_letters(items, word, to_left, bold, language)
            found = tuple((font, "".join(parts), script) for font, parts, script in items)
            self._words[key] = known = found, self.gaps
            self.gaps = gaps
        self.gaps |= known[1]
        return known[0]

    def _add_letters(self, items, text, to_left, bold, language):
        """Add letters one by one to [font, parts, script]."""
        first = self.first[bold]
        for part in _letters(text):
            script = script_of(part[0])
            last = items[-1] if items else None
            # Signs stay with the letters before them, figures with the font of the document.
            is_loose = to_left or part == " " or not first.draws(part)
            if last and last[0].draws(part) and (script == last[2] or (not script and is_loose)):
                last[1].append(part)
                continue
            font = self._find(part, to_left, bold, language)
            if not font.draws(part):
                part = _alike(part)
            if last and last[0] is font and (script == last[2] or not last[2]):
                last[1].append(part)
                last[2] = last[2] or script
            else:
                items.append([font, [part], script])

    def _find(self, part, to_left, bold, language):
        """Return the Font or Shaper that draws a letter with its marks."""
        chain = self.chains[bold]
        for text in dict.fromkeys((part, _alike(part))):
            dependent = to_left or shaping.DEPENDENT.search(text)
            light = None
            for font in chain:
                if font.draws(text):
                    shaper = dependent and isinstance(font, Font) and font.shaper()
                    if not self._is_light(font, bold):
                        return shaper or font
                    light = light or shaper or font
            if font := of_machine(text, bold, language) or light:
                return font
        return self._make_do(part, language, bold)

    def _make_do(self, part, language, bold):
        """Return what draws a letter that no font has, and note that."""
        script = script_of(part[0]) or ("currency" if category(part[0]) == "Sc" else "signs")
        self.gaps.add(Gap("font", script, package_of(script)))
        if len(part) > 1 and (font := of_machine(part[0], bold, language)):
            return font
        return cid(language) if script in EAST_ASIAN else self.first[bold]

    def _draw(self, font, text, to_left):
        """Return a text as a font takes it."""
        if isinstance(font, shaping.Shaper):
            found = WORDS_WITH_BLANKS.findall(text)
            words = [font.shape(word, to_left, self.tag) for word in found]
            if to_left:
                words.reverse()
            return Shaped(sum(word.width for word in words), tuple(words), to_left)
        for script in set(map(script_of, text)) & SHAPED:
            self.gaps.add(Gap("shaping", script, shaping.PACKAGE))
        return joining.to_left(text, font.draws) if to_left else text


def _alike(text):
    """Return a text with signs that few fonts have replaced by what looks alike."""
    return "".join(ALIKE.get(sign, sign) for sign in text)


def _letters(text):
    """Return letters with the marks that belong to them."""
    parts = []
    for character in text:
        if parts and category(character) in FOLLOWING:
            parts[-1] += character
        else:
            parts.append(character)
    return parts
