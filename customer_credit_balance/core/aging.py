"""How old open amounts are: buckets of days, exact sums per currency."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Date
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple

from .money import ZERO, Number, to_decimal

Basis = Literal["due", "document"]
Currency = int | str


class AgingItem(NamedTuple):
    """An open amount: positive when the customer owes it, negative for a credit.

    ``due`` may be ``None``: then it is due on its document date. A plain tuple in this order
    does as well.
    """

    due: Date | None
    date: Date
    amount: Number
    currency: Currency


class Aged(NamedTuple):
    """Amounts per bucket and their sum, in one currency, exact and unrounded."""

    amounts: list[Decimal]
    total: Decimal

    @property
    def current(self) -> Decimal:
        """The first bucket: not due, less the credits."""
        return self.amounts[0]

    @property
    def overdue(self) -> Decimal:
        """All buckets but the first: what is overdue, credits not taken off; never negative."""
        return sum(self.amounts[1:], ZERO)


@dataclass(frozen=True)
class Buckets:
    """Buckets of days by their last day: (0, 30, 60, 90) is not due, 1-30, 31-60, 61-90, 91+.

    :raise ValueError: when the limits are empty, negative or not rising.
    """

    limits: tuple[int, ...] = (0, 30, 60, 90)

    def __post_init__(self) -> None:
        """Take any sequence of whole days and refuse limits that do not rise from zero on."""
        limits = tuple(self.limits)
        rising = all(left < right for left, right in pairwise(limits))
        if not limits or limits[0] < 0 or not rising:
            raise ValueError(f"limits must be rising days from zero on: {limits}")
        object.__setattr__(self, "limits", limits)

    def __len__(self) -> int:
        """Count the buckets: one per limit and one for all that is older."""
        return len(self.limits) + 1

    @property
    def labels(self) -> tuple[str, ...]:
        """One label per bucket; only the first may hold a word, the others are day ranges."""
        first = f"0-{self.limits[0]}" if self.limits[0] else "not due"
        ranges = (
            f"{left + 1}-{right}" if left + 1 < right else str(right)
            for left, right in pairwise(self.limits)
        )
        return (first, *ranges, f"{self.limits[-1] + 1}+")

    def index(self, days: int) -> int:
        """Give the bucket of an amount ``days`` overdue; zero or less is not due."""
        return bisect_left(self.limits, days)


def age(
    items: Iterable[AgingItem | tuple[Date | None, Date, Number, Currency]],
    as_of: Date,
    buckets: Buckets | None = None,
    basis: Basis = "due",
) -> dict[Currency, Aged]:
    """Sort open amounts into buckets of days, apart for each currency.

    A credit (negative amount) stands in the first bucket whatever its date: it is not allocated
    to any debt, so it must not make an old debt look smaller.

    :param as_of: the day to look from; what is due on that day is not overdue.
    :param buckets: the standard ones when ``None``.
    :param basis: count from the due date, or from the ``document`` date.
    :return: per currency, in order of first appearance, one amount per bucket and the total,
        which is the sum of the items exactly.
    :raise ValueError: for another basis.
    """
    buckets = buckets or Buckets()
    amounts: dict[Currency, list[Decimal]] = {}
    for item in items:
        amount = to_decimal(item[2])
        row = amounts.setdefault(item[3], [ZERO] * len(buckets))
        days = days_overdue(item[0], item[1], as_of, basis)
        row[0 if amount < 0 else buckets.index(days)] += amount
    return {currency: Aged(row, sum(row, ZERO)) for currency, row in amounts.items()}


def days_overdue(due: Date | None, document: Date, as_of: Date, basis: Basis = "due") -> int:
    """Give the days from the due date (or the document date) to ``as_of``; negative before it.

    :raise ValueError: for a basis other than ``due`` and ``document``.
    """
    if basis not in ("due", "document"):
        raise ValueError(f"unknown basis: {basis!r}")
    start = document if basis == "document" or due is None else due
    return (as_of - start).days
