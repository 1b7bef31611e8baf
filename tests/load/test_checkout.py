"""Many shoppers of one customer check out at once: nothing overspent, nothing left reserved."""

from .worker import job

WORKERS = 8


def carts(stage, user_id, amount, count):
    """Return the ids of new carts."""
    return [stage.do("make_cart", user_id=user_id, amount=amount) for _number in range(count)]


def values(outcomes, status="done"):
    """Return what the jobs with this status answered."""
    results = [result for outcome in outcomes for result in outcome.results]
    return [result["value"] for result in results if result["status"] == status]


def test_eight_carts_and_credit_for_two(stage):
    """100.00 pays two carts of 40.00; six are refused, and the books agree."""
    user_id, partner_id = stage.do("make_shopper", name="eight carts", amount=100.0)
    ids = carts(stage, user_id, 40.0, WORKERS)
    outcomes = stage.race(*[[job("checkout_all", user_id=user_id, order_id=it)] for it in ids])
    paid = values(outcomes)
    assert (len(paid), len(values(outcomes, "refused"))) == (2, WORKERS - 2)
    outcomes = stage.race(*[[job("finish", tx_id=it, state="done")] for it in paid])
    assert values(outcomes) == ["sale", "sale"]
    stage.assert_sound(partner_id, 20.0)


def test_the_same_cart_submitted_twenty_times_is_paid_once(stage):
    """A cart of 40.00 costs 40.00, however often it is sent."""
    user_id, partner_id = stage.do("make_shopper", name="twenty submits", amount=500.0)
    (order_id,) = carts(stage, user_id, 40.0, 1)
    jobs = [[job("checkout_all", user_id=user_id, order_id=order_id)] for _number in range(20)]
    outcomes = stage.race(*jobs)
    (paid,) = values(outcomes)
    assert len(values(outcomes, "refused")) == 19
    # Poll and cron at the same time: booked once.
    stage.race(*[[job("finish", tx_id=paid, state="done")]] * 4)
    stage.assert_sound(partner_id, 460.0)


def test_credit_beside_a_card_is_reserved_for_two_and_never_stays(stage):
    """100.00 backs two parts of 45.00: one card succeeds, the other fails, nothing stays."""
    stage.do("make_card")
    user_id, partner_id = stage.do("make_shopper", name="beside a card", amount=100.0)
    ids = carts(stage, user_id, 120.0, WORKERS)
    outcomes = stage.race(*[[job("checkout_part", user_id=user_id, order_id=it)] for it in ids])
    started = values(outcomes)
    assert (len(started), len(values(outcomes, "refused"))) == (2, WORKERS - 2)
    assert stage.figures(partner_id) == (100.0, 100.0, 100.0, 90.0, 90.0)
    good, bad = started
    outcomes = stage.race(
        [job("finish", tx_id=good, state="done")],
        [job("finish", tx_id=good, state="done")],
        [job("finish", tx_id=bad, state="error")],
    )
    assert "sale" in values(outcomes)
    stage.assert_sound(partner_id, 55.0)
    (abandoned,) = carts(stage, user_id, 120.0, 1)
    stage.do("checkout_part", user_id=user_id, order_id=abandoned)
    stage.do("expire")
    stage.assert_sound(partner_id, 55.0)
