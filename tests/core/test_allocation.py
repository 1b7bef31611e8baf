"""Allocation: the oldest credit pays the oldest debt, or exactly what a person wants."""

import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from types import FrameType

import pytest
from core.allocation import Allocation, AllocationError, Item, Step, allocate, oldest_first, steps
from core_strategies import cents, few_cents, items, wanted
from hypothesis import given
from hypothesis import strategies as st

DAY = date(2025, 1, 1)
CENT = Decimal("0.01")


def total(rows: list) -> Decimal:
    """Sum of the amounts of items or allocations."""
    return sum((row.amount for row in rows), Decimal(0))


def by_item(rows: list, side: str) -> dict[str, Decimal]:
    """What the allocations use of each credit or each debt."""
    used: Counter = Counter()
    for row in rows:
        used[getattr(row, side)] += row.amount
    return dict(used)


def book(credits: list[Item], debts: list[Item], booked: list[Step]) -> list[Allocation]:
    """Play a ledger that matches the whole smaller remainder unless the step is a split."""
    credit_left = {it.key: it.amount for it in credits}
    debt_left = {it.key: it.amount for it in debts}
    result = []
    for step in booked:
        smaller = min(credit_left[step.credit], debt_left[step.debt])
        amount = smaller if step.direct else step.amount
        credit_left[step.credit] -= amount
        debt_left[step.debt] -= amount
        result.append(Allocation(step.credit, step.debt, amount))
    assert all(left >= 0 for left in (*credit_left.values(), *debt_left.values()))
    return result


def test_two_credits_pay_two_invoices_oldest_first() -> None:
    credits = [Item("C2", date(2025, 2, 1), 100), Item("C1", date(2025, 1, 9), 30.0)]
    debts = [Item("I2", DAY, "50"), Item("I1", DAY, "45.50")]
    assert allocate(credits, debts) == [
        ("C1", "I1", 30),
        ("C2", "I1", Decimal("15.50")),
        ("C2", "I2", 50),
    ]
    assert allocate(credits, debts, limit=40) == [("C1", "I1", 30), ("C2", "I1", 10)]
    assert allocate(credits, debts, limit=0.1) == [("C1", "I1", Decimal("0.1"))]


def test_the_document_date_decides_not_the_due_date() -> None:
    early_due = Item("A", date(2025, 2, 1), 5, due=date(2025, 2, 2))
    late_due = Item("B", DAY, 5, due=date(2025, 9, 9))
    assert [it.key for it in oldest_first([early_due, late_due])] == ["B", "A"]


@pytest.mark.parametrize("amount", [0, -1, "-0.01", None])
def test_an_item_has_something_left(amount: object) -> None:
    with pytest.raises(AllocationError, match=r"A: .* is not above zero"):
        Item("A", DAY, amount)


@given(items(), items(), st.none() | cents)
def test_as_much_as_possible_is_allocated_and_no_more(
    credits: list[Item], debts: list[Item], limit: Decimal | None
) -> None:
    result = allocate(credits, debts, limit)
    most = min(total(credits), total(debts))
    assert total(result) == (most if limit is None else max(min(most, limit), 0))
    assert all(row.amount > 0 for row in result)
    for side, rows in (("credit", credits), ("debt", debts)):
        used = by_item(result, side)
        assert all(used.get(it.key, 0) <= it.amount for it in rows)
    assert len(result) <= len(credits) + len(debts)


@given(items(), items(), st.none() | few_cents)
def test_a_younger_item_waits_for_the_older_one(
    credits: list[Item], debts: list[Item], limit: Decimal | None
) -> None:
    result = allocate(credits, debts, limit)
    for side, rows in (("credit", credits), ("debt", debts)):
        used, ordered = by_item(result, side), oldest_first(rows)
        for older, younger in pairwise(ordered):
            assert younger.key not in used or used[older.key] == older.amount


