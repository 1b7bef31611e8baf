"""Right-to-left text: Arabic letters joined, and lines put into the order they are seen in."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import bidirectional, combining, decomposition

FIRST, LAST = "\u0590", "\u08ff"
MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_FORMS = ("isolated", "final", "initial", "medial")


def is_needed(text):
    """Tell whether a text holds letters that are written from right to left."""
    return not text.isascii() and any(FIRST <= character <= LAST for character in text)


@lru_cache(maxsize=4096)
def visual(text):
    """Return the text as it is drawn from left to right.

    The rules are those of the Unicode bidirectional algorithm without embeddings; the direction
    of the line is that of its first letter.
    """
    return _reorder(_join(text))


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


def _join(text):
    """Replace Arabic letters by the form that joins their neighbours."""
    forms = _forms()
    letters = _ligate(text, forms)
    joined = []
    for place, letter in enumerate(letters):
        shapes = forms.get(letter)
        if not shapes:
            joined.append(letter)
            continue
        before = _neighbour(letters, place, -1)
        after = _neighbour(letters, place, 1)
        to_left = "initial" in shapes and "final" in forms.get(after, {})
        from_right = "final" in shapes and "initial" in forms.get(before, {})
        form = ("medial" if to_left else "final") if from_right else (
            "initial" if to_left else "isolated"
        )  # fmt: skip
        # Fonts have the letter itself for the isolated form; of lam and alef they have that form.
        alone = letter if len(letter) == 1 else shapes.get("isolated", letter)
        joined.append(alone if form == "isolated" else shapes.get(form) or alone)
    return "".join(joined)


def _ligate(text, forms):
    """Split a text into letters; lam and alef are one."""
    letters, place = [], 0
    while place < len(text):
        pair = text[place : place + 2]
        if len(pair) == 2 and pair[0] == "\u0644" and pair in forms:
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


def _reorder(text):
    """Put the characters of a line into the order of the eye."""
    kinds = [_kind(character) for character in text]
    strong = next((kind for kind in kinds if kind in "LR"), "L")
    levels = _levels(kinds, strong)
    order = list(range(len(text)))
    for level in (2, 1):
        place = 0
        while place < len(order):
            end = place
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[place:end] = reversed(order[place:end])
            place = max(end, place + 1)
    return "".join(
        text[place].translate(MIRRORED) if levels[place] == 1 else text[place] for place in order
    )


def _kind(character):
    """Return L, R, N for a number, or blank for what takes the direction of its neighbours."""
    kind = bidirectional(character)
    if kind in ("R", "AL", "NSM"):
        return "R"
    if kind in ("EN", "AN"):
        return "N"
    return "L" if kind == "L" else " "


def _levels(kinds, base):
    """Return the level of each character: 1 is right to left, 0 and 2 are left to right."""
    before, settled = base, []
    for kind in kinds:
        if kind == "N":
            # A number belongs to the letters before it.
            kind = "L" if before == "L" else "NR"
        elif kind != " ":
            before = kind
        settled.append(kind)
    levels, before = [], base
    for place, kind in enumerate(settled):
        if kind == " ":
            # Between two of one direction it takes that one, else that of the line.
            after = next((other[-1] for other in settled[place:] if other != " "), base)
            kind = before if before == after else base
        else:
            before = kind[-1]
        level = {"R": 1, "NR": 2}.get(kind)
        levels.append((0 if base == "L" else 2) if level is None else level)
    return levels
