"""Many processes confirm orders of one customer: never more than the limit has room for."""

import pytest

from .worker import job

WORKERS = 8


def confirm_at_once(stage, rounds, prefix):
    """Confirm eight orders of 100 at once, where three fit, again and again."""
    for number in range(rounds):
        name = f"{prefix}-{number}"
        partner_id, product_id = stage.do("make_limited_customer", name=name, limit=300.0)
        arguments = {"partner_id": partner_id, "product_id": product_id, "amount": 100.0}
        lists = [
            [job("confirm_order", key=f"{name}:{worker}", **arguments)] for worker in range(WORKERS)
        ]
        outcomes = stage.race(*lists)
        states = sorted(outcome.results[0]["value"] for outcome in outcomes)
        assert states == ["draft"] * (WORKERS - 3) + ["sale"] * 3, f"round {number}"
        rows = stage.query(
            "SELECT state, credit_state, COUNT(*) FROM sale_order WHERE partner_id = %s"
            " GROUP BY 1, 2 ORDER BY 1",
            partner_id,
        )
        assert rows == [("draft", "waiting", WORKERS - 3), ("sale", "ok", 3)]


def test_eight_orders_with_room_for_three(stage):
    """Three pass, none more; the others wait and nothing fails. Three rounds; 200 in the soak."""
    confirm_at_once(stage, 3, "room")


@pytest.mark.soak
def test_eight_orders_with_room_for_three_200_times(stage):
    """The same 200 times."""
    confirm_at_once(stage, 200, "room200")
