"""What a customer owes or will owe, as named terms that add up to one figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from .money import ZERO, Number, quantize, text, to_decimal

# Shown for an exposure above a limit of zero or less, where a percentage has no meaning.
UTILISATION_WITHOUT_LIMIT = Decimal(999)
_PERCENT_STEP = Decimal("0.01")

Key = TypeVar("Key")


@dataclass(frozen=True, eq=False, slots=True)
class Exposure:
    """Named terms in company currency; a positive term means that the customer owes more.

    Built from a mapping or from pairs of code and amount; their order is kept for display but
    does not count when two exposures are compared. Amounts are exact and unrounded.

    :raise ValueError: when a code is empty or given twice, or an amount is no finite number.
    """

    terms: tuple[tuple[str, Decimal], ...] = ()

    def __init__(self, terms: Mapping[str, Number] | Iterable[tuple[str, Number]] = ()) -> None:
        """Read the terms once; the instance never changes afterwards."""
        pairs = terms.items() if isinstance(terms, Mapping) else terms
        read = tuple((code, to_decimal(amount)) for code, amount in pairs)
        codes = [code for code, _amount in read]
        if not all(codes) or len(set(codes)) != len(codes):
            raise ValueError(f"each term needs a code of its own: {codes}")
        object.__setattr__(self, "terms", read)

    @classmethod
    def for_each(
        cls, terms: Mapping[str, Mapping[Key, Number]], keys: Iterable[Key]
    ) -> dict[Key, Exposure]:
        """Give the exposure of every key, from ``{code: {key: amount}}``; absent ones are zero.

        The same as building them one by one, for thousands of customers at once.

        :raise ValueError: when a code is empty, or an amount is no finite number.
        """
        if not all(terms):
            raise ValueError(f"each term needs a code of its own: {list(terms)}")
        columns = [(code, (code, ZERO), amounts.get) for code, amounts in terms.items()]
        nothing = cls._of(tuple(zero for _code, zero, _get in columns))
        known: set[Key] = set().union(*terms.values())

        def exposure_of(key: Key) -> Exposure:
            pairs = [
                (code, to_decimal(amount)) if (amount := get(key)) else zero
                for code, zero, get in columns
            ]
            return cls._of(tuple(pairs))

        return {key: exposure_of(key) if key in known else nothing for key in keys}

    @classmethod
    def _of(cls, pairs: tuple[tuple[str, Decimal], ...]) -> Exposure:
        """Give an exposure of terms that were read and checked already."""
        made = object.__new__(cls)
        object.__setattr__(made, "terms", pairs)
        return made

    def __eq__(self, other: object) -> bool:
        """Same codes with the same amounts, in any order."""
        if not isinstance(other, Exposure):
            return NotImplemented
        return dict(self.terms) == dict(other.terms)

    def __hash__(self) -> int:
        return hash(frozenset(self.terms))

    def __add__(self, other: Exposure) -> Exposure:
        """Add term by term; codes of ``self`` come first, new ones of ``other`` after them."""
        if not isinstance(other, Exposure):
            return NotImplemented
        merged = dict(self.terms)
        for code, amount in other.terms:
            merged[code] = merged.get(code, ZERO) + amount
        return Exposure(merged)

    @property
    def total(self) -> Decimal:
        """Sum of all terms, company currency, unrounded; negative when we owe the customer."""
        return sum((amount for _code, amount in self.terms), ZERO)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the terms in their order."""
        return tuple(code for code, _amount in self.terms)

    def term(self, code: str) -> Decimal:
        """Amount of one term; zero for a code that is not among them."""
        return dict(self.terms).get(code, ZERO)

    def with_term(self, code: str, amount: Number) -> Exposure:
        """Give a copy where ``code`` stands at ``amount``, replaced in place or put last."""
        return Exposure({**dict(self.terms), code: amount})

    def without(self, code: str) -> Exposure:
        """Give a copy that lacks the term ``code``; the same terms when there is none."""
        return Exposure((name, amount) for name, amount in self.terms if name != code)

    def headroom(self, limit: Number) -> Decimal | None:
        """Limit minus total, company currency; negative when the customer is over.

        :param limit: zero means no credit at all, ``None`` means unlimited.
        :return: ``None`` when unlimited.
        """
        return None if limit is None else to_decimal(limit) - self.total

    def utilisation(self, limit: Number) -> Decimal | None:
        """Total as percentage of the limit: a figure to show; decide by ``headroom``.

        :param limit: zero means no credit at all, ``None`` means unlimited.
        :return: percent, rounded half up to two decimals: ``None`` when unlimited, zero when we
            owe the customer, ``UTILISATION_WITHOUT_LIMIT`` when the customer is over a limit of
            zero (or less, which a tightened policy can yield).
        """
        if limit is None:
            return None
        ceiling, total = to_decimal(limit), self.total
        if ceiling <= 0:
            return UTILISATION_WITHOUT_LIMIT if total > ceiling else ZERO
        return quantize(max(total, ZERO) * 100 / ceiling, _PERCENT_STEP)

    def diff(self, other: Exposure) -> Exposure:
        """Give what changed from ``other`` to ``self``: only the terms that moved, signed.

        ``now.diff(then).total`` is ``now.total - then.total``; no terms when nothing moved.
        """
        codes = dict.fromkeys(self.codes + other.codes)
        moves = ((code, self.term(code) - other.term(code)) for code in codes)
        return Exposure((code, move) for code, move in moves if move)

    def as_dict(self) -> dict[str, Any]:
        """Give a JSON-safe snapshot: terms, and their total for the reader.

        Terms are a list because JSON storage may reorder keys, amounts are text because a float
        would lose digits.
        """
        terms = [{"code": code, "amount": text(amount)} for code, amount in self.terms]
        return {"terms": terms, "total": text(self.total)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Exposure:
        """Read a snapshot written by ``as_dict``.

        :raise ValueError: when the terms do not add up to the total of the snapshot.
        :raise KeyError: when the snapshot lacks a part.
        """
        exposure = cls((term["code"], term["amount"]) for term in values["terms"])
        if exposure.total != to_decimal(values["total"]):
            raise ValueError(f"terms add up to {exposure.total}, not to {values['total']}")
        return exposure