@given(items(), items(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(
    credits: list[Item], debts: list[Item], random: object
) -> None:
    mixed_credits, mixed_debts = list(credits), list(debts)
    random.shuffle(mixed_credits)
    random.shuffle(mixed_debts)
    assert allocate(mixed_credits, mixed_debts) == allocate(credits, debts)


@given(items(), items())
def test_oldest_first_never_needs_a_split(credits: list[Item], debts: list[Item]) -> None:
    booked = steps(credits, debts, allocate(credits, debts), CENT)
    assert all(step.direct for step in booked)


@given(wanted())
def test_booking_the_steps_gives_exactly_what_was_wanted(
    case: tuple[list[Item], list[Item], list[Allocation]],
) -> None:
    credits, debts, allocations = case
    booked = steps(credits, debts, allocations, CENT)
    assert [step[:3] for step in booked] == allocations
    assert book(credits, debts, booked) == allocations


@given(wanted())
def test_a_split_is_asked_for_only_when_matching_would_take_more(
    case: tuple[list[Item], list[Item], list[Allocation]],
) -> None:
    credits, debts, allocations = case
    booked = steps(credits, debts, allocations, CENT)
    for index, step in enumerate(booked):
        if not step.direct:
            forced = [*booked[:index], step._replace(direct=True)]
            assert book(credits, debts, forced)[-1].amount > step.amount


@given(wanted(), st.data())
def test_one_cent_above_what_remains_is_refused_by_name(
    case: tuple[list[Item], list[Item], list[Allocation]], data: st.DataObject
) -> None:
    credits, debts, allocations = case
    credit, debt = data.draw(st.sampled_from(credits)), data.draw(st.sampled_from(debts))
    left = credit.amount - by_item(allocations, "credit").get(credit.key, 0)
    owed = debt.amount - by_item(allocations, "debt").get(debt.key, 0)
    greedy = Allocation(credit.key, debt.key, min(left, owed) + CENT)
    with pytest.raises(AllocationError, match=r"wanted but .* remains") as caught:
        steps(credits, debts, [*allocations, greedy], CENT)
    assert caught.value.remaining == min(left, owed)
    assert caught.value.key == (credit.key if left <= owed else debt.key)
    assert str(caught.value.remaining) in str(caught.value)
    assert str(caught.value.key) in str(caught.value)


@pytest.mark.parametrize(
    ("allocation", "message", "key"),
    [
        (("X", "I", 1), "unknown credit X", "X"),
        (("C", "Y", 1), "unknown debt Y", "Y"),
        (("C", "I", 0), "credit C: 0.00 is not above zero", "C"),
        (("C", "I", -5), "credit C: -5.00 is not above zero", "C"),
        (("C", "I", 0.004), "credit C: 0.00 is not above zero", "C"),
        (("C", "I", 31), "credit C: 31.00 wanted but 30.00 remains", "C"),
        (("D", "I", 51), "debt I: 51.00 wanted but 50.00 remains", "I"),
    ],
)
def test_a_wrong_wish_is_refused_with_what_remains(
    allocation: tuple, message: str, key: str
) -> None:
    credits, debts = [Item("C", DAY, 30), Item("D", DAY, 60)], [Item("I", DAY, 50)]
    with pytest.raises(AllocationError, match=f"^{message}$") as caught:
        steps(credits, debts, [Allocation(*allocation)], 0.01)
    assert caught.value.key == key


def test_a_key_comes_once() -> None:
    twice, once = [Item("A", DAY, 1), Item("A", DAY, 2)], [Item("B", DAY, 1)]
    for credits, debts in ((twice, once), (once, twice)):
        with pytest.raises(AllocationError, match="A is given twice"):
            allocate(credits, debts)
        with pytest.raises(AllocationError, match="A is given twice"):
            steps(credits, debts, [], CENT)


def test_float_noise_does_not_force_a_split() -> None:
    credits, debts = [Item("C", DAY, 0.1 + 0.2)], [Item("I", DAY, 5)]
    assert steps(credits, debts, [Allocation("C", "I", 0.3)], 0.01) == [
        ("C", "I", Decimal("0.30"), True)
    ]


def test_a_part_of_a_part_needs_a_split_then_the_rest_is_direct() -> None:
    credits, debts = [Item("C", DAY, 30)], [Item("I", DAY, 50), Item("J", DAY, 5)]
    booked = steps(credits, debts, [Allocation("C", "J", 4), Allocation("C", "I", 26)], 0.01)
    assert [step.direct for step in booked] == [False, True]


def test_twice_as_many_items_take_twice_the_steps() -> None:
    """Counted in lines of code that are run, as a busy machine takes its time."""

    def many(name: str, amount: str, count: int) -> list[Item]:
        return [Item(f"{name}{n}", DAY + timedelta(days=n % 300), amount) for n in range(count)]

    def lines(count: int) -> int:
        credits, debts = many("C", "10.01", count), many("I", "9.99", count)
        ran = 0

        def trace(frame: FrameType, event: str, _arg: object) -> Callable:
            nonlocal ran
            ran += event == "line"
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            result = allocate(credits, debts)
        finally:
            sys.settrace(before)
        assert len(result) > count
        return ran

    assert lines(500) < 2.2 * lines(250)
