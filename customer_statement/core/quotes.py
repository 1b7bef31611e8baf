"""What payments and lines of banks quote: numbers and references, as banks leave them.

Banks drop blanks and slashes, cut into blocks, glue words together and change the case. A number
is still found by its letters and digits, in the order in which they stand; but not inside of a
longer number, and a short one only where nothing else can be meant.
"""

import re

# Runs of letters or of digits: "STM/2026/00012" and "thanksSTM202600012" have them at the same
# places. No run is ever cut.
PIECE = re.compile(r"[^\W\d_]+|\d+")
# How many pieces may be one number: a QRR in blocks has six, RF18 and letters between digits more.
PIECES = 12
LEAST = 4
# No bank tells more; whoever writes a memo may.
LONGEST = 2000
# From these lengths on a number is hardly met by chance; digits alone are years, streets, amounts.
STRONG_DIGITS = 8
STRONG_MIXED = 6


class Aside(str):
    """What a bank keeps beside the purpose of a payment: dates, codes, accounts of both sides.

    What the customer wrote may be among it. A short number there is none of ours.
    """

    __slots__ = ()


class Said:
    """All that one payment says of its purpose.

    :param parts: texts, each on its own, some of them :class:`Aside`; None and False say nothing
    :param bool known: whether the customer is known: nobody else's numbers are looked at then, so
        a short one may be meant
    """

    def __init__(self, parts, known: bool):
        self.known = known
        self._spans = {}
        for part in parts:
            text = (part or "")[:LONGEST]
            text = Aside(text) if isinstance(part, Aside) else text
            for number, span in _find_runs(text):
                self._spans.setdefault(number, []).append((text, *span))

    def get_candidates(self) -> set[str]:
        """Return whatever may be a number, as letters and digits in upper case."""
        return {number for number in self._spans if self._get_places(number)}

    def find(self, numbers) -> list:
        """Return which of these numbers, letters and digits in upper case, are quoted.

        Of two at the same place the longer one is meant.
        """
        found, taken = [], []
        for number in sorted(self._spans.keys() & set(numbers), key=lambda it: (-len(it), it)):
            free = [place for place in self._get_places(number) if not _meets(place, taken)]
            if free:
                found.append(number)
                taken += free
        return found

    def _get_places(self, number: str) -> list:
        return [place for place in self._spans[number] if self._may_quote(number, *place)]

    def _may_quote(self, number: str, text: str, start: int, end: int) -> bool:
        """Tell whether a number that stands here is meant by itself."""
        before, after = text[max(start - 2, 0) : start], text[end : end + 2]
        inside = text[start:end]
        known = self.known and not isinstance(text, Aside)
        whole = not re.search(r"\w$", before) and not re.match(r"\w", after)
        if not number.isdecimal():
            return len(number) >= STRONG_MIXED or (known and whole)
        if inside.isdecimal():
            return len(number) >= STRONG_DIGITS or (known and whole)
        # Put together of blocks: nothing beside them may belong to it, as in INV/2026/0012 or in
        # the blocks of an account number.
        glued = re.search(r"[^\W_][/.\-]$", before) and not re.fullmatch(r"[\d\s]+", inside)
        more = re.search(r"\d\W?$", before) or re.match(r"\W?\d", after)
        return len(number) >= STRONG_DIGITS and not glued and not more


def get_candidates(texts: dict) -> list[str]:
    """Return whatever these texts may quote of customers who are not known, sorted.

    :param texts: {key: what a payment or a bank's line says, any number of texts}
    """
    said = (Said(parts, known=False) for parts in texts.values())
    return sorted(set().union(*(it.get_candidates() for it in said)))


def _find_runs(text):
    """Yield (number, (start, end)) of all neighbouring pieces."""
    pieces = list(PIECE.finditer(text))
    for first, start in enumerate(pieces):
        number = ""
        for piece in pieces[first : first + PIECES]:
            number += piece.group().upper()
            if len(number) >= LEAST:
                yield number, (start.start(), piece.end())


def _meets(place, taken):
    text, start, end = place
    return any(text == other and start < to and since < end for other, since, to in taken)
