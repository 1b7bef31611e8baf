"""Money is exact: conversion, rounding half up, comparing and sharing out."""

from decimal import Decimal

import pytest
from core import money
from core_strategies import amounts, rounding_steps
from hypothesis import given
from hypothesis import strategies as st

finite_floats = st.floats(allow_nan=False, allow_infinity=False)
weights = st.lists(st.integers(0, 50) | st.decimals(0, 50, places=3), min_size=1, max_size=9)


def is_minus_zero(amount: Decimal) -> bool:
    """Tell a zero that would print with a minus."""
    return not amount and amount.is_signed()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (12, "12"),
        ("-3.50", "-3.50"),
        (Decimal("7.005"), "7.005"),
        (None, "0"),
        (False, "0"),
        (-0.0, "0.0"),
    ],
)
def test_a_value_is_read_as_a_person_reads_it(value: money.Number, expected: str) -> None:
    assert money.text(money.to_decimal(value)) == expected


@pytest.mark.parametrize("value", [float("nan"), float("-inf"), "NaN", "ten", "", Decimal("sNaN")])
def test_what_is_no_number_is_refused(value: money.Number) -> None:
    with pytest.raises(ValueError, match="not a"):
        money.to_decimal(value)


@pytest.mark.parametrize("value", [True, [1], b"1"])
def test_what_is_no_amount_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        money.to_decimal(value)


def test_a_float_subclass_is_read_like_a_float() -> None:
    class Loud(float):
        def __repr__(self) -> str:
            return "loud"

    assert money.to_decimal(Loud(0.1)) == Decimal("0.1")


@given(finite_floats)
def test_a_float_survives_the_way_there_and_back(value: float) -> None:
    assert float(money.to_decimal(value)) == value


@pytest.mark.parametrize(
    ("amount", "rounding", "expected"),
    [
        (2.675, 0.01, "2.68"),
        (-2.675, 0.01, "-2.68"),
        (0.1 + 0.2, 0.01, "0.30"),
        (1.024, 0.05, "1.00"),
        (1.025, 0.05, "1.05"),
        (0.5, 1, "1"),
        (-0.4, 1.0, "0"),
        (125, 10, "130"),
        ("0.00499999999999999999999999999999999999", 0.01, "0.00"),
    ],
)
def test_rounding_is_half_up_to_the_step(
    amount: money.Number, rounding: money.Number, expected: str
) -> None:
    assert str(money.quantize(amount, rounding)) == expected


@pytest.mark.parametrize("rounding", [0, -0.01, None, "NaN"])
def test_a_step_must_be_above_zero(rounding: money.Number) -> None:
    for function in (money.quantize, money.round_up, money.round_down, money.is_zero):
        with pytest.raises(ValueError, match=r"above zero|finite"):
            function(1, rounding)


def test_an_absurd_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="out of range"):
        money.quantize(1e300, 0.01)


@given(amounts, rounding_steps)
def test_a_rounded_amount_is_a_multiple_within_half_a_step(
    amount: Decimal, rounding: Decimal
) -> None:
    rounded = money.quantize(amount, rounding)
    assert rounded % rounding == 0
    assert abs(rounded - amount) * 2 <= rounding
    assert money.quantize(rounded, rounding) == rounded
    assert money.quantize(-amount, rounding) == -rounded


@given(amounts, rounding_steps)
def test_rounding_up_and_down_bracket_the_amount(amount: Decimal, rounding: Decimal) -> None:
    low, high = money.round_down(amount, rounding), money.round_up(amount, rounding)
    assert low <= amount <= high
    assert high - low == (0 if amount % rounding == 0 else rounding)
    assert money.quantize(amount, rounding) in (low, high)


@given(st.sampled_from(["-0.0", "-0.004", "-0.0001", "0", -0.0]), rounding_steps)
def test_zero_never_carries_a_minus(amount: money.Number, rounding: Decimal) -> None:
    found = [
        money.to_decimal(amount) if not float(amount) else money.ZERO,
        money.quantize(amount, rounding),
        money.clamp(amount, 0, 5),
        money.round_up(amount, 1),
    ]
    assert not any(map(is_minus_zero, found))


@given(amounts, amounts, rounding_steps)
def test_comparing_agrees_with_rounding_first(a: Decimal, b: Decimal, rounding: Decimal) -> None:
    answer = money.compare(a, b, rounding)
    difference = money.quantize(a, rounding) - money.quantize(b, rounding)
    assert answer == (difference > 0) - (difference < 0)
    assert money.compare(b, a, rounding) == -answer


