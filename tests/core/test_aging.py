"""Aging: each open amount stands in one bucket and nothing is lost."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from core.aging import AgingItem, Buckets, age
from core_strategies import cents, days
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2025, 6, 30)
aging_items = st.lists(
    st.builds(AgingItem, st.none() | days, days, cents, st.sampled_from(["EUR", "USD", "JPY"]))
)
bucket_sets = st.sets(st.integers(0, 400), min_size=1, max_size=6).map(
    lambda limits: Buckets(tuple(sorted(limits)))
)
bases = st.sampled_from(["due", "document"])


def ago(count: int) -> date:
    """The day ``count`` days before today."""
    return TODAY - timedelta(days=count)


@pytest.mark.parametrize(
    ("overdue", "index"),
    [(-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (4000, 4)],
)
def test_a_bucket_ends_on_its_last_day(overdue: int, index: int) -> None:
    assert Buckets().index(overdue) == index


@pytest.mark.parametrize(
    ("limits", "labels"),
    [
        ((0, 30, 60, 90), ("not due", "1-30", "31-60", "61-90", "91+")),
        ([30, 60], ("0-30", "31-60", "61+")),
        ((0, 1, 3), ("not due", "1", "2-3", "4+")),
        ((0,), ("not due", "1+")),
    ],
)
def test_labels_name_the_days(limits: tuple[int, ...], labels: tuple[str, ...]) -> None:
    assert Buckets(limits).labels == labels


@pytest.mark.parametrize("limits", [(), (-1, 30), (0, 30, 30), (60, 30)])
def test_limits_rise_from_zero_on(limits: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="rising"):
        Buckets(limits)


@given(bucket_sets, st.integers(-50, 500))
def test_older_is_never_in_a_younger_bucket(buckets: Buckets, count: int) -> None:
    assert 0 <= buckets.index(count) <= buckets.index(count + 1) < len(buckets)
    assert len(buckets.labels) == len(buckets) == len(set(buckets.labels))


def test_a_customer_with_two_currencies_and_a_credit() -> None:
    result = age(
        [
            (ago(-10), ago(20), 100.0, "EUR"),
            (ago(23), ago(53), "800.00", "EUR"),
            (None, ago(95), 0.5, "USD"),
            (ago(200), ago(200), -40, "EUR"),
        ],
        TODAY,
    )
    assert list(result) == ["EUR", "USD"]
    assert result["EUR"].amounts == [60, 800, 0, 0, 0]
    assert (result["EUR"].total, result["EUR"].current, result["EUR"].overdue) == (860, 60, 800)
    assert result["USD"].amounts == [0, 0, 0, 0, Decimal("0.5")]


def test_age_by_document_date_ignores_the_due_date() -> None:
    result = age([(ago(-10), ago(31), 100, 1)], TODAY, Buckets((30, 60)), basis="document")
    assert result[1].amounts == [0, 100, 0]


def test_an_unknown_basis_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown basis"):
        age([(TODAY, TODAY, 1, "EUR")], TODAY, basis="invoice")


@given(aging_items, days, bucket_sets, bases)
def test_nothing_is_lost_in_any_currency(
    items: list[AgingItem], as_of: date, buckets: Buckets, basis: str
) -> None:
    expected: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        expected[item.currency] += item.amount
    result = age(items, as_of, buckets, basis)
    assert {currency: aged.total for currency, aged in result.items()} == expected
    for aged in result.values():
        assert len(aged.amounts) == len(buckets)
        assert sum(aged.amounts) == aged.total == aged.current + aged.overdue
        assert all(amount >= 0 for amount in aged.amounts[1:])


@given(aging_items, days, bucket_sets, bases, st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(
    items: list[AgingItem], as_of: date, buckets: Buckets, basis: str, random: object
) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)
    assert age(shuffled, as_of, buckets, basis) == age(items, as_of, buckets, basis)


@given(aging_items, days)
def test_time_only_makes_more_overdue(items: list[AgingItem], as_of: date) -> None:
    later = as_of + timedelta(days=1)
    now, then = age(items, as_of), age(items, later)
    assert all(now[currency].overdue <= then[currency].overdue for currency in now)


def test_a_credit_of_any_age_lowers_what_is_not_due() -> None:
    result = age([(ago(100), ago(100), -7, "EUR")], TODAY, Buckets((0,)))
    assert result["EUR"].amounts == [-7, 0]
