"""Ways to a yes: each one frees enough by itself and asks for nothing it does not need."""

import json
from datetime import date
from decimal import Decimal

import pytest
from core.allocation import Item
from core.money import round_down
from core.verdict import Part, Way, path_to_yes
from core_strategies import items, rounding_steps
from hypothesis import given
from hypothesis import strategies as st

ORDER = ["deposit", "invoices", "credits", "store_credit", "credits_store_credit"]
excesses = st.integers(-5, 60000).map(lambda count: Decimal(count).scaleb(-3))
stores = st.integers(-500, 4000).map(lambda count: Decimal(count).scaleb(-2))


def item(key: str, day: int, amount: float) -> Item:
    """An open item of January."""
    return Item(key, date(2025, 1, day), amount)


def brief(ways: list[Way]) -> dict[str, list[tuple]]:
    """Ways as code -> (code, key, whole amount) of each part."""
    return {way.code: [tuple(part) for part in way.parts] for way in ways}


def test_an_order_that_is_650_over() -> None:
    ways = path_to_yes(
        650,
        [item("INV/0042", 3, 800), item("INV/0051", 9, 90)],
        [item("RINV/0007", 5, 350)],
        120.0,
        0.01,
    )
    assert brief(ways) == {
        "deposit": [("deposit", None, 650)],
        "invoices": [("invoice", "INV/0042", 800)],
        "credits": [("credit", "RINV/0007", 350), ("deposit", None, 300)],
        "store_credit": [("store_credit", None, 120), ("deposit", None, 530)],
        "credits_store_credit": [
            ("credit", "RINV/0007", 350),
            ("store_credit", None, 120),
            ("deposit", None, 180),
        ],
    }
    assert [way.to_pay for way in ways] == [650, 800, 300, 530, 180]


@pytest.mark.parametrize(
    ("amounts", "taken"),
    [
        ([10, 20, 800], ["I2"]),
        ([10, 650, 5], ["I1"]),
        ([400, 300, 5000], ["I0", "I1"]),
        ([30, 620, 40, 90], ["I0", "I1"]),
        ([30, 40, 600, 15], ["I0", "I1", "I2"]),
        ([300, 340], None),
    ],
)
def test_invoices_are_taken_oldest_first_less_the_needless(
    amounts: list[int], taken: list[str] | None
) -> None:
    invoices = [item(f"I{index}", index + 1, amount) for index, amount in enumerate(amounts)]
    ways = brief(path_to_yes(650, invoices, [], 0, 0.01))
    assert [key for _code, key, _amount in ways.get("invoices", [])] == (taken or [])


def test_a_large_credit_is_used_in_part_and_needs_no_other() -> None:
    credits = [item("new", 9, 70), item("old", 1, 500)]
    assert brief(path_to_yes(100, [], credits, 40, 0.01)) == {
        "deposit": [("deposit", None, 100)],
        "credits": [("credit", "old", 100)],
        "store_credit": [("store_credit", None, 40), ("deposit", None, 60)],
    }


def test_both_kinds_of_credit_may_need_no_deposit() -> None:
    ways = brief(path_to_yes(100, [], [item("C", 1, 70)], 500, 0.01))
    assert ways["credits_store_credit"] == [("credit", "C", 70), ("store_credit", None, 30)]
    assert ways["store_credit"] == [("store_credit", None, 100)]


def test_what_to_free_is_rounded_up_and_what_there_is_down() -> None:
    ways = brief(path_to_yes("10.01", [item("I", 1, 10.09)], [item("C", 1, 0.04)], 0.06, 0.05))
    assert ways == {
        "deposit": [("deposit", None, Decimal("10.05"))],
        "store_credit": [
            ("store_credit", None, Decimal("0.05")),
            ("deposit", None, Decimal("10.00")),
        ],
        "invoices": [("invoice", "I", Decimal("10.05"))],
    }


def test_nothing_to_free_needs_no_way() -> None:
    assert path_to_yes(0, [item("I", 1, 5)], [], 9, 0.01) == []
    assert path_to_yes(-3, [item("I", 1, 5)], [], 9, 0.01) == []


def test_a_way_can_be_stored() -> None:
    way = Way("credits", Decimal("9.50"), (Part("credit", 7, Decimal("9.50")),))
    assert json.loads(json.dumps(way.as_dict())) == {
        "code": "credits",
        "amount": "9.50",
        "parts": [{"code": "credit", "key": 7, "amount": "9.50"}],
    }


@given(excesses, items(), items(), stores, rounding_steps)
def test_each_way_frees_enough_and_each_part_is_needed(
    excess: Decimal, invoices: list[Item], credits: list[Item], store: Decimal, rounding: Decimal
) -> None:
    ways = path_to_yes(excess, invoices, credits, store, rounding)
    assert bool(ways) == (excess > 0)
    for way in ways:
        assert way.amount == sum(part.amount for part in way.parts)
        assert way.amount >= excess
        for part in way.parts:
            assert part.amount > 0
            assert part.amount % rounding == 0
            assert way.amount - part.amount < excess
        if way.code != "invoices":
            assert way.amount - rounding < excess


@given(excesses, items(), items(), stores, rounding_steps)
def test_no_way_uses_more_than_there_is(
    excess: Decimal, invoices: list[Item], credits: list[Item], store: Decimal, rounding: Decimal
) -> None:
    known = {("invoice", it.key): it.amount for it in invoices}
    known |= {("credit", it.key): it.amount for it in credits}
    known["store_credit", None] = store
    for way in path_to_yes(excess, invoices, credits, store, rounding):
        bounded = [part for part in way.parts if part.code != "deposit"]
        assert all(part.amount <= known[part.code, part.key] for part in bounded)
        assert len({(part.code, part.key) for part in way.parts}) == len(way.parts)


@given(excesses, items(), items(), stores, rounding_steps)
def test_every_way_that_exists_is_listed_once_in_order(
    excess: Decimal, invoices: list[Item], credits: list[Item], store: Decimal, rounding: Decimal
) -> None:
    codes = [way.code for way in path_to_yes(excess, invoices, credits, store, rounding)]
    open_total = sum(round_down(it.amount, rounding) for it in invoices)
    credit_total = sum(round_down(it.amount, rounding) for it in credits)
    has_store = store >= rounding
    exists = [
        True,
        open_total >= excess,
        credit_total > 0,
        has_store,
        0 < credit_total < excess and has_store,
    ]
    expected = [code for code, there in zip(ORDER, exists, strict=True) if there]
    assert codes == (expected if excess > 0 else [])


@given(excesses, items(), items(), stores, rounding_steps, st.randoms(use_true_random=False))
def test_ways_do_not_depend_on_the_order_of_the_input(
    excess: Decimal,
    invoices: list[Item],
    credits: list[Item],
    store: Decimal,
    rounding: Decimal,
    random: object,
) -> None:
    expected = path_to_yes(excess, invoices, credits, store, rounding)
    mixed_invoices, mixed_credits = list(invoices), list(credits)
    random.shuffle(mixed_invoices)
    random.shuffle(mixed_credits)
    assert path_to_yes(excess, mixed_invoices, mixed_credits, store, rounding) == expected
