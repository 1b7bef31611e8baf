"""Which credit pays which debt: oldest first, or as a person wants it, step by step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Date
from decimal import Decimal
from typing import NamedTuple

from .money import ZERO, Number, quantize, to_decimal

Key = int | str


class AllocationError(ValueError):
    """Allocations that the items cannot bear; ``key`` names the item, ``remaining`` what is left.

    Either is ``None`` when it does not apply. The message is in English, for a log or a
    developer: build a text for users from the attributes.
    """

    def __init__(
        self, message: str, key: Key | None = None, remaining: Decimal | None = None
    ) -> None:
        """Keep the figures beside the message."""
        super().__init__(message)
        self.key = key
        self.remaining = remaining


@dataclass(frozen=True)
class Item:
    """An open credit or an open debt: what remains of it, always above zero, in one currency.

    ``date`` is the document's and decides what is oldest; ``due`` is carried along only. Keys
    are unique among the credits and among the debts, and of one type.

    :raise AllocationError: when the amount is not above zero.
    """

    key: Key
    date: Date
    amount: Decimal
    due: Date | None = None

    def __post_init__(self) -> None:
        """Read the amount exactly and refuse one that is not above zero."""
        amount = to_decimal(self.amount)
        if amount <= 0:
            raise AllocationError(f"{self.key}: {amount} is not above zero", self.key, amount)
        object.__setattr__(self, "amount", amount)


class Allocation(NamedTuple):
    """An amount above zero of the credit with key ``credit`` that pays the debt ``debt``."""

    credit: Key
    debt: Key
    amount: Decimal


class Step(NamedTuple):
    """One matching in the books; ``direct`` when matching the two items yields ``amount``."""

    credit: Key
    debt: Key
    amount: Decimal
    direct: bool


def oldest_first(items: Iterable[Item]) -> list[Item]:
    """Sort by document date, then key, so that the order of the input never matters."""
    return sorted(items, key=lambda item: (item.date, item.key))


def allocate(
    credits: Iterable[Item], debts: Iterable[Item], limit: Number = None
) -> list[Allocation]:
    """Pay the oldest debt with the oldest credit until credits, debts or ``limit`` run out.

    :param credits: what the customer has open, in the currency of the debts.
    :param debts: what the customer owes.
    :param limit: the most to allocate in all; ``None`` for no bound, nothing when not above zero.
    :return: allocations in the order they are made, each exact and unrounded; at most as many
        as there are items.
    :raise AllocationError: when a key comes twice among the credits or among the debts.
    """
    givers, takers = _stack(credits), _stack(debts)
    budget = sum((left for _key, left in givers), ZERO)
    if limit is not None:
        budget = min(budget, to_decimal(limit))
    result: list[Allocation] = []
    while budget > 0 and givers and takers:
        (credit, gives), (debt, takes) = givers.pop(), takers.pop()
        amount = min(gives, takes, budget)
        result.append(Allocation(credit, debt, amount))
        if amount < gives:
            givers.append((credit, gives - amount))
        if amount < takes:
            takers.append((debt, takes - amount))
        budget -= amount
    return result


def steps(
    credits: Iterable[Item],
    debts: Iterable[Item],
    allocations: Iterable[Allocation],
    rounding: Number,
) -> list[Step]:
    """Check wanted allocations and say how each one is booked, in the given order.

    A ledger that matches two items always takes the whole of the smaller remainder. Where that
    is the wanted amount the step is ``direct``; else it needs a split entry of that amount.

    :param credits: open credits, in the currency of the debts.
    :param debts: open debts.
    :param allocations: any part of any credit to any part of any debt, also repeated.
    :param rounding: the currency's step; amounts and remainders are rounded half up to it.
    :return: one step per allocation; booked in this order they give the wanted allocations.
    :raise AllocationError: for an unknown or repeated key, an amount that is not above zero, or
        one above what remains of its credit or debt at that moment.
    """
    credit_left = _remaining(credits, rounding)
    debt_left = _remaining(debts, rounding)
    result: list[Step] = []
    for credit, debt, wanted in allocations:
        amount = quantize(wanted, rounding)
        _check(credit, amount, credit_left, "credit")
        _check(debt, amount, debt_left, "debt")
        direct = amount == min(credit_left[credit], debt_left[debt])
        result.append(Step(credit, debt, amount, direct))
        credit_left[credit] -= amount
        debt_left[debt] -= amount
    return result


def _stack(items: Iterable[Item]) -> list[tuple[Key, Decimal]]:
    """Give key and amount of each item, the oldest last, where ``pop`` takes it."""
    return list(_remaining(oldest_first(items)).items())[::-1]


def _remaining(items: Iterable[Item], rounding: Number = None) -> dict[Key, Decimal]:
    """Give key -> what remains, rounded when a step is given; refuse a key that comes twice."""
    result: dict[Key, Decimal] = {}
    for item in items:
        if item.key in result:
            raise AllocationError(f"{item.key} is given twice", item.key)
        result[item.key] = item.amount if rounding is None else quantize(item.amount, rounding)
    return result


def _check(key: Key, amount: Decimal, left: dict[Key, Decimal], kind: str) -> None:
    """Refuse an unknown key, an amount that is not above zero, or more than what remains."""
    if key not in left:
        raise AllocationError(f"unknown {kind} {key}", key)
    if amount <= 0:
        raise AllocationError(f"{kind} {key}: {amount} is not above zero", key, left[key])
    if amount > left[key]:
        message = f"{kind} {key}: {amount} wanted but {left[key]} remains"
        raise AllocationError(message, key, left[key])
