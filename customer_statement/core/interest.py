"""Interest on late items: simple, by day, in stretches of one amount and one rate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

DAY = timedelta(days=1)
# (first day, last day, percent a year) for which a rate holds.
Rates = Sequence[tuple[Date, Date, Decimal]]


@dataclass(frozen=True)
class Stretch:
    """Days on which one amount bore one rate, the last day included.

    ``base`` is in the currency of the item, ``percent`` a year; None where no rate is known.
    """

    first: Date
    last: Date
    base: Decimal
    percent: Decimal | None

    @property
    def days(self) -> int:
        """The number of days, first and last included."""
        return (self.last - self.first).days + 1


def half_year(day: Date) -> tuple[Date, Date]:
    """Return the first and the last day of the half-year that a day is in."""
    if day.month < 7:
        return Date(day.year, 1, 1), Date(day.year, 6, 30)
    return Date(day.year, 7, 1), Date(day.year, 12, 31)


def spread(found: Iterable[tuple[Date, Decimal]]) -> Rates:
    """Return for which days rates hold that are known by their first day alone.

    A rate ends with its half-year, as the law sets another one then: a rate that nobody entered
    is missing, and no older one stands in for it.

    :param found: (first day, percent a year), each day once
    """
    rows = sorted(found)
    ends = [first - DAY for first, _percent in rows[1:]] + [Date.max] * bool(rows)
    return [
        (first, min(end, half_year(first)[1]), percent)
        for (first, percent), end in zip(rows, ends, strict=True)
    ]


def rate_at(rates: Rates, day: Date) -> Decimal | None:
    """Return the percent a year of a day, None when no rate is known for it."""
    return next((percent for first, last, percent in rates if first <= day <= last), None)


def accrue(
    amount: Decimal,
    due: Date,
    until: Date,
    rates: Rates,
    *,
    changes: Iterable[tuple[Date, Decimal]] = (),
    taken: Sequence[tuple[Date, Date]] = (),
) -> list[Stretch]:
    """Return the stretches of days on which an item bore interest, oldest first.

    From the day after the due date to ``until``, both included. What was paid on a day bears
    interest on that day for the last time.

    :param amount: what was owed when it fell due, in its currency
    :param changes: (day, amount paid or credited, positive) in any order
    :param taken: (first, last day) of what was claimed or waived already: left out
    """
    start = due + DAY
    changes = list(changes)
    cuts = {start, until + DAY}
    cuts.update(day + DAY for day, _amount in changes)
    for first, last in [rate[:2] for rate in rates] + list(taken):
        cuts.update([first, last + DAY] if last < Date.max else [first])
    cuts.update(_half_years(start, until))
    days = sorted(day for day in cuts if start <= day <= until + DAY)
    stretches = []
    for first, stop in pairwise(days):
        base = amount - sum((part for day, part in changes if day < first), Decimal(0))
        if base > 0 and not any(begin <= first <= end for begin, end in taken):
            stretches.append(Stretch(first, stop - DAY, base, rate_at(rates, first)))
    return stretches


def _half_years(start, until):
    """Yield the first day of each half-year between two days."""
    day = half_year(start)[1] + DAY
    while day <= until:
        yield day
        day = half_year(day)[1] + DAY


def interest(stretches: Iterable[Stretch], year: int, digits: int) -> Decimal:
    """Return the simple interest of one item, rounded once, halves away from zero.

    :param stretches: those without a rate count for nothing
    :param year: days of a year, 365 or 360, leap years too
    :param digits: decimal places of the currency
    """
    total = sum(
        (Fraction(it.base) * Fraction(it.percent) * it.days for it in stretches if it.percent),
        Fraction(0),
    )
    exact = total / (100 * year)
    step = 10**digits
    # In whole numbers: a quotient of decimals would have been rounded before.
    units = (abs(exact) * step * 2 + 1) // 2
    return (Decimal(int(units)) / step).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def fixed_sum(tiers: Iterable[tuple[Decimal, Decimal]], debt: Decimal) -> Decimal:
    """Return the fixed sum that a late invoice costs, zero without any.

    :param tiers: (smallest debt, fixed sum), in one currency
    :param debt: what was owed when it became late, in that currency
    """
    return max(((least, fee) for least, fee in tiers if debt >= least), default=(0, Decimal(0)))[1]
