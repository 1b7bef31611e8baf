"""When a schedule runs next: a rhythm of local days at one local hour, turned into moments in UTC.

The days of a rhythm are numbered: day number k is computed from k and the start alone, never
from the day before. So nothing drifts: the 31st stays the 31st after a short February, and an
edit or a long downtime leaves no trace.
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

UTC = timezone.utc
UNITS = ("day", "week", "month")
MONTHS_OF_A_QUARTER = 3
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Rhythm:
    """Every ``interval`` days, weeks or months, on one day of the period, at one local hour.

    :param unit: "day", "week" or "month" (a quarter is three months)
    :param interval: how many units lie between two days; 1 or more
    :param day: day of the week (0 is Monday) or of the month (29, 30 and 31 mean the last day of
        a month that is shorter); of no use for days
    :param start: no day of the rhythm lies before; it also says which weeks, months or days count
    :param hour: local hour as a fraction, 0 <= hour < 24
    :param zone: name of the time zone
    """

    unit: str
    interval: int
    day: int
    start: date
    hour: float = 6.0
    zone: str = "UTC"

    def __post_init__(self):
        """Refuse what is no rhythm."""
        if self.unit not in UNITS or self.interval < 1 or not 0 <= self.hour < 24:
            raise ValueError("a rhythm needs a unit, an interval of 1 or more and an hour of a day")

    # ------------------------------------------------------------------ days

    def day_number(self, number):
        """Return day ``number`` of the rhythm, counted from the period of the start."""
        if self.unit == "day":
            return self.start + timedelta(days=number * self.interval)
        if self.unit == "week":
            monday = self.start - timedelta(days=self.start.weekday())
            return monday + number * self.interval * WEEK + timedelta(days=self.day % 7)
        return day_of_month(_months(self.start) + number * self.interval, self.day)

    def first_day_from(self, day):
        """Return the first day of the rhythm on or after a day."""
        day = max(day, self.start)
        number = self._number_near(day)
        while self.day_number(number) < day:
            number += 1
        return self.day_number(number)

    def last_day_until(self, day):
        """Return the last day of the rhythm on or before a day, or None before the first."""
        number = self._number_near(day) + 3
        while self.day_number(number) > day:
            number -= 1
        found = self.day_number(number)
        return found if found >= self.start else None

    def _number_near(self, day):
        """Return a number whose day lies before a day, and by three at most."""
        if self.unit == "month":
            return (_months(day) - _months(self.start)) // self.interval - 1
        length = self.interval * (7 if self.unit == "week" else 1)
        return (day - self.start).days // length - 1

    # --------------------------------------------------------------- moments

    def moment(self, day):
        """Return the moment (UTC, naive) at which a day's run is due.

        An hour that the clock skips in spring is taken as the hour after the jump, one that it
        shows twice in autumn as the first of both.
        """
        minutes = min(round(self.hour * 60), 24 * 60 - 1)
        local = datetime.combine(day, time(minutes // 60, minutes % 60), ZoneInfo(self.zone))
        return local.astimezone(UTC).replace(tzinfo=None)

    def local_day(self, moment):
        """Return the local day of a moment (UTC, naive)."""
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone)).date()

    def next_after(self, moment):
        """Return the first due moment after a moment (both UTC, naive)."""
        day = self.first_day_from(self.local_day(moment))
        while self.moment(day) <= moment:
            day = self.first_day_from(day + timedelta(days=1))
        return self.moment(day)

    def last_until(self, moment):
        """Return the last due moment at or before a moment (UTC, naive), or None."""
        day = self.last_day_until(self.local_day(moment))
        while day and self.moment(day) > moment:
            day = self.last_day_until(day - timedelta(days=1))
        return day and self.moment(day)


def due(rhythm, next_run, now):
    """Return (the one moment to run for, the next moment), or (None, next_run) when not due.

    After a downtime there is one run, for the latest moment that was missed, not one for each.
    All moments are UTC, naive.
    """
    if next_run > now:
        return None, next_run
    latest = rhythm.last_until(now)
    return max(latest, next_run) if latest else next_run, rhythm.next_after(now)


def rescheduled(rhythm, next_run, now):
    """Return the next moment after an edit: a run that is due stays due, others follow the edit."""
    if next_run and next_run <= now:
        return next_run
    return rhythm.next_after(now)


# ------------------------------------------------------------------- periods


def whole_period(unit, interval, day):
    """Return (first, last) day of the whole calendar period that ended before a day.

    Weeks begin on Monday; three months from January, April, July or October are a quarter; an
    interval of other months ends with the month before.
    """
    if unit == "day":
        return day - timedelta(days=interval), day - timedelta(days=1)
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday - interval * WEEK, monday - timedelta(days=1)
    month = _months(day)
    if interval == MONTHS_OF_A_QUARTER:
        month -= month % MONTHS_OF_A_QUARTER
    return day_of_month(month - interval, 1), day_of_month(month, 1) - timedelta(days=1)


def running_period(unit, interval, day):
    """Return (first day of the calendar period, the day itself)."""
    if unit == "day":
        return day - timedelta(days=interval - 1), day
    if unit == "week":
        return day - timedelta(days=day.weekday()) - (interval - 1) * WEEK, day
    month = _months(day)
    if interval == MONTHS_OF_A_QUARTER:
        return day_of_month(month - month % MONTHS_OF_A_QUARTER, 1), day
    return day_of_month(month - interval + 1, 1), day


def named_period(name, day, last=None):
    """Return (first, last) day of a period that people know by its name, or None.

    :param name: "month", "quarter" or "last_year", the whole one before; "this_month",
        "this_quarter" or "year", until the day itself; "since", from the statement before
    :param day: the day on which it is asked
    :param last: last day of the statement before, for "since"; without one the year begins it
    """
    if name == "month":
        return whole_period("month", 1, day)
    if name == "quarter":
        return whole_period("month", MONTHS_OF_A_QUARTER, day)
    if name == "last_year":
        return date(day.year - 1, 1, 1), date(day.year - 1, 12, 31)
    if name == "this_month":
        return running_period("month", 1, day)
    if name == "this_quarter":
        return running_period("month", MONTHS_OF_A_QUARTER, day)
    if name == "since" and last:
        return min(last + timedelta(days=1), day), day
    if name in ("year", "since"):
        return date(day.year, 1, 1), day
    return None


def day_of_month(month, day):
    """Return a day of a month counted from year 0; the last day when the month is shorter."""
    year, index = divmod(month, 12)
    last = calendar.monthrange(year, index + 1)[1]
    return date(year, index + 1, min(max(day, 1), last))


def _months(day):
    """Return how many months lie before a day's month since year 0."""
    return day.year * 12 + day.month - 1
