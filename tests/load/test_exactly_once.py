"""The same request many times at once is one request."""

import pytest

from .worker import job

TIMES = 20


@pytest.mark.parametrize("name", ["post", "pay"])
def test_same_key_twenty_times_books_once(stage, name):
    """Twenty clients send one payment; it is booked once and all twenty are told so."""
    partner_id = stage.do("make_customer", name=f"once {name}", amount=100.0)
    request = job(name, partner_id=partner_id, amount=30.0, key=f"once:{name}")
    outcomes = stage.race(*[[request]] * TIMES)
    answers = [result["value"] for outcome in outcomes for result in outcome.results]
    assert sorted(answers) == ["again"] * (TIMES - 1) + ["booked"]
    assert stage.keys(f"once:{name}") == {f"once:{name}": -30.0}
    stage.assert_sound(partner_id, 70.0)


def test_same_reservation_twenty_times_reserves_once(stage):
    """A page that is sent again and again holds the money once, and spends it once."""
    partner_id = stage.do("make_customer", name="once reserved", amount=100.0)
    arguments = {"partner_id": partner_id, "amount": 30.0, "key": "once:reserve"}
    stage.race(*[[job("reserve", **arguments)]] * TIMES)
    assert stage.figures(partner_id) == (100.0, 100.0, 100.0, 30.0, 30.0)
    outcomes = stage.race(*[[job("capture", **arguments)]] * TIMES)
    answers = [result["value"] for outcome in outcomes for result in outcome.results]
    assert sorted(answers) == ["again"] * (TIMES - 1) + ["booked"]
    stage.assert_sound(partner_id, 70.0)


def test_two_accounts_opened_at_once_are_one(stage):
    """A customer has one account, however many processes open it."""
    partner_id = stage.do("make_customer", name="opened at once")
    outcomes = stage.race(*[[job("open_account", partner_id=partner_id)]] * 8)
    assert len({outcome.results[0]["value"] for outcome in outcomes}) == 1
    rows = stage.query("SELECT 1 FROM customer_credit_account WHERE partner_id = %s", partner_id)
    assert len(rows) == 1


def test_contact_merge_while_spending_keeps_every_cent(stage):
    """Two contacts become one while both spend: the sum is exact and all of it is there."""
    merge_while_spending(stage, 4, "two-into-one")


@pytest.mark.soak
def test_contact_merges_while_spending_a_lot(stage):
    """The same with many spends, several times."""
    for turn in range(5):
        merge_while_spending(stage, 40, f"two-into-one-{turn}")


def merge_while_spending(stage, count, prefix):
    """Spend from two contacts by two workers each, and merge them meanwhile."""
    source = stage.do("make_customer", name=f"{prefix} source", amount=300.0)
    target = stage.do("make_customer", name=f"{prefix} target", amount=200.0)
    lists = [
        [
            job("merged_pay", source_id=partner, target_id=target, amount=1.25,
                key=f"{prefix}:{worker}:{number}")
            for number in range(count)
        ]
        for worker, partner in enumerate([source, source, target, target])
    ]  # fmt: skip
    merger = [job("nothing") for _number in range(3)]
    merger.append(job("merge", source_id=source, target_id=target))
    outcomes = stage.race(*lists, merger)
    assert not [o.results for o in outcomes if o.of("refused") or o.of("error")]
    assert len(stage.keys(f"{prefix}:")) == 4 * count
    assert not stage.query("SELECT 1 FROM res_partner WHERE id = %s", source)
    stage.assert_sound(target, 500.0 - 4 * count * 1.25)
