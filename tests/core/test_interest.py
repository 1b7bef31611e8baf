"""Interest by hand: half-years, leap years, part payments, money without decimals, fixed sums."""

from datetime import date, timedelta
from decimal import Decimal

import interest as core
from hypothesis import given
from hypothesis import strategies as st

AGREED = [(date.min, date.max, Decimal("7.3"))]
GERMANY = core.spread([(date(2025, 1, 1), Decimal("11.27")), (date(2025, 7, 1), Decimal("10.27"))])
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
AMOUNTS = st.integers(1, 10**7).map(lambda cents: Decimal(cents) / 100)


def owed(amount, due, until, rates=AGREED, year=365, digits=2, **options):
    """Return the interest of one item."""
    found = core.accrue(Decimal(amount), due, until, rates, **options)
    return core.interest(found, year, digits)


def test_the_rate_changes_with_the_half_year():
    # 15 days at 11.27 and 31 at 10.27: 1000 x (169.05 + 318.37) / 36500 = 13.354
    assert owed(1000, date(2025, 6, 15), date(2025, 7, 31), GERMANY) == Decimal("13.35")


def test_days_begin_after_the_due_date():
    assert not core.accrue(Decimal(100), date(2026, 1, 31), date(2026, 1, 31), AGREED)
    (only,) = core.accrue(Decimal(100), date(2026, 1, 31), date(2026, 2, 1), AGREED)
    assert (only.first, only.last, only.days) == (date(2026, 2, 1), date(2026, 2, 1), 1)


def test_a_leap_year_has_one_day_more_and_the_same_divisor():
    # February 2024 has 29 days: 3650 x 10 x 29 / 36500 = 29
    ten = [(date.min, date.max, Decimal(10))]
    assert owed(3650, date(2024, 1, 31), date(2024, 2, 29), ten) == 29
    # 3600 x 10 x 29 / 36000 = 29
    assert owed(3600, date(2024, 1, 31), date(2024, 2, 29), ten, year=360) == 29


def test_a_part_payment_lowers_the_base_from_the_next_day():
    # 10 days on 1000, 10 on 600: 7.3 x 16000 / 36500 = 3.20
    paid = [(date(2026, 2, 10), Decimal(400))]
    assert owed(1000, date(2026, 1, 31), date(2026, 2, 20), changes=paid) == Decimal("3.20")


def test_interest_outlives_the_payment():
    # 10 days on 1000: 7.3 x 10000 / 36500 = 2
    paid = [(date(2026, 2, 10), Decimal(1000))]
    assert owed(1000, date(2026, 1, 31), date(2026, 12, 31), changes=paid) == 2


def test_paid_in_time_costs_nothing():
    paid = [(date(2026, 1, 31), Decimal(1000))]
    assert owed(1000, date(2026, 1, 31), date(2026, 12, 31), changes=paid) == 0


def test_money_without_decimals_is_rounded_to_whole_units():
    # 100001 x 10 x 7 / 36500 = 191.78
    ten = [(date.min, date.max, Decimal(10))]
    assert owed(100001, date(2026, 1, 31), date(2026, 2, 7), ten, digits=0) == 192


def test_halves_are_rounded_away_from_zero_once():
    # 36500 x 0.5 x 1 / 36500 = 0.5 of a yen
    half = [(date.min, date.max, Decimal("0.5"))]
    assert owed(36500, date(2026, 1, 31), date(2026, 2, 1), half, digits=0) == 1


def test_settled_days_are_left_out():
    # 20 days, 8 of them settled: 1000 x 7.3 x 12 / 36500 = 2.40
    taken = [(date(2026, 2, 3), date(2026, 2, 10))]
    assert owed(1000, date(2026, 1, 31), date(2026, 2, 20), taken=taken) == Decimal("2.40")


def test_an_old_rate_does_not_stand_in_for_a_missing_one():
    found = core.accrue(Decimal(100), date(2025, 12, 30), date(2026, 7, 2), GERMANY)
    assert [(it.first, it.percent) for it in found] == [
        (date(2025, 12, 31), Decimal("10.27")),
        (date(2026, 1, 1), None),
        (date(2026, 7, 1), None),
    ]


def test_a_country_without_rates_has_none():
    assert core.spread([]) == []
    (only,) = core.accrue(Decimal(100), date(2026, 1, 31), date(2026, 2, 2), core.spread([]))
    assert only.percent is None
    assert core.interest([only], 365, 2) == 0


def test_a_rate_in_the_middle_of_a_half_year_ends_with_it():
    rates = core.spread([(date(2026, 1, 1), Decimal(5)), (date(2026, 3, 1), Decimal(6))])
    assert rates == [
        (date(2026, 1, 1), date(2026, 2, 28), Decimal(5)),
        (date(2026, 3, 1), date(2026, 6, 30), Decimal(6)),
    ]


def test_the_fixed_sum_rises_with_the_debt():
    tiers = [
        (Decimal(0), Decimal(40)),
        (Decimal(1000), Decimal(70)),
        (Decimal(10000), Decimal(100)),
    ]
    debts = [Decimal("999.99"), Decimal(1000), Decimal("9999.99"), Decimal(10000)]
    assert [core.fixed_sum(tiers, debt) for debt in debts] == [40, 70, 70, 100]
    assert core.fixed_sum([], Decimal(5)) == 0


@given(AMOUNTS, DAYS, st.integers(0, 400), st.integers(0, 400))
def test_claiming_twice_is_the_same_as_once_but_for_rounding(amount, due, before, after):
    middle, end = due + timedelta(days=before), due + timedelta(days=before + after)
    rates = [(date.min, date.max, Decimal("10.15"))]
    whole = owed(amount, due, end, rates)
    first = owed(amount, due, middle, rates)
    rest = owed(amount, due, end, rates, taken=[(due, middle)])
    assert abs(whole - first - rest) <= Decimal("0.01")


@given(AMOUNTS, DAYS, st.lists(st.tuples(st.integers(-50, 300), AMOUNTS), max_size=5))
def test_stretches_are_the_days_counted_one_by_one(amount, due, payments):
    until = due + timedelta(days=250)
    paid = [(due + timedelta(days=day), part) for day, part in payments]
    found = core.accrue(amount, due, until, GERMANY, changes=paid)
    by_day = {}
    for number in range(1, 251):
        day = due + timedelta(days=number)
        base = amount - sum(part for when, part in paid if when < day)
        if base > 0:
            by_day[day] = (base, core.rate_at(GERMANY, day))
    counted = {
        it.first + timedelta(days=number): (it.base, it.percent)
        for it in found
        for number in range(it.days)
    }
    assert counted == by_day
