"""Arabic without a shaping engine: letters joined by the forms that Unicode and the font have."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import combining, decomposition

MIRRORED = str.maketrans("()[]{}<>«»\u2039\u203a", ")(][}{><»«\u203a\u2039")
LAM = "\u0644"
_FORMS = ("isolated", "final", "initial", "medial")


def to_left(text, has):
    """Return a text that runs to the left as it is drawn: joined, turned, brackets mirrored.

    :param has: tells whether the font has a character
    """
    return turned("".join(_join(text, has)))


def turned(text):
    """Return a text from its end to its start; a mark stays behind its letter."""
    parts = []
    for character in text:
        if parts and combining(character):
            parts[-1] += character
        else:
            parts.append(character)
    return "".join(reversed(parts)).translate(MIRRORED)


@lru_cache(maxsize=1)
def _forms():
    """Return {letters: {form: character}} from Unicode's own decompositions."""
    found = {}
    for code in range(0xFB50, 0xFEFD):
        parts = decomposition(chr(code)).split(" ")
        form = parts[0].strip("<>")
        if form in _FORMS:
            letters = "".join(chr(int(part, 16)) for part in parts[1:])
            # The second block holds what fonts have; it comes later and wins.
            found.setdefault(letters, {})[form] = chr(code)
    return found


def _join(text, has):
    """Replace Arabic letters by the form that joins their neighbours, where the font has it."""
    forms = _forms()
    letters = _ligate(text, forms, has)
    for place, letter in enumerate(letters):
        shapes = forms.get(letter)
        if not shapes:
            yield letter
            continue
        before = _neighbour(letters, place, -1)
        after = _neighbour(letters, place, 1)
        to_next = "initial" in shapes and "final" in forms.get(after, {})
        from_last = "final" in shapes and "initial" in forms.get(before, {})
        form = ("medial" if to_next else "final") if from_last else (
            "initial" if to_next else "isolated"
        )  # fmt: skip
        # Fonts have the letter itself for the isolated form; of lam and alef they have that form.
        alone = letter if len(letter) == 1 else shapes.get("isolated", letter)
        shape = alone if form == "isolated" else shapes.get(form) or alone
        yield shape if has(shape) else letter


def _ligate(text, forms, has):
    """Split a text into letters; lam and alef are one, where the font has them as one."""
    letters, place = [], 0
    while place < len(text):
        pair = text[place : place + 2]
        if pair[0] == LAM and pair in forms and all(map(has, forms[pair].values())):
            letters.append(pair)
            place += 2
        else:
            letters.append(text[place])
            place += 1
    return letters


def _neighbour(letters, place, step):
    """Return the next letter on a side; marks above and below do not part letters."""
    place += step
    while 0 <= place < len(letters) and combining(letters[place][0]):
        place += step
    return letters[place] if 0 <= place < len(letters) else ""
