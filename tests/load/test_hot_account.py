"""Eight colleagues of one customer pay at once, again and again, and nobody is turned away."""

import contextlib
import re
from functools import partial

import pytest

from .browsers import Browser, at_once, payment
from .server import Server
from .test_checkout_http import assert_clear, finish

PEOPLE = 8
ROUNDS = 2  # the second meets sessions that know each other; the soak tests do ten
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


def pay_together(stage, servers, provider, name, rounds=ROUNDS):
    """Let eight colleagues, shared out among the servers, pay at once in each round.

    All are paid; nobody saw a fault, nothing slept, no log has an error.
    """
    total = PEOPLE * rounds * AMOUNT
    people, partner_id = stage.do("make_browsers", name=name, amount=total, count=PEOPLE)
    invoices = stage.do(
        "make_invoices", partner_id=partner_id, amount=AMOUNT, count=PEOPLE * rounds
    )
    browsers = at_once(
        *[
            partial(Browser, servers[number % len(servers)].url, stage.database, person["login"])
            for number, person in enumerate(people)
        ]
    )
    begun = [len(server.read_log()) for server in servers]
    references = []
    for number in range(rounds):
        mine = invoices[number * PEOPLE : (number + 1) * PEOPLE]
        answers = at_once(
            *[pay(*it) for it in zip(browsers, [provider] * PEOPLE, mine, strict=True)]
        )
        assert_clear(answers)
        references += [answer.result["reference"] for answer in answers if answer.result]
    log = "".join(it.read_log()[start:] for it, start in zip(servers, begun, strict=True))
    assert len(references) == PEOPLE * rounds, log[-2000:]
    assert not SLEPT.findall(log), "a request slept instead of waiting for its turn"
    assert " ERROR " not in log, log[-2000:]
    finish(stage, partner_id, 0.0)


def test_everybody_pays_and_nobody_waits_asleep(stage, office):
    """Sixteen payments of one account: all done, no fault, no sleep, nothing in the log."""
    server, provider = office
    pay_together(stage, [server], provider, f"hot {server.workers}")


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
