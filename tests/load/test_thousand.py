"""What eight colleagues feel who pay at once: a thousand payments of one account, in figures."""

import contextlib
import statistics
import threading
import time
from functools import partial

import pytest

from .browsers import Browser, at_once
from .server import Server
from .test_checkout_http import assert_clear, finish
from .test_hot_account import AMOUNT, PEOPLE, SLEPT, pay

STEP = 100

pytestmark = pytest.mark.soak


def timed(acts):
    """Do acts one after the other; return (answers, seconds of each)."""
    answers, seconds = [], []
    for act in acts:
        started = time.perf_counter()
        answers.append(act())
        seconds.append(time.perf_counter() - started)
    return answers, seconds


def slowest(seconds):
    """Return the 95th percentile."""
    return statistics.quantiles(seconds, n=20)[-1]


@contextlib.contextmanager
def looked_at(browser):
    """Ask again and again for a page that has nothing to do with it; give a list of seconds."""
    seconds, over = [], threading.Event()

    def look():
        while not over.is_set():
            seconds.extend(timed([partial(browser.page, "/my")])[1])
            over.wait(0.2)

    looker = threading.Thread(target=look)
    looker.start()
    try:
        yield seconds
    finally:
        over.set()
        looker.join()


def test_a_thousand_payments_of_one_account(stage, tell):
    """Nobody is turned away; how much longer it takes than alone is told, not judged."""
    pay_at_once(stage, tell, "thousand", workers=4, alone=100, together=1000)


def test_workers_for_all_who_wait_for_one_account(stage, tell):
    """With a worker for each who waits, and two more, the others' pages need not wait as well."""
    pay_at_once(stage, tell, "roomy", workers=PEOPLE + 2, alone=100, together=400)


def pay_at_once(stage, tell, name, workers, alone, together):
    """Let one colleague pay so many invoices alone, then eight of them so many at once."""
    provider = stage.do("open_shop")["credit"]
    total = (alone + together) * AMOUNT
    people, partner_id = stage.do("make_browsers", name=name, amount=total, count=PEOPLE)
    (other,), _other_id = stage.do("make_browsers", name=f"{name}-other", amount=1.0, count=1)
    invoices = []
    for _step in range(0, alone + together, STEP):
        invoices += stage.do("make_invoices", partner_id=partner_id, amount=AMOUNT, count=STEP)
    with contextlib.closing(Server(stage.database, workers, "info")) as server:
        server.start()
        logins = [person["login"] for person in (*people, other)]
        *browsers, looker = [Browser(server.url, stage.database, login) for login in logins]
        lists = [
            [pay(browser, provider, invoice) for invoice in invoices[alone + number :: PEOPLE]]
            for number, browser in enumerate(browsers)
        ]
        before = [pay(browsers[0], provider, invoice) for invoice in invoices[:alone]]
        at_once(*[partial(browser.page, "/my") for browser in browsers], times=2)
        with looked_at(looker) as calm:
            answers, one = timed(before)
        assert_clear(answers)
        begun, started = len(server.read_log()), time.perf_counter()
        with looked_at(looker) as busy:
            parts = at_once(*[partial(timed, acts) for acts in lists])
        lasted = time.perf_counter() - started
        log = server.read_log()[begun:]
    answers = [answer for part, _seconds in parts for answer in part]
    many = [second for _part, seconds in parts for second in seconds]
    failed = [answer for answer in answers if not answer.result]
    tell(
        f"hot account, {workers} workers: {len(failed)} of {len(answers)} payments by {PEOPLE} "
        f"clients failed; {len(answers) / lasted:.1f} a second, alone {alone / sum(one):.1f}; "
        f"p95 {slowest(many):.2f} s, alone {slowest(one):.2f} s: "
        f"{slowest(many) / slowest(one):.1f} times; median {statistics.median(many):.2f} s, alone "
        f"{statistics.median(one):.2f} s; an unrelated page {statistics.median(busy):.3f} s, "
        f"beside one client {statistics.median(calm):.3f} s: "
        f"{statistics.median(busy) / statistics.median(calm):.1f} times"
    )
    assert not failed, failed[:3]
    assert not SLEPT.findall(log), "a request slept instead of waiting for its turn"
    assert " ERROR " not in log, log[-2000:]
    finish(stage, partner_id, 0.0)
