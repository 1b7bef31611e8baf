"""What a customer may owe on a day, from what was chosen for them."""

from __future__ import annotations

from datetime import date


def limit_on(
    day: date,
    mode: str,
    amount: float | None,
    default: float | None,
    temporary: tuple[float | None, date | None, date | None] = (None, None, None),
) -> float | None:
    """Give the limit that counts on a day, in the currency of the amounts.

    :param mode: ``default``, ``custom``, ``none`` or ``unlimited``
    :param amount: the own amount, for ``custom``
    :param default: the limit of the policy, for ``default``
    :param temporary: (limit, first day or none, last day); without a last day it never counts
    :return: zero means no credit at all, ``None`` means unlimited
    """
    instead, start, until = temporary
    if until and until >= day and (not start or start <= day):
        return instead or 0.0
    if mode == "default":
        return default
    return {"custom": amount or 0.0, "none": 0.0}.get(mode)
