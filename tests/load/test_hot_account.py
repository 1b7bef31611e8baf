"""Eight colleagues of one customer pay at once, again and again, and nobody is turned away."""

import contextlib
import re
from functools import partial

import pytest

from .browsers import Browser, at_once, payment
from .server import Server
from .test_checkout_http import assert_clear, finish

PEOPLE = 8
ROUNDS = 3
AMOUNT = 2.0
# What Odoo writes when it sleeps before a replay, and when it gives up.
SLEPT = re.compile(r"try again in [\d.]+ sec|maximum number of tries")


@pytest.fixture(scope="module")
def office(server, stage):
    """Give (server, provider): a server that answers in parallel, and who pays by credit."""
    return server, stage.do("open_shop")["credit"]


def pay(browser, provider, invoice):
    """Return the act of paying an invoice in the portal with store credit."""
    number, token = invoice
    form = payment(provider, AMOUNT, token)
    form["landing_route"] = f"/my/invoices/{number}"
    return partial(browser.ask, f"/invoice/transaction/{number}", **form)


def test_everybody_pays_and_nobody_waits_asleep(stage, office):
    """Two dozen payments of one account: all done, no fault, no sleep, nothing in the log."""
    server, provider = office
    name = f"hot {server.workers}"
    total = PEOPLE * ROUNDS * AMOUNT
    people, partner_id = stage.do("make_browsers", name=name, amount=total, count=PEOPLE)
    invoices = [
        stage.do("make_invoice", partner_id=partner_id, amount=AMOUNT)
        for _number in range(PEOPLE * ROUNDS)
    ]
    browsers = at_once(
        *[partial(Browser, server.url, stage.database, person["login"]) for person in people]
    )
    begun = server.read_log()
    references = []
    for number in range(ROUNDS):
        mine = invoices[number * PEOPLE : (number + 1) * PEOPLE]
        answers = at_once(
            *[pay(*it) for it in zip(browsers, [provider] * PEOPLE, mine, strict=True)]
        )
        assert_clear(answers)
        references += [answer.result["reference"] for answer in answers if answer.result]
    log = server.read_log()[len(begun) :]
    assert len(references) == PEOPLE * ROUNDS, log[-2000:]
    assert not SLEPT.findall(log), "a request slept instead of waiting for its turn"
    assert " ERROR " not in log, log[-2000:]
    finish(stage, partner_id, 0.0)


def test_who_cannot_be_served_reads_why(stage):
    """Somebody keeps the row for long: the others read a sentence, and nothing is taken."""
    provider = stage.do("open_shop")["credit"]
    people, partner_id = stage.do("make_browsers", name="kept", amount=AMOUNT, count=1)
    invoice = stage.do("make_invoice", partner_id=partner_id, amount=AMOUNT)
    with contextlib.closing(Server(stage.database, settings="-c lock_timeout=1s")) as server:
        server.start()
        browser = Browser(server.url, stage.database, people[0]["login"])
        with stage.keep_account(partner_id):
            answer = pay(browser, provider, invoice)()
        assert answer.is_clear, answer
        assert "try again in a moment" in answer.message
        assert " ERROR " not in server.read_log()
        assert_clear([pay(browser, provider, invoice)()])
    finish(stage, partner_id, 0.0)
