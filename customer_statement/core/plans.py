"""Payment plans as plain values: parts that add up, what is paid of them, and what is broken."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal

EVERY = ("month", "two_weeks", "week")
MOST_PARTS = 60


class PlanError(ValueError):
    """A plan that cannot be; ``code`` says why, ``value`` what would be possible, if anything."""

    def __init__(self, code: str, value: object = None) -> None:
        """Keep the code and the value beside the message."""
        super().__init__(code)
        self.code = code
        self.value = value


@dataclass(frozen=True)
class Part:
    """What is to be paid on a day, above zero, in the currency of the plan."""

    date: Date
    amount: Decimal


@dataclass(frozen=True)
class Rules:
    """What a customer may choose without asking; ``None`` and 0 allow anything.

    ``most_parts`` is a number of parts, ``longest_days`` lie between today and the last part,
    ``smallest_part`` and ``largest_amount`` are amounts in the currency of the plan.
    """

    most_parts: int = 0
    longest_days: int = 0
    smallest_part: Decimal = Decimal(0)
    largest_amount: Decimal = Decimal(0)


def to_amount(value: float, digits: int = 2) -> Decimal:
    """Return an amount that was typed as a float, in whole cents of its currency."""
    return round(Decimal(repr(float(value or 0))), digits)


def split(total, count: int, digits: int = 2, cents: str = "last") -> list[Decimal]:
    """Return ``count`` amounts that add up to ``total``, equal but for the cents left over.

    :param total: amount above zero, of at most ``digits`` decimal places
    :param cents: "first" or "last": the part that takes what cannot be divided
    :raise PlanError: "count" for less than one part or more than are allowed, "total" for an
        amount that gives no cent to each
    """
    if not 1 <= count <= MOST_PARTS:
        raise PlanError("count", MOST_PARTS)
    unit = Decimal(1).scaleb(-digits)
    total = Decimal(str(total)).quantize(unit)
    each = (total / count).quantize(unit, rounding=ROUND_DOWN)
    if each <= 0:
        raise PlanError("total")
    amounts = [each] * count
    amounts[0 if cents == "first" else -1] += total - each * count
    return amounts


def get_days(first: Date, count: int, every: str) -> list[Date]:
    """Return the days of the parts; months are counted from the first, so the 31st comes back."""
    if every == "month":
        return [_add_months(first, number) for number in range(count)]
    step = timedelta(days=14 if every == "two_weeks" else 7)
    return [first + number * step for number in range(count)]


def _add_months(day, months):
    """Return the same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return Date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def get_paid(parts: list[Part], paid) -> list[Decimal]:
    """Return what of each part is paid: what was paid counts against the oldest part first.

    :param parts: in any order; the result is in the same
    :param paid: what was paid in all; more than the plan pays all parts, less than 0 none
    """
    left = max(Decimal(str(paid)), Decimal(0))
    found = [Decimal(0)] * len(parts)
    for index in sorted(range(len(parts)), key=lambda it: (parts[it].date, it)):
        found[index] = min(left, parts[index].amount)
        left -= found[index]
    return found


def find_broken(parts: list[Part], paid, today: Date, grace_days: int = 0) -> Part | None:
    """Return the oldest part that is not paid so many days after its date, None while it is kept.

    The last day of grace still keeps the plan.
    """
    amounts = get_paid(parts, paid)
    for part, amount in sorted(zip(parts, amounts, strict=True), key=lambda it: it[0].date):
        if amount < part.amount and part.date + timedelta(days=grace_days) < today:
            return part
    return None


def check_parts(parts: list[Part], total, today: Date) -> None:
    """Refuse parts that are none, or do not add up.

    :raise PlanError: "none", "amount" (not above zero), "past" (before today), "twice" (two on
        one day), "sum" with what is missing (below zero: too much)
    """
    if not parts:
        raise PlanError("none")
    if len(parts) > MOST_PARTS:
        raise PlanError("count", MOST_PARTS)
    if any(part.amount <= 0 for part in parts):
        raise PlanError("amount")
    if any(part.date < today for part in parts):
        raise PlanError("past")
    if len({part.date for part in parts}) != len(parts):
        raise PlanError("twice")
    missing = Decimal(str(total)) - sum(part.amount for part in parts)
    if missing:
        raise PlanError("sum", missing)


def check_rules(parts: list[Part], rules: Rules, today: Date, owed: Decimal = Decimal(0)) -> None:
    """Refuse what a customer may not choose without asking.

    :param owed: what other plans of the customer leave open; it counts for the largest amount
    :raise PlanError: "most_parts", "longest_days", "smallest_part" or "largest_amount", with what
        is allowed
    """
    if rules.most_parts and len(parts) > rules.most_parts:
        raise PlanError("most_parts", rules.most_parts)
    last = max(part.date for part in parts)
    if rules.longest_days and (last - today).days > rules.longest_days:
        raise PlanError("longest_days", rules.longest_days)
    if min(part.amount for part in parts) < rules.smallest_part:
        raise PlanError("smallest_part", rules.smallest_part)
    total = sum(part.amount for part in parts) + owed
    if rules.largest_amount and total > rules.largest_amount:
        raise PlanError("largest_amount", rules.largest_amount)
