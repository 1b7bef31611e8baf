"""Exact money: conversion to Decimal, rounding to a currency's step, comparing, sharing out."""

from __future__ import annotations

import math
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache

Number = float | int | str | Decimal | None

ZERO = Decimal(0)
# More than any ledger holds, and little enough that a float keeps its cents apart.
TOO_LARGE = 1e15
# The largest id that the database can hold.
LAST_ID = 2**31 - 1
# Wide enough that no amount a database can hold loses a digit while it is rounded.
_EXACT = Context(prec=100)


def to_decimal(value: Number) -> Decimal:
    """Give the exact decimal that a person would read in ``value``.

    :param value: an amount in any currency. A float is read through its shortest
        representation, so ``0.1`` is a tenth; ``None`` and ``False`` (an empty field) are zero.
    :return: the amount with the sign of ``value``, unrounded, never minus zero.
    :raise ValueError: for NaN, an infinity or a text that is no number.
    :raise TypeError: for any other type, ``True`` included.
    """
    if value is None or value is False:
        return ZERO
    if value is True or not isinstance(value, (float, int, str, Decimal)):
        raise TypeError(f"not an amount: {value!r}")
    try:
        result = Decimal(float.__repr__(value) if isinstance(value, float) else value)
    except InvalidOperation:
        raise ValueError(f"not an amount: {value!r}") from None
    if not result.is_finite():
        raise ValueError(f"not a finite amount: {value!r}")
    return _unsigned_zero(result)


def is_amount(value: object) -> bool:
    """Tell whether ``value``, as a client sent it, is a number that can be booked.

    :return: True for a finite number below 1e15 on either side of zero; False for anything
        else: NaN, an infinity, a text, a list, ``None`` and the booleans.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return False
    # An integer may be too long for a float, which ``isfinite`` makes of it.
    finite = isinstance(value, int) or (
        value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)
    )
    return finite and abs(value) < TOO_LARGE


def read_amount(value: object) -> float | None:
    """Return what a program sent as an amount: a number, or the text of one (``"12.5"``).

    :return: a float that :func:`is_amount` accepts; None for anything else. What a person typed
        is read by :func:`read_typed`.
    """
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    return float(value) if is_amount(value) else None


def read_typed(text: object, decimal_point: str = ".", group: str = ",") -> Decimal | None:
    """Read what a person typed as an amount, in the signs of their language.

    Groups of digits must be whole ones (``1,000.50``, ``1,00,000``), so that ``12,34`` is not
    taken for 1234 where a comma parts thousands. Without any sign that parts groups, a point
    before the last digits is read as a decimal point in every language, unless exactly three
    digits follow what parts thousands there.

    :param text: digits of any script, spaces anywhere between them
    :param decimal_point: what the language writes before the cents
    :param group: what it writes between thousands, or nothing
    :return: the exact amount, zero or above; None where it is no amount or has two meanings
    """
    plain = "".join(str(text or "").split()).replace("\u066b", decimal_point)
    whole, point, cents = plain.rpartition(decimal_point)
    if not point:
        whole, cents = plain, ""
    if group and group.strip() and group in whole:
        first, *groups = whole.split(group)
        if _are_groups(first, groups):
            whole = first + "".join(groups)
        elif not point and group == "." and whole.count(".") == 1:
            whole, cents = first, groups[0]
    digits = whole + cents
    if not digits.isdecimal() or not whole.isdecimal():
        return None
    return Decimal(f"{whole}.{cents}" if cents else whole)


def _are_groups(first: str, groups: list[str]) -> bool:
    """Tell whether digits are parted as people part thousands, lakhs and crores."""
    *middle, last = groups
    return 0 < len(first) <= 3 and len(last) == 3 and all(len(it) in (2, 3) for it in middle)


def is_id(value: object) -> bool:
    """Tell whether ``value``, as a client sent it, can be the id of a record."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LAST_ID


