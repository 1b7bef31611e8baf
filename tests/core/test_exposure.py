"""Exposure: named terms that add up, against a limit, kept as a snapshot."""

import dataclasses
import json
from decimal import Decimal

import pytest
from core.exposure import UTILISATION_WITHOUT_LIMIT, Exposure
from core_strategies import CODES, cents, exposures
from hypothesis import given
from hypothesis import strategies as st

codes = st.sampled_from(CODES)


def test_what_a_customer_owes_reads_like_a_sum() -> None:
    exposure = Exposure({"receivable": 3200.0, "orders": 1100, "drafts": "-0.50"})
    assert exposure.total == Decimal("4299.50")
    assert exposure.term("orders") == 1100
    assert exposure.term("till") == 0
    assert exposure.headroom(7000) == Decimal("2700.50")
    assert exposure.headroom(None) is None
    assert exposure.utilisation(7000) == Decimal("61.42")
    assert exposure.utilisation(2000) == Decimal("214.98")
    assert exposure.headroom(0.1) == Decimal("-4299.40")
    assert Exposure({"orders": 1}).utilisation(0.5) == 200


@pytest.mark.parametrize(
    ("owed", "limit", "expected"),
    [
        (5, None, None),
        (5, 0, UTILISATION_WITHOUT_LIMIT),
        (0, 0, 0),
        (-5, 0, 0),
        (-5, 100, 0),
        (100, 100, 100),
        (-5, -10, UTILISATION_WITHOUT_LIMIT),
        (-10, -10, 0),
        (1, 3, Decimal("33.33")),
        (2, 3, Decimal("66.67")),
    ],
)
def test_utilisation_at_the_edges(owed: int, limit: int | None, expected: object) -> None:
    assert Exposure({"receivable": owed}).utilisation(limit) == expected


@given(st.dictionaries(codes, st.dictionaries(st.integers(1, 5), cents | st.just(0.0))))
def test_many_at_once_are_the_same_as_one_by_one(terms: dict) -> None:
    at_once = Exposure.for_each(terms, range(1, 5))
    assert list(at_once) == [1, 2, 3, 4]
    for key, exposure in at_once.items():
        alone = Exposure({code: amounts.get(key, 0) for code, amounts in terms.items()})
        assert (exposure, exposure.codes) == (alone, alone.codes)


def test_many_at_once_are_checked_like_one() -> None:
    for terms in ({"": {1: 5}}, {"orders": {1: float("nan")}}):
        with pytest.raises(ValueError, match=r"code of its own|finite"):
            Exposure.for_each(terms, [1])


@given(exposures, cents)
def test_utilisation_above_a_hundred_means_over_the_limit(
    exposure: Exposure, limit: Decimal
) -> None:
    used, room = exposure.utilisation(limit), exposure.headroom(limit)
    assert used >= 0
    if used > 100:
        assert room < 0
    if room < 0 <= limit:
        assert used >= 100


@given(exposures, cents, cents)
def test_owing_more_never_gives_more_room(
    exposure: Exposure, limit: Decimal, more: Decimal
) -> None:
    larger = exposure + Exposure({"orders": abs(more)})
    assert larger.headroom(limit) == exposure.headroom(limit) - abs(more)
    assert larger.utilisation(limit) >= exposure.utilisation(limit)


@given(exposures, exposures, exposures)
def test_adding_is_term_by_term_in_any_order(a: Exposure, b: Exposure, c: Exposure) -> None:
    assert (a + b).total == a.total + b.total
    assert a + b == b + a
    assert hash(a + b) == hash(b + a)
    assert (a + b) + c == a + (b + c)
    assert all((a + b).term(code) == a.term(code) + b.term(code) for code in CODES)
    assert a + Exposure() == a
    assert sum([a, b], Exposure()) == a + b


@given(exposures, codes, cents)
def test_a_term_is_set_and_taken_out_without_touching_others(
    exposure: Exposure, code: str, amount: Decimal
) -> None:
    changed = exposure.with_term(code, amount)
    assert changed.term(code) == amount
    assert changed.with_term(code, amount) == changed
    assert changed.without(code) == exposure.without(code)
    assert exposure.without(code).term(code) == 0
    assert exposure.without(code).total == exposure.total - exposure.term(code)
    assert all(changed.term(other) == exposure.term(other) for other in CODES if other != code)


def test_terms_keep_their_order() -> None:
    exposure = Exposure({"b": 1, "a": 2})
    assert exposure.codes == ("b", "a")
    assert exposure.with_term("b", 5).codes == ("b", "a")
    assert exposure.with_term("c", 5).codes == ("b", "a", "c")
    assert (exposure + Exposure({"d": 1, "a": 1})).codes == ("b", "a", "d")
    assert exposure == Exposure([("a", 2), ("b", 1)])
    assert exposure != Exposure({"a": 2})


@given(exposures, exposures)
def test_a_difference_holds_exactly_what_moved(now: Exposure, then: Exposure) -> None:
    moved = now.diff(then)
    assert moved.total == now.total - then.total
    assert all(amount for _code, amount in moved.terms)
    assert all((then + moved).term(code) == now.term(code) for code in CODES)
    assert now.diff(now) == Exposure()


@given(exposures)
def test_a_snapshot_survives_json_and_sorted_keys(exposure: Exposure) -> None:
    stored = json.loads(json.dumps(exposure.as_dict(), sort_keys=True))
    again = Exposure.from_dict(stored)
    assert again == exposure
    assert again.codes == exposure.codes
    assert again.as_dict() == exposure.as_dict()


def test_a_snapshot_that_does_not_add_up_is_refused() -> None:
    stored = Exposure({"receivable": "1E+3"}).as_dict()
    assert stored == {"terms": [{"code": "receivable", "amount": "1000"}], "total": "1000"}
    with pytest.raises(ValueError, match="add up to 1000, not to 999"):
        Exposure.from_dict({**stored, "total": "999"})


@pytest.mark.parametrize("terms", [[("a", 1), ("a", 2)], {"": 1}, {"a": float("nan")}])
def test_terms_need_codes_of_their_own_and_finite_amounts(terms: object) -> None:
    with pytest.raises(ValueError, match=r"code of its own|finite"):
        Exposure(terms)


def test_an_exposure_never_changes_and_never_mixes() -> None:
    exposure = Exposure({"a": 1})
    with pytest.raises(dataclasses.FrozenInstanceError):
        exposure.terms = ()
    with pytest.raises(TypeError):
        exposure + 1
    assert exposure != (("a", Decimal(1)),)
