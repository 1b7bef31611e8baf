"""A replica that lags: pages are read there, and whatever decides is read on the primary."""

import contextlib
import re
from functools import partial

import pytest

from .browsers import Browser, payment
from .clients import Client
from .server import Server
from .test_checkout_http import assert_clear, finish

# What Odoo logs of a request, and where it was read: ro, rw, or ro->rw (begun again to write).
REQUEST = re.compile(r'"(?:GET|POST) (\S+) HTTP/[\d.]+" \d+ .* (ro->rw|ro|rw)$', re.M)


@pytest.fixture(scope="module")
def office(private_stage, replica):
    """Give (stage, replica, server): reads go to the replica, writes to its primary."""
    stage = private_stage
    options = ["--db_host", stage.host, "--db_replica_host", replica.socket]
    server = Server(stage.database, 0, "info", options=options)
    with contextlib.closing(server):
        server.start()
        yield stage, replica, server


@contextlib.contextmanager
def paused(stage, replica):
    """Let the replica show the data as of now while the block runs."""
    replica.catch_up(stage.cluster)
    replica.pause_replay()
    try:
        yield
    finally:
        replica.resume_replay(stage.cluster)


def read_on(server, begun, path):
    """Return where requests to a path were read since then."""
    return {mode for asked, mode in REQUEST.findall(server.read_log()[begun:]) if path in asked}


def confirm(client, stage, order_id):
    """Confirm an order as the form does; return its state."""
    client.call("sale.order", "action_confirm", [order_id])
    return stage.query("SELECT state FROM sale_order WHERE id = %s", order_id)[0][0]


@pytest.mark.soak
def test_a_page_may_be_late_and_a_payment_is_not(office):
    """100.00 pay one invoice of 60.00, whatever the page of a paused replica still shows."""
    stage, replica, server = office
    provider = stage.do("open_shop")["credit"]
    (person,), partner_id = stage.do("make_browsers", name="late", amount=100.0, count=1)
    invoices = stage.do("make_invoices", partner_id=partner_id, amount=60.0, count=2)
    replica.catch_up(stage.cluster)
    browser = Browser(server.url, stage.database, person["login"])
    acts = [
        partial(browser.ask, f"/invoice/transaction/{number}", **payment(provider, 60.0, token))
        for number, token in invoices
    ]
    begun = len(server.read_log())
    with paused(stage, replica):
        paid, refused = [act() for act in acts]
        assert "100.00" in browser.page("/my/credit")
        assert stage.figures(partner_id)[0] == 40.0
    assert_clear([paid, refused])
    assert paid.result
    assert "40.00" in refused.message, refused
    page = browser.page("/my/credit")
    assert "40.00" in page
    assert read_on(server, begun, "/my/credit") == {"ro"}
    assert read_on(server, begun, "/invoice/transaction") == {"rw"}
    finish(stage, partner_id, 40.0)


def test_a_limit_is_decided_on_the_primary(office):
    """Of two orders of 200.00 one is within 300.00; a limit set elsewhere counts at once."""
    stage, replica, server = office
    partner_id, product_id = stage.do("make_limited_customer", name="limited", limit=300.0)
    orders = [
        stage.do("make_order", partner_id=partner_id, product_id=product_id, amount=200.0)
        for _number in range(2)
    ]
    buyer_id, other_id = stage.do("make_buyer", name="unlimited")
    others = [
        stage.do("make_order", partner_id=buyer_id, product_id=other_id, amount=200.0)
        for _number in range(2)
    ]
    replica.catch_up(stage.cluster)
    client = Client(server.url, stage.database, "admin")
    with paused(stage, replica):
        assert [confirm(client, stage, it) for it in orders] == ["sale", "draft"]
        # The server keeps the rules in memory; another process changes them.
        assert confirm(client, stage, others[0]) == "sale"
        stage.do("set_default_limit", amount=100.0)
        client.call("customer.credit.snapshot", "get_dashboard")
        assert confirm(client, stage, others[1]) == "draft", "decided by a rule of the past"
    stage.do("set_default_limit", amount=None)


@pytest.mark.soak
def test_what_only_reads_is_read_on_the_replica(office):
    """Dashboard, Centre and progress of a run; none of them has to begin again to write."""
    stage, replica, server = office
    ids = stage.do("make_customers", prefix="read", start=0, count=5)
    run_id = stage.do("make_run", partner_ids=ids)
    replica.catch_up(stage.cluster)
    client = Client(server.url, stage.database, "admin")
    begun = len(server.read_log())
    with paused(stage, replica):
        stage.do("work")
        assert client.call("customer.statement.run", "get_progress", [run_id])["todo"] == 5
        client.call("customer.credit.snapshot", "get_dashboard")
        client.call("res.partner", "action_open_credit_centre", ids[:1])
    assert client.call("customer.statement.run", "get_progress", [run_id])["done"] == 5
    for method in ("get_progress", "get_dashboard", "action_open_credit_centre"):
        assert read_on(server, begun, method) == {"ro"}, method