def quantize(amount: Number, rounding: Number) -> Decimal:
    """Round half up, away from zero, to a multiple of ``rounding``.

    The rule is that of ``res.currency.round`` in Odoo (HALF-UP).

    :param amount: any amount; its sign is kept.
    :param rounding: the step of the currency: 0.01, 0.05, 1, ...
    :return: a multiple of the step with the decimals of the step, never minus zero.
    :raise ValueError: when the step is not above zero or the amount has no finite value.
    """
    step = _step(rounding)
    count, rest = _divide(to_decimal(amount), step)
    if _EXACT.multiply(rest.copy_abs(), 2) >= step:
        count += 1 if rest > 0 else -1
    return _multiple(count, step)


def round_up(amount: Number, rounding: Number) -> Decimal:
    """Round to the next multiple of ``rounding`` that is not below ``amount``.

    For an amount that must suffice, such as a deposit. Sign kept; raises as ``quantize``.
    """
    step = _step(rounding)
    count, rest = _divide(to_decimal(amount), step)
    return _multiple(count + 1 if rest > 0 else count, step)


def round_down(amount: Number, rounding: Number) -> Decimal:
    """Round to the last multiple of ``rounding`` that is not above ``amount``.

    For an amount that must exist, such as what may be spent. Sign kept; raises as ``quantize``.
    """
    step = _step(rounding)
    count, rest = _divide(to_decimal(amount), step)
    return _multiple(count - 1 if rest < 0 else count, step)


def is_zero(amount: Number, rounding: Number) -> bool:
    """Tell whether ``amount`` rounds to nothing at the step; raises as ``quantize``."""
    return not quantize(amount, rounding)


def compare(a: Number, b: Number, rounding: Number) -> int:
    """Compare two amounts of one currency after rounding each, as Odoo's ``compare_amounts``.

    :return: -1 when ``a`` is smaller, 0 when they round to the same, 1 when it is larger.
    :raise ValueError: as ``quantize``.
    """
    left, right = quantize(a, rounding), quantize(b, rounding)
    return (left > right) - (left < right)


def clamp(amount: Number, low: Number = None, high: Number = None) -> Decimal:
    """Move ``amount`` into ``low``..``high``, both included; ``None`` leaves a side open.

    :return: the nearest amount within the bounds, unrounded.
    :raise ValueError: when ``low`` is above ``high``.
    """
    floor = None if low is None else to_decimal(low)
    ceiling = None if high is None else to_decimal(high)
    if floor is not None and ceiling is not None and floor > ceiling:
        raise ValueError(f"lower bound {floor} is above upper bound {ceiling}")
    result = to_decimal(amount)
    if floor is not None and result < floor:
        return floor
    if ceiling is not None and result > ceiling:
        return ceiling
    return result


def text(amount: Decimal) -> str:
    """Write ``amount`` with plain digits and a point, losslessly, as snapshots store it."""
    return format(amount, "f")


@lru_cache(maxsize=64)
def _step(rounding: Number) -> Decimal:
    """Read a rounding step, without idle zeros, and refuse one that is not above zero."""
    step = to_decimal(rounding).normalize(_EXACT)
    if step <= 0:
        raise ValueError(f"a rounding step must be above zero, not {rounding!r}")
    # A step of tens is normalised to 1E+1: write it out, so that its multiples read well.
    return Decimal(text(step))


def _divide(amount: Decimal, step: Decimal) -> tuple[Decimal, Decimal]:
    """Give how many whole steps ``amount`` holds, towards zero, and the exact rest."""
    try:
        return _EXACT.divmod(amount, step)
    except InvalidOperation:
        raise ValueError(f"amount out of range: {amount}") from None


def _multiple(count: Decimal | int, step: Decimal) -> Decimal:
    """Give ``count`` steps, never minus zero."""
    return _unsigned_zero(_EXACT.multiply(Decimal(count), step))


def _unsigned_zero(amount: Decimal) -> Decimal:
    """Turn minus zero into zero and leave any other amount untouched."""
    return amount if amount else amount.copy_abs()
