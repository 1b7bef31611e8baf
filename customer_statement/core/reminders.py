"""Which reminder a customer gets on a day, or why none: plain values, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Date
from datetime import timedelta


@dataclass(frozen=True)
class Rung:
    """A step of the ladder: days after the oldest item fell due, negative before it does."""

    id: int
    days: int


@dataclass
class Standing:
    """What is known of one customer on a day; amounts in company currency, + = the customer owes.

    ``oldest`` is the first due date of what may be chased, ``due`` what of it is due, ``near``
    the same with what falls due until the first step begins. ``stopped`` are the amounts that
    are set aside by reason: disputed, promised, planned, paying; ``stalled`` is what of the rest
    somebody began to pay too long ago. ``credit`` and ``store_credit`` are what we owe, above
    zero, of the latter what is not set aside for something else. ``total`` is the balance with
    everything. ``sent`` are (day, days of the step) of earlier reminders.
    """

    partner_id: int
    oldest: Date | None = None
    due: float = 0.0
    near: float = 0.0
    total: float = 0.0
    credit: float = 0.0
    store_credit: float = 0.0
    stopped: dict[str, float] = field(default_factory=dict)
    stalled: float = 0.0
    archived: bool = False
    frozen: bool = False
    paused: bool = False
    unread: bool = False
    told: bool = False
    disputed: bool = False
    promised: bool = False
    confirmed: bool = False
    sent: list[tuple[Date, int]] = field(default_factory=list)

    @property
    def is_asked(self) -> bool:
        """Return whether something is due that the customer has not disputed or promised."""
        answered = self.disputed or self.promised or self.confirmed or self.told
        return self.due > 0 and not answered


@dataclass(frozen=True)
class Verdict:
    """The step that a customer gets, or the reason why none is sent."""

    standing: Standing
    rung: Rung | None
    reason: str | None = None


def decide(rungs, standing, as_of, threshold=0.0, gap=0, digits=2):
    """Return the Verdict on one customer.

    :param rungs: list of Rung by days
    :param threshold: less than this is not worth a reminder
    :param gap: days that lie between two reminders at least
    """
    if reason := _find_stop(standing):
        return Verdict(standing, None, reason)
    if not standing.oldest:
        return Verdict(standing, None, _find_aside(standing) or "zero")
    rung, reason = _climb(rungs, standing, as_of, gap)
    if not rung:
        return Verdict(standing, None, reason)
    asked = standing.near if rung.days < 0 else standing.due
    left = round(asked - standing.credit - standing.store_credit, digits)
    net = round(standing.total - standing.store_credit, digits)
    if left <= 0 or net <= 0:
        return Verdict(standing, None, "covered")
    if left < threshold:
        return Verdict(standing, None, "threshold")
    return Verdict(standing, rung)


def _find_stop(standing):
    """Return what stops all reminders of a customer, the weightiest first."""
    for reason, is_so in (
        ("archived", standing.archived),
        ("frozen", standing.frozen),
        ("paused", standing.paused),
        ("reply", standing.unread),
        ("disputed", standing.disputed),
        ("confirmed", standing.confirmed),
        ("promised", standing.promised),
        ("paying", standing.told),
    ):
        if is_so:
            return reason
    return None


def _find_aside(standing):
    """Return why everything that is open is set aside, None when nothing is open."""
    found = [reason for reason, amount in standing.stopped.items() if amount]
    return found[0] if found else None


def _climb(rungs, standing, as_of, gap):
    """Return (the next step, None) or (None, why there is none today).

    One step at a time: whoever is late for long and heard nothing begins with the first step
    after the due date, and each step keeps its distance to the one before.
    """
    age = (as_of - standing.oldest).days
    reached = [rung for rung in rungs if rung.days <= age]
    if not reached:
        return None, "early"
    level = _find_level(rungs, standing)
    if level is None:
        late = [rung for rung in rungs if rung.days > 0]
        first = late[0] if late and late[0] in reached else reached[-1]
        return _space(first, standing, as_of, gap)
    above = [rung for rung in rungs if rung.days > level]
    if not above:
        return None, "ended"
    if above[0] not in reached:
        return None, "waiting"
    return _space(above[0], standing, as_of, max(gap, above[0].days - level))


def _space(rung, standing, as_of, days):
    """Return (rung, None), or why it waits: the last reminder is not long ago."""
    last = max((day for day, _days in standing.sent), default=None)
    if last and (as_of - last).days < days:
        return None, "recent"
    return rung, None


def _find_level(rungs, standing):
    """Return the days of the highest step that counts for the oldest item, None without any.

    A final notice for another invoice is not one for an item that was three days late then.
    """
    level = None
    for day, days in standing.sent:
        reached = [rung.days for rung in rungs if standing.oldest + timedelta(rung.days) <= day]
        if reached:
            level = max(min(days, reached[-1]), level if level is not None else -(10**6))
    return level