def test_amounts_that_print_alike_are_equal() -> None:
    assert money.compare(0.1 + 0.2, 0.3, 0.01) == 0
    assert money.compare(1.004, 1.0, 0.01) == 0
    assert money.compare(1.01, 1.0, 0.01) == 1
    assert money.is_zero(0.004, 0.01)
    assert not money.is_zero(-0.005, 0.01)


@given(amounts, amounts, amounts)
def test_a_clamped_amount_lies_within_its_bounds(amount: Decimal, a: Decimal, b: Decimal) -> None:
    low, high = min(a, b), max(a, b)
    assert money.clamp(amount, low, high) == sorted([low, amount, high])[1]
    assert money.clamp(amount, low) == max(amount, low)
    assert money.clamp(amount, high=high) == min(amount, high)
    assert money.clamp(amount) == amount


def test_crossed_bounds_are_refused() -> None:
    with pytest.raises(ValueError, match="above upper bound"):
        money.clamp(1, 3, 2)


def test_floats_count_as_the_decimals_they_show() -> None:
    assert money.round_down(0.3, 0.1) == money.round_up(0.3, 0.1) == Decimal("0.3")
    bounded = [money.clamp(5, high=0.1), money.clamp(-5, low=0.1), money.clamp(0.1, 0, 5)]
    assert bounded == [Decimal("0.1")] * 3


@pytest.mark.parametrize("value", [0, -3.5, 12, 999_999_999_999_999, Decimal("7.005")])
def test_a_number_that_can_be_booked_is_an_amount(value: object) -> None:
    assert money.is_amount(value)


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), float("-inf"), 1e15, 1e300, 10**400, Decimal("NaN"),
     Decimal("sNaN"), Decimal("Infinity"), True, False, None, "12", "²", [], {}, [1.0]],
)  # fmt: skip
def test_anything_else_is_no_amount(value: object) -> None:
    assert not money.is_amount(value)
    # As a program may write it: "12" is a number to it.
    assert (money.read_amount(value) is None) == (value != "12")


@pytest.mark.parametrize(
    ("value", "amount"),
    [(5, 5.0), ("12.5", 12.5), (" -3 ", -3.0), ("1e3", 1000.0), (Decimal("0.07"), 0.07)],
)
def test_a_program_sends_numbers_or_their_text(value: object, amount: float) -> None:
    assert money.read_amount(value) == amount


@pytest.mark.parametrize("value", ["nan", "Infinity", "1e300", "1,000", "", "abc"])
def test_text_that_is_no_number_of_a_program(value: str) -> None:
    assert money.read_amount(value) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, True), (2**31 - 1, True), (2**31, False), (0, False), (-1, False), (True, False),
     (1.0, False), ("1", False), (None, False), ([1], False)],
)  # fmt: skip
def test_an_id_is_a_whole_number_that_the_database_can_hold(value: object, expected: bool) -> None:
    assert money.is_id(value) is expected


@pytest.mark.parametrize(
    ("text", "point", "group", "expected"),
    [
        ("1,000.50", ".", ",", "1000.50"),
        ("1000.50", ".", ",", "1000.50"),
        ("1,00,000", ".", ",", "100000"),
        ("1.000,50", ",", ".", "1000.50"),
        ("1000.50", ",", ".", "1000.50"),
        ("1.000", ",", ".", "1000"),
        ("1 000,50", ",", "\N{NARROW NO-BREAK SPACE}", "1000.50"),
        ("1'000.50", ".", "'", "1000.50"),
        ("١٬٠٠٠٫٥٠", ".", "٬", "1000.50"),  # noqa: RUF001
    ],
)
def test_people_type_amounts_as_their_language_writes_them(text, point, group, expected) -> None:
    assert money.read_typed(text, point, group) == Decimal(expected)


@pytest.mark.parametrize(
    "text", ["12,34", "1,000,50", "1.000,50", "1..5", "-5", "NaN", "1e5", "5 euros", "", None]
)
def test_what_has_two_meanings_or_none_is_no_amount(text) -> None:
    assert money.read_typed(text, ".", ",") is None


@given(st.decimals(0, 10**9, places=2), st.sampled_from([(".", ","), (",", ".")]))
def test_what_is_written_is_read_again(amount, signs) -> None:
    written = f"{amount:,.2f}".translate({ord("."): signs[0], ord(","): signs[1]})
    assert money.read_typed(written, *signs) == amount
