"""May this document go on: the reasons against it, the figures, and the ways to a yes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from .allocation import Item, Key, oldest_first
from .exposure import Exposure
from .money import ZERO, Number, clamp, round_down, round_up, text, to_decimal

# From mild to hard: shown only; stopped until somebody approves; stopped for good.
LEVELS = ("warn", "approval", "block")


@dataclass(frozen=True)
class Blocker:
    """A reason against a document: stable code, sentence for people, one of ``LEVELS``.

    :raise ValueError: for another level.
    """

    code: str
    message: str
    level: str

    def __post_init__(self) -> None:
        """Refuse a level that no gate knows."""
        if self.level not in LEVELS:
            raise ValueError(f"unknown level: {self.level!r}")

    def as_dict(self) -> dict[str, str]:
        """Give a JSON-safe form."""
        return {"code": self.code, "message": str(self.message), "level": self.level}

    @property
    def rank(self) -> int:
        """Hardness from 0 (warn) to 2 (block)."""
        return LEVELS.index(self.level)


@dataclass(frozen=True)
class Verdict:
    """The decision on one document, a plain value that a gate shows and a request stores.

    The blockers alone decide the state; the figures explain it. ``exposure`` is without the
    document, ``amount`` is what the document adds to it, ``limit`` is ``None`` when unlimited;
    all in company currency, exact and unrounded. ``waived`` are the reasons that an approval took
    away.
    """

    blockers: tuple[Blocker, ...] = ()
    exposure: Exposure | None = None
    limit: Decimal | None = None
    amount: Decimal = ZERO
    waived: tuple[Blocker, ...] = ()

    def __init__(
        self,
        blockers: Iterable[Blocker] = (),
        exposure: Exposure | None = None,
        limit: Number = None,
        amount: Number = 0,
        waived: Iterable[Blocker] = (),
    ) -> None:
        """Read the parts once; the instance never changes afterwards."""
        object.__setattr__(self, "blockers", tuple(blockers))
        object.__setattr__(self, "exposure", exposure)
        object.__setattr__(self, "limit", None if limit is None else to_decimal(limit))
        object.__setattr__(self, "amount", to_decimal(amount))
        object.__setattr__(self, "waived", tuple(waived))

    @property
    def level(self) -> str | None:
        """The hardest level among the blockers, ``None`` without any."""
        return max(self.blockers, key=lambda it: it.rank).level if self.blockers else None

    @property
    def state(self) -> str:
        """``ok`` without blockers, ``warning`` with warnings only, else ``blocked``."""
        if self.level is None:
            return "ok"
        return "warning" if self.level == "warn" else "blocked"

    @property
    def headroom(self) -> Decimal | None:
        """Room before the document; negative when over, ``None`` when unlimited or unknown."""
        return None if self.exposure is None else self.exposure.headroom(self.limit)

    @property
    def headroom_after(self) -> Decimal | None:
        """Room once the document has passed; ``None`` when unlimited or unknown."""
        return None if self.headroom is None else self.headroom - self.amount

    @property
    def excess(self) -> Decimal:
        """How far over the limit the document takes the customer: zero or more."""
        return ZERO if self.headroom_after is None else max(-self.headroom_after, ZERO)

    @property
    def fits(self) -> Decimal:
        """The part of the document's amount that the room still holds: zero to the amount."""
        whole = max(self.amount, ZERO)
        return whole if self.headroom is None else clamp(self.headroom, 0, whole)

    @property
    def messages(self) -> list[str]:
        """The sentences for people, hardest first, in the given order else, none twice."""
        hardest = sorted(self.blockers, key=lambda it: -it.rank)
        return list(dict.fromkeys(str(it.message) for it in hardest))

    def waive(self, blockers: Iterable[Blocker]) -> Verdict:
        """Give a copy without these reasons: an approval took them away."""
        gone = tuple(blockers)
        kept = tuple(it for it in self.blockers if it not in gone)
        return replace(self, blockers=kept, waived=(*self.waived, *gone))

    def as_dict(self) -> dict[str, Any]:
        """Give a JSON-safe snapshot: amounts as text, ``None`` where there is no figure."""
        return {
            "state": self.state,
            "blockers": [it.as_dict() for it in self.blockers],
            "waived": [it.as_dict() for it in self.waived],
            "exposure": None if self.exposure is None else self.exposure.as_dict(),
            "limit": _text(self.limit),
            "amount": text(self.amount),
            "headroom": _text(self.headroom),
            "excess": text(self.excess),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Verdict:
        """Read a snapshot written by ``as_dict``; what follows from the parts is derived anew.

        :raise KeyError: when a part is missing.
        :raise ValueError: for an unknown level, a bad amount or terms that do not add up.
        """
        exposure = values["exposure"]
        return cls(
            (Blocker(**it) for it in values["blockers"]),
            None if exposure is None else Exposure.from_dict(exposure),
            values["limit"],
            values["amount"],
            (Blocker(**it) for it in values.get("waived", ())),
        )


class Part(NamedTuple):
    """One action of a way: ``deposit``, ``invoice``, ``credit`` or ``store_credit``.

    ``key`` is that of the invoice or credit, else ``None``; ``amount`` is above zero.
    """

    code: str
    key: Key | None
    amount: Decimal


class Way(NamedTuple):
    """One way to free enough: its code, what it frees in all, and the parts that make it up."""

    code: str
    amount: Decimal
    parts: tuple[Part, ...]

    @property
    def to_pay(self) -> Decimal:
        """New money that the customer must bring: deposits and invoices."""
        return sum((it.amount for it in self.parts if it.code in ("deposit", "invoice")), ZERO)

    def as_dict(self) -> dict[str, Any]:
        """Give a JSON-safe form: amounts as text."""
        parts = [{"code": it.code, "key": it.key, "amount": text(it.amount)} for it in self.parts]
        return {"code": self.code, "amount": text(self.amount), "parts": parts}


def path_to_yes(
    excess: Number,
    open_invoices: Iterable[Item],
    credits: Iterable[Item],
    store_credit_available: Number,
    rounding: Number,
) -> list[Way]:
    """List what would bring a customer back within the limit, each way enough by itself.

    In this order, those that apply: ``deposit``; ``invoices``: whole open invoices, oldest first
    less those that are not needed; ``credits``: outstanding credits, oldest first;
    ``store_credit``; ``credits_store_credit``: both, when the credits fall short. The last three
    are completed by a deposit for the rest. Credits and store credit are used in part at need.

    :param excess: what must be freed, company currency; no way when not above zero.
    :param open_invoices: invoices that the exposure counts, with what remains of each.
    :param credits: outstanding credits that the exposure does not count yet: applying one that
        it counts would free nothing.
    :param store_credit_available: what the customer may spend; not above zero counts as none.
    :param rounding: the currency's step. What to free is rounded up, what there is down.
    :return: ways that free the excess or more; without any one part each would free too little.
    """
    need = round_up(excess, rounding)
    if need <= 0:
        return []
    from_credits = _draw(credits, need, rounding)
    store = max(round_down(store_credit_available, rounding), ZERO)
    from_store = _store(min(store, need))
    ways = [_way("deposit", _deposit(need))]
    from_invoices = _whole_invoices(open_invoices, need, rounding)
    if from_invoices:
        ways.append(_way("invoices", from_invoices))
    if from_credits:
        ways.append(_completed("credits", from_credits, need))
    if from_store:
        ways.append(_completed("store_credit", from_store, need))
    short = need - _total(from_credits)
    if from_credits and from_store and short:
        both = from_credits + _store(min(store, short))
        ways.append(_completed("credits_store_credit", both, need))
    return ways


def _whole_invoices(invoices: Iterable[Item], need: Decimal, rounding: Number) -> list[Part]:
    """Take whole invoices oldest first until enough, then leave out the newest not needed.

    None at all when even all of them would not do.
    """
    taken: list[Part] = []
    freed = ZERO
    for item in oldest_first(invoices):
        if freed >= need:
            break
        amount = round_down(item.amount, rounding)
        if amount:
            taken.append(Part("invoice", item.key, amount))
            freed += amount
    if freed < need:
        return []
    kept: list[Part] = []
    for part in reversed(taken):
        if freed - part.amount >= need:
            freed -= part.amount
        else:
            kept.append(part)
    return kept[::-1]


def _draw(credits: Iterable[Item], need: Decimal, rounding: Number) -> list[Part]:
    """Take from the credits, oldest first, what is needed at most; the last one in part."""
    parts: list[Part] = []
    for item in oldest_first(credits):
        amount = min(round_down(item.amount, rounding), need)
        if amount:
            parts.append(Part("credit", item.key, amount))
            need -= amount
    return parts


def _store(amount: Decimal) -> list[Part]:
    """Give the part that uses store credit, none for nothing."""
    return [Part("store_credit", None, amount)] if amount else []


def _deposit(amount: Decimal) -> list[Part]:
    """Give the part that asks for new money, none for nothing."""
    return [Part("deposit", None, amount)] if amount else []


def _completed(code: str, parts: list[Part], need: Decimal) -> Way:
    """Make a way of the parts and of a deposit for what they leave open."""
    return _way(code, parts + _deposit(need - _total(parts)))


def _way(code: str, parts: list[Part]) -> Way:
    """Make a way that frees what its parts free."""
    return Way(code, _total(parts), tuple(parts))


def _total(parts: list[Part]) -> Decimal:
    """Add up the parts."""
    return sum((part.amount for part in parts), ZERO)


def _text(amount: Decimal | None) -> str | None:
    """Write an amount that may be unknown."""
    return None if amount is None else text(amount)
