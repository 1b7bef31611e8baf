"""A verdict: reasons decide the state, figures explain it, and nothing else does."""

import json
from decimal import Decimal

import pytest
from core.exposure import Exposure
from core.verdict import LEVELS, Blocker, Verdict
from core_strategies import blockers, cents, exposures, limits
from hypothesis import given
from hypothesis import strategies as st

HARDNESS = {"ok": 0, "warning": 1, "blocked": 2}
OVER = Blocker("over_limit", "650.00 over the limit of 7,000.00", "approval")
LATE = Blocker("overdue", "One invoice is 23 days overdue", "warn")
HOLD = Blocker("hold", "On hold since Monday", "block")
verdicts = st.builds(Verdict, st.lists(blockers), st.none() | exposures, limits, cents)


@pytest.mark.parametrize(
    ("reasons", "state", "level"),
    [
        ([], "ok", None),
        ([LATE], "warning", "warn"),
        ([LATE, OVER], "blocked", "approval"),
        ([HOLD, OVER, LATE], "blocked", "block"),
    ],
)
def test_the_hardest_reason_decides(reasons: list[Blocker], state: str, level: str) -> None:
    verdict = Verdict(reasons)
    assert (verdict.state, verdict.level) == (state, level)
    assert (verdict.amount, verdict.excess, verdict.fits) == (0, 0, 0)


def test_messages_come_hardest_first_and_once() -> None:
    messages = Verdict([LATE, OVER, HOLD, LATE]).messages
    assert messages == [HOLD.message, OVER.message, LATE.message]


def test_levels_rise_and_others_are_refused() -> None:
    assert [Blocker("x", "x", level).rank for level in LEVELS] == [0, 1, 2]
    with pytest.raises(ValueError, match="unknown level"):
        Blocker("x", "x", "fatal")


def test_the_figures_of_an_order_over_the_limit() -> None:
    verdict = Verdict([OVER], Exposure({"receivable": 5000}), 7000, 2650.0)
    assert verdict.headroom == 2000
    assert verdict.headroom_after == -650
    assert verdict.excess == 650
    assert verdict.fits == 2000


@pytest.mark.parametrize(
    "verdict",
    [Verdict(amount=50), Verdict([], Exposure({"a": 9}), None, 50), Verdict([], None, 7, 50)],
)
def test_unlimited_or_unknown_is_never_over(verdict: Verdict) -> None:
    assert verdict.headroom is None
    assert verdict.headroom_after is None
    assert (verdict.excess, verdict.fits) == (0, 50)


@given(verdicts, st.randoms(use_true_random=False))
def test_the_order_of_reasons_does_not_change_the_state(verdict: Verdict, random: object) -> None:
    shuffled = list(verdict.blockers)
    random.shuffle(shuffled)
    assert Verdict(shuffled).state == verdict.state


@given(exposures, cents, cents, cents)
def test_a_larger_document_is_never_less_over(
    exposure: Exposure, limit: Decimal, amount: Decimal, more: Decimal
) -> None:
    small = Verdict([], exposure, limit, amount)
    large = Verdict([], exposure, limit, amount + abs(more))
    assert large.excess >= small.excess
    assert large.fits >= small.fits >= 0


@given(exposures, cents, cents)
def test_excess_and_fitting_part_agree_with_the_limit(
    exposure: Exposure, limit: Decimal, amount: Decimal
) -> None:
    verdict = Verdict([], exposure, limit, amount)
    assert verdict.excess == max(exposure.total + amount - limit, 0)
    assert 0 <= verdict.fits <= max(amount, 0)
    assert (verdict.fits == max(amount, 0)) == (amount <= max(verdict.headroom, 0))
    if verdict.fits:
        assert exposure.total + verdict.fits <= limit


@given(verdicts)
def test_a_snapshot_survives_json(verdict: Verdict) -> None:
    stored = json.loads(json.dumps(verdict.as_dict(), sort_keys=True))
    again = Verdict.from_dict(stored)
    assert again == verdict
    assert again.as_dict() == verdict.as_dict() == stored


def test_a_snapshot_shows_its_figures_as_text() -> None:
    assert Verdict([LATE], Exposure({"orders": "12.50"}), "10.00", 3).as_dict() == {
        "state": "warning",
        "blockers": [{"code": "overdue", "message": LATE.message, "level": "warn"}],
        "waived": [],
        "exposure": {"terms": [{"code": "orders", "amount": "12.50"}], "total": "12.50"},
        "limit": "10.00",
        "amount": "3",
        "headroom": "-2.50",
        "excess": "5.50",
    }


def test_a_lazy_message_is_stored_as_text() -> None:
    class Lazy:
        def __str__(self) -> str:
            return "translated"

    verdict = Verdict([Blocker("x", Lazy(), "warn")])
    assert json.dumps(verdict.as_dict()["blockers"][0]["message"]) == '"translated"'
    assert verdict.messages == ["translated"]


def test_an_approval_waives_reasons_and_leaves_the_others() -> None:
    hard = Blocker("closed", "Closed.", "block")
    verdict = Verdict([LATE, hard], Exposure({"orders": 5}), 3, 2).waive([hard])
    assert (verdict.state, verdict.blockers, verdict.waived) == ("warning", (LATE,), (hard,))
    assert Verdict.from_dict(verdict.as_dict()) == verdict
