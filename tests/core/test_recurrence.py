"""Schedules never drift, never skip and never double a run, whatever happens to the clock."""

import itertools
from datetime import date, datetime, timedelta

import pytest
import recurrence
from hypothesis import given
from hypothesis import strategies as st
from recurrence import Rhythm

ZONES = ("UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia")
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2032, 12, 31))
RHYTHMS = st.builds(
    Rhythm,
    unit=st.sampled_from(recurrence.UNITS),
    interval=st.integers(1, 13),
    day=st.integers(0, 31),
    start=DAYS,
    hour=st.integers(0, 95).map(lambda quarter: quarter / 4),
    zone=st.sampled_from(ZONES),
)


def days_of(rhythm, count):
    """Return the first days of a rhythm, one after the other."""
    found = [rhythm.first_day_from(rhythm.start)]
    while len(found) < count:
        found.append(rhythm.first_day_from(found[-1] + timedelta(days=1)))
    return found


@given(RHYTHMS, MOMENTS)
def test_the_next_moment_lies_ahead_and_none_lies_between(rhythm, now):
    following, last = rhythm.next_after(now), rhythm.last_until(now)
    assert following > now
    assert last is None or last <= now
    if last:
        assert rhythm.next_after(last) == following
    assert rhythm.last_until(following) == following


@given(RHYTHMS)
def test_days_grow_and_keep_their_distance(rhythm):
    days = days_of(rhythm, 8)
    assert days[0] >= rhythm.start
    longest = {"day": 1, "week": 7, "month": 31}[rhythm.unit] * rhythm.interval
    shortest = {"day": 1, "week": 7, "month": 28}[rhythm.unit] * rhythm.interval
    steps = [(after - before).days for before, after in itertools.pairwise(days)]
    assert all(shortest <= step <= longest for step in steps)


@given(RHYTHMS, MOMENTS, st.integers(0, 900))
def test_a_downtime_ends_with_one_run_for_the_latest_day(rhythm, stopped, days):
    planned, now = rhythm.next_after(stopped), stopped + timedelta(days=days)
    moment, following = recurrence.due(rhythm, planned, now)
    assert following > now or moment is None
    if moment is None:
        assert following == planned > now
    else:
        assert planned <= moment <= now
        assert rhythm.next_after(moment) == following
        assert recurrence.due(rhythm, following, now)[0] is None


@given(RHYTHMS, RHYTHMS, MOMENTS, st.integers(-40, 40))
def test_an_edit_loses_no_due_run_and_never_stops_the_schedule(before, after, now, days):
    planned = before.next_after(now + timedelta(days=days))
    edited = recurrence.rescheduled(after, planned, now)
    if planned <= now:
        assert edited == planned
    else:
        assert edited == after.next_after(now) > now


@given(RHYTHMS, DAYS)
def test_an_edit_of_nothing_changes_nothing(rhythm, day):
    now = datetime.combine(day, datetime.min.time())
    planned = rhythm.next_after(now)
    assert recurrence.rescheduled(rhythm, planned, now) == planned


@given(st.sampled_from(recurrence.UNITS), st.integers(1, 12), DAYS)
def test_whole_periods_follow_each_other_without_gap(unit, interval, day):
    first, last = recurrence.whole_period(unit, interval, day)
    assert first <= last < day
    assert recurrence.whole_period(unit, interval, first)[1] == first - timedelta(days=1)
    assert recurrence.running_period(unit, interval, day)[0] <= day


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (31, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
        (30, ["2026-01-30", "2026-02-28", "2026-03-30", "2026-04-30", "2026-05-30"]),
        (1, ["2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01"]),
    ],
)
def test_the_31st_is_the_last_day_of_a_short_month_and_comes_back(day, expected):
    rhythm = Rhythm("month", 1, day, date(2026, 1, 15))
    assert [str(found) for found in days_of(rhythm, 5)] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("month", ("2026-10-01", "2026-10-31")),
        ("this_month", ("2026-11-01", "2026-11-28")),
        ("quarter", ("2026-07-01", "2026-09-30")),
        ("this_quarter", ("2026-10-01", "2026-11-28")),
        ("last_year", ("2025-01-01", "2025-12-31")),
        ("year", ("2026-01-01", "2026-11-28")),
        ("since", ("2026-11-11", "2026-11-28")),
    ],
)
def test_periods_that_people_know_by_name(name, expected):
    found = recurrence.named_period(name, date(2026, 11, 28), last=date(2026, 11, 10))
    assert tuple(map(str, found)) == expected


def test_since_the_last_statement_without_one_is_this_year():
    day = date(2026, 11, 28)
    assert recurrence.named_period("since", day) == recurrence.named_period("year", day)
    assert recurrence.named_period("custom", day) is None


def test_every_second_week_keeps_to_the_weeks_of_the_start():
    rhythm = Rhythm("week", 2, 0, date(2026, 1, 7))
    assert [str(day) for day in days_of(rhythm, 3)] == ["2026-01-19", "2026-02-02", "2026-02-16"]


def test_a_quarter_is_three_months():
    rhythm = Rhythm("month", 3, 31, date(2026, 1, 1))
    assert [str(day) for day in days_of(rhythm, 3)] == ["2026-01-31", "2026-04-30", "2026-07-31"]
    assert recurrence.whole_period("month", 3, date(2026, 11, 20)) == (
        date(2026, 7, 1),
        date(2026, 9, 30),
    )


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2026, 3, 28), "2026-03-28 01:30"),
        (date(2026, 3, 29), "2026-03-29 01:30"),  # 02:30 does not exist: 03:30 summer time
        (date(2026, 10, 24), "2026-10-24 00:30"),
        (date(2026, 10, 25), "2026-10-25 00:30"),  # 02:30 comes twice: the first
    ],
)
def test_the_local_hour_stays_when_the_clocks_change(day, moment):
    rhythm = Rhythm("day", 1, 0, date(2026, 1, 1), 2.5, "Europe/Paris")
    assert str(rhythm.moment(day)) == f"{moment}:00"


@given(DAYS, st.integers(0, 95))
def test_each_local_day_has_its_run_through_every_change_of_the_clock(start, quarter):
    rhythm = Rhythm("day", 1, 0, start, quarter / 4, "Europe/Paris")
    moment = rhythm.moment(start)
    for number in range(1, 5):
        moment = rhythm.next_after(moment)
        assert rhythm.local_day(moment) == start + timedelta(days=number)


def test_running_periods_begin_with_the_week_month_or_quarter():
    day = date(2026, 11, 20)
    assert recurrence.running_period("week", 1, day)[0] == date(2026, 11, 16)
    assert recurrence.running_period("month", 1, day)[0] == date(2026, 11, 1)
    assert recurrence.running_period("month", 3, day)[0] == date(2026, 10, 1)
    assert recurrence.running_period("day", 10, day)[0] == date(2026, 11, 11)


@pytest.mark.parametrize("wrong", [{"unit": "moon"}, {"interval": 0}, {"hour": 24.0}])
def test_nonsense_is_no_rhythm(wrong):
    with pytest.raises(ValueError, match="a rhythm needs"):
        Rhythm(**{"unit": "day", "interval": 1, "day": 0, "start": date(2026, 1, 1), **wrong})
