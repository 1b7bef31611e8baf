"""Two servers on one database and one data folder: nothing is kept in a process."""

import contextlib
import time
from functools import partial

import pytest

from .browsers import Browser, at_once
from .clients import Client
from .server import Server
from .test_hot_account import PEOPLE, pay_together
from .test_statement_run import assert_nobody_twice, figures, wait_for_progress

CUSTOMERS = 240
PATIENCE = 300

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def servers(stage):
    """Give two servers with two workers and two threads of scheduled actions each."""
    stage.do("only_run_workers")
    options = ["--max-cron-threads", 2]
    both = [Server(stage.database, 2, "info", options=options) for _number in range(2)]
    with contextlib.ExitStack() as stack:
        for server in both:
            stack.enter_context(contextlib.closing(server))
            server.start()
        yield both


def wait_for_end(stage, run_id):
    """Wait until a run is done."""
    until = time.monotonic() + PATIENCE
    while stage.query("SELECT state FROM customer_statement_run WHERE id = %s", run_id) != [
        ("done",)
    ]:
        assert time.monotonic() < until, figures(stage, run_id)
        time.sleep(0.2)


def test_colleagues_pay_on_both(stage, servers, tell):
    """Eight colleagues of one customer, four on each server; a session is good on both."""
    provider = stage.do("open_shop")["credit"]
    pay_together(stage, servers, provider, "hot both", 10)
    (person,), _partner_id = stage.do("make_browsers", name="both", amount=12.5, count=1)
    browser = Browser(servers[0].url, stage.database, person["login"])
    browser.url = servers[1].url
    answers = at_once(partial(browser.page, "/my/credit"), times=4)
    assert all("12.50" in page for page in answers)
    tell(f"two servers: {PEOPLE * 10} payments of one account, 0 failed")


def test_both_work_a_run_and_one_is_killed(stage, servers, tell):
    """Scheduled actions of both send; the one that is killed is replaced by the other."""
    run_id = stage.do("make_counted_run", prefix="both", count=CUSTOMERS)
    begun = [len(server.read_log()) for server in servers]
    client = Client(servers[0].url, stage.database, "admin")
    client.call("customer.statement.run", "action_start", [run_id])
    while wait_for_progress(stage, run_id) < CUSTOMERS * 0.8:
        told = [it.read_log()[start:] for it, start in zip(servers, begun, strict=True)]
        if all("Customer Statements: work on runs" in text for text in told):
            break
    else:
        raise AssertionError("one server did all the work")
    servers[0].crash()
    killed_at = figures(stage, run_id)[1]
    assert killed_at < CUSTOMERS, "nobody was killed in the middle"
    assert_nobody_twice(stage, run_id)
    wait_for_end(stage, run_id)
    assert_nobody_twice(stage, run_id)
    assert figures(stage, run_id) == (CUSTOMERS,) * 5
    stage.assert_ties_out()
    tell(f"two servers: one killed at {killed_at} of {CUSTOMERS} statements, each sent once")
