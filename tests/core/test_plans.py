"""Parts of payment plans always add up, and are paid oldest first."""

from datetime import date, timedelta
from decimal import Decimal

import plans
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import Part, PlanError, Rules

DAY = date(2026, 1, 31)
CENTS = st.integers(1, 10**9)


def parts_of(*amounts, first=DAY, every="month"):
    """Return parts of these amounts, one a month."""
    days = plans.get_days(first, len(amounts), every)
    return [Part(day, Decimal(str(it))) for day, it in zip(days, amounts, strict=True)]


@given(
    CENTS, st.integers(1, plans.MOST_PARTS), st.integers(0, 3), st.sampled_from(("first", "last"))
)
def test_parts_add_up_whatever_the_currency(units, count, digits, cents):
    total = Decimal(units).scaleb(-digits)
    if units < count:
        with pytest.raises(PlanError, match="total"):
            plans.split(total, count, digits, cents)
        return
    amounts = plans.split(total, count, digits, cents)
    assert sum(amounts) == total
    assert len(amounts) == count
    odd = amounts[0 if cents == "first" else -1]
    assert all(it <= odd < it + Decimal(count).scaleb(-digits) for it in amounts)


def test_cents_go_to_one_part():
    assert plans.split(100, 3) == [Decimal(it) for it in ("33.33", "33.33", "33.34")]
    assert plans.split(100, 3, cents="first")[0] == Decimal("33.34")
    assert plans.split(100, 3, digits=0) == [33, 33, 34]


@pytest.mark.parametrize("count", [0, -1, plans.MOST_PARTS + 1])
def test_no_part_or_too_many(count):
    with pytest.raises(PlanError, match="count"):
        plans.split(100, count)


def test_the_last_of_the_month_comes_back():
    days = plans.get_days(DAY, 4, "month")
    assert days == [DAY, date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert plans.get_days(DAY, 2, "two_weeks")[1] == DAY + timedelta(days=14)
    assert plans.get_days(DAY, 2, "week")[1] == DAY + timedelta(days=7)


@given(st.lists(CENTS, min_size=1, max_size=12), st.integers(-100, 10**10))
def test_the_oldest_part_is_paid_first(units, paid):
    parts = parts_of(*(Decimal(it) / 100 for it in units))
    found = plans.get_paid(list(reversed(parts)), Decimal(paid) / 100)[::-1]
    total = sum(part.amount for part in parts)
    assert sum(found) == min(max(Decimal(paid) / 100, 0), total)
    for before, part, after in zip(found, parts, found[1:], strict=False):
        assert before == part.amount or not after


def test_broken_the_day_after_the_grace():
    parts = parts_of(50, 50)
    assert plans.find_broken(parts, 0, DAY + timedelta(days=3), 3) is None
    assert plans.find_broken(parts, 0, DAY + timedelta(days=4), 3) == parts[0]
    assert plans.find_broken(parts, "49.99", DAY + timedelta(days=4), 3) == parts[0]
    assert plans.find_broken(parts, 50, DAY + timedelta(days=4), 3) is None
    assert plans.find_broken(parts, 50, date(2026, 3, 4), 3) == parts[1]
    assert plans.find_broken(parts, 120, date(2027, 1, 1)) is None


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([], "none"),
        (parts_of(100, 0), "amount"),
        (parts_of(-1, 101), "amount"),
        (parts_of(50, 50, first=DAY - timedelta(days=1)), "past"),
        ([Part(DAY, Decimal(50)), Part(DAY, Decimal(50))], "twice"),
        (parts_of(50, "49.99"), "sum"),
        (parts_of(50, "50.01"), "sum"),
        (parts_of(*[1] * (plans.MOST_PARTS + 1)), "count"),
    ],
)
def test_parts_that_are_no_plan(parts, code):
    with pytest.raises(PlanError, match=code):
        plans.check_parts(parts, 100, DAY)


def test_what_is_missing_is_told():
    with pytest.raises(PlanError) as error:
        plans.check_parts(parts_of(50, 49), "100.00", DAY)
    assert error.value.value == 1
    plans.check_parts(parts_of(50, 50), "100.00", DAY)


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        (Rules(most_parts=2), "most_parts"),
        (Rules(longest_days=58), "longest_days"),
        (Rules(smallest_part=Decimal(31)), "smallest_part"),
        (Rules(largest_amount=Decimal("99.99")), "largest_amount"),
    ],
)
def test_what_a_customer_may_not_choose(rules, code):
    parts = parts_of(30, 30, 40)
    with pytest.raises(PlanError, match=code):
        plans.check_rules(parts, rules, DAY)
    plans.check_rules(parts, Rules(3, 59, Decimal(30), Decimal(100)), DAY)
    plans.check_rules(parts, Rules(), DAY)


def test_other_plans_count_for_the_largest_amount():
    rules = Rules(largest_amount=Decimal(150))
    plans.check_rules(parts_of(50, 50), rules, DAY, Decimal(50))
    with pytest.raises(PlanError, match="largest_amount"):
        plans.check_rules(parts_of(50, 50), rules, DAY, Decimal("50.01"))
