"""The score from 0 to 100: named parts whose points add up to it, and the class it means."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from .behaviour import Facts

# Points that each part can give; a company may weigh them otherwise.
WEIGHTS = {
    "beyond_terms": 40, "on_time": 20, "overdue": 15, "oldest": 10, "returned": 10, "tenure": 5,
}  # fmt: skip
# Fewer settled invoices say nothing about how somebody pays.
ENOUGH_SETTLED = 3
CLASSES = (("a", 80), ("b", 60), ("c", 40), ("d", 0))
NEW = "new"
WORST_DAYS_BEYOND = 60
WORST_OLDEST_DAYS = 90
WORST_RETURNED = 2
FULL_TENURE_MONTHS = 24


class Part(NamedTuple):
    """Points of one part, of how many, and the figure that they were given for."""

    code: str
    points: int
    weight: int
    value: float


class Score(NamedTuple):
    """The sum of the points, the class, and the parts; None and ``new`` without enough history."""

    value: int | None
    grade: str
    parts: tuple[Part, ...]


def score(facts: Facts, weights: Mapping[str, int] = WEIGHTS) -> Score:
    """Rate how a customer pays.

    Each part gives its weight times a share between 0 and 1 that falls in a straight line:

    - ``beyond_terms``: 1 at 0 days beyond terms or fewer, one half at 30, 0 at 60
    - ``on_time``: the on-time rate
    - ``overdue``: 1 - the overdue ratio of today
    - ``oldest``: 1 when nothing is overdue, 0 when the oldest item is 90 days late
    - ``returned``: 1 without returned payments and broken promises, one half with one, 0 with two
    - ``tenure``: 0 on the day of the first invoice, 1 after 24 months

    Points are whole numbers, rounded half up, so that they add up to the score.

    :param weights: points that each part can give, 100 in all
    :return: without a value and of class ``new`` for fewer than 3 settled invoices
    """
    if facts.settled < ENOUGH_SETTLED or facts.days_beyond_terms is None:
        return Score(None, NEW, ())
    parts = tuple(
        Part(code, _round(weights[code] * _clamp(share)), weights[code], value)
        for code, (share, value) in _shares(facts).items()
    )
    value = sum(part.points for part in parts)
    return Score(value, grade(value), parts)


def grade(value: int) -> str:
    """Give the class of a score: a from 80, b from 60, c from 40, d below."""
    return next(code for code, least in CLASSES if value >= least or not least)


def _shares(facts: Facts) -> dict[str, tuple[float, float]]:
    """Give the share (not yet held within 0 and 1) and the figure of each part."""
    beyond, on_time = facts.days_beyond_terms or 0.0, facts.on_time_rate or 0.0
    return {
        "beyond_terms": (1 - beyond / WORST_DAYS_BEYOND, beyond),
        "on_time": (on_time / 100, on_time),
        "overdue": (1 - facts.overdue_ratio / 100, facts.overdue_ratio),
        "oldest": (1 - facts.oldest_days / WORST_OLDEST_DAYS, facts.oldest_days),
        "returned": (1 - facts.returned / WORST_RETURNED, facts.returned),
        "tenure": (facts.tenure_months / FULL_TENURE_MONTHS, facts.tenure_months),
    }


def _clamp(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _round(points: float) -> int:
    # Half up; the tiny step undoes what binary floats lost.
    return math.floor(points + 0.5 + 1e-9)
