"""Many processes spend from one account: never overspent, nothing lost, nothing doubled."""

import random

import pytest

from .worker import job

WORKERS = 8


def spending(partner_id, count, prefix):
    """Return ``count`` spends of all kinds, the jobs of each in order, and {key: amount}."""
    rnd = random.Random(19)
    jobs, amounts = [], {}
    for number in range(count):
        key, amount = f"{prefix}:{number}", rnd.randint(1, 400) / 100
        arguments = {"partner_id": partner_id, "amount": amount, "key": key}
        kind = ("post", "pay", "reserve", "give back")[number % 4]
        if kind in ("post", "pay"):
            jobs.append([job(kind, **arguments)])
        elif kind == "reserve":
            jobs.append([job("reserve", **arguments), job("capture", **arguments)])
        else:
            jobs.append([job("reserve", **arguments), job("release", **arguments)])
            continue
        amounts[key] = -amount
    return jobs, amounts


def shared_out(jobs, workers=WORKERS):
    """Return one list of jobs for each worker."""
    return [[step for jobs_ in jobs[n::workers] for step in jobs_] for n in range(workers)]


def spend_from_one_account(stage, count, prefix):
    """Spend ``count`` times by 8 workers; every request must be answered and booked once."""
    partner_id = stage.do("make_customer", name=prefix, amount=2000.0)
    jobs, amounts = spending(partner_id, count, prefix)
    outcomes = stage.race(*shared_out(jobs))
    assert all(outcome.finished for outcome in outcomes)
    assert not [o.results for o in outcomes if o.of("refused") or o.of("error")]
    assert stage.keys(prefix) == amounts
    stage.assert_sound(partner_id, round(2000.0 + sum(amounts.values()), 2))


def test_eight_workers_spend_from_one_account(stage):
    """Every request is booked once, and the sum is exact."""
    spend_from_one_account(stage, 32, "spend")


@pytest.mark.soak
def test_eight_workers_spend_500_times(stage):
    """The same, 500 times."""
    spend_from_one_account(stage, 500, "spend500")


def more_requests_than_money(stage, name, count):
    """Send far more requests than money, all at once; exactly as many succeed as it pays for."""
    partner_id = stage.do("make_customer", name=name, amount=100.0)
    prefix = f"{name}:"
    lists = [
        [
            job(name, partner_id=partner_id, amount=7.0, key=f"{prefix}{worker}:{number}")
            for number in range(count // WORKERS)
        ]
        for worker in range(WORKERS)
    ]
    outcomes = stage.race(*lists)
    done = [key for outcome in outcomes for key in outcome.of("done")]
    refused = [key for outcome in outcomes for key in outcome.of("refused")]
    assert (len(done), len(refused)) == (14, count - 14)
    assert sorted(stage.keys(prefix)) == sorted(done)
    stage.do("settle", partner_id=partner_id, prefix=prefix)
    stage.assert_sound(partner_id, 2.0)


def test_exactly_as_many_succeed_as_the_money_allows(stage):
    """100.00 pays 7.00 fourteen times, whatever the number of requests at once."""
    more_requests_than_money(stage, "post_only", 48)


@pytest.mark.soak
@pytest.mark.parametrize("name", ["post", "pay"])
def test_exactly_as_many_documents_as_the_money_allows(stage, name):
    """The same with journal entries and with payments."""
    more_requests_than_money(stage, name, 400)


def test_reservations_never_exceed_the_balance(stage):
    """100.00 can be reserved 7.00 fourteen times; the rest is refused, then freed again."""
    partner_id = stage.do("make_customer", name="reserved", amount=100.0)
    lists = [
        [
            job("reserve", partner_id=partner_id, amount=7.0, key=f"hold:{worker}:{number}")
            for number in range(8)
        ]
        for worker in range(WORKERS)
    ]
    outcomes = stage.race(*lists)
    held = [key for outcome in outcomes for key in outcome.of("done")]
    assert len(held) == 14
    assert stage.figures(partner_id) == (100.0, 100.0, 100.0, 98.0, 98.0)
    stage.race(*[[job("release", key=key) for key in held[n::2]] for n in range(2)])
    stage.assert_sound(partner_id, 100.0)
