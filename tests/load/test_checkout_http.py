"""One payment submitted twenty times at once over HTTP, to a server with real transactions."""

import re
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tools import odoo

SUBMITS = 20


@pytest.fixture
def shop(stage):
    """Serve the stage's database in a process of its own; give the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = odoo.config(stage.database, http_port=port, gevent_port=port + 1)
    command = odoo.command("-c", config, "--log-level=critical")
    with subprocess.Popen(command, env=odoo.environment()) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address)
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def wait_for(address):
    """Wait until the server answers."""
    for _second in range(120):
        try:
            requests.get(f"{address}/web/health", timeout=5)
            return
        except requests.RequestException:
            time.sleep(1)
    raise TimeoutError(address)


def log_in(address, login):
    """Return the cookies of the shopper's session, and the token of its forms."""
    browser = requests.Session()
    page = browser.get(f"{address}/web/login", timeout=120).text
    form = {"login": login, "password": login, "csrf_token": token_of(page)}
    answer = browser.post(f"{address}/web/login", data=form, timeout=120)
    assert "/my" in answer.url, answer.url
    return browser.cookies, token_of(browser.get(f"{address}/my/credit/topup", timeout=120).text)


def token_of(page):
    """Return the token of the forms on a page."""
    return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)


def at_once(submit):
    """Call ``submit`` twenty times at the same time; return the answers."""
    with ThreadPoolExecutor(SUBMITS) as pool:
        return list(pool.map(lambda _number: submit(), range(SUBMITS)))


def test_a_cart_submitted_twenty_times_is_paid_once(stage, shop):
    """The payment form of the shop, one session, twenty requests: one transaction, 40.00."""
    user_id, partner_id = stage.do("make_shopper", name="twenty over http", amount=500.0)
    order_id = stage.do("make_cart", user_id=user_id, amount=40.0)
    access = stage.do("prepare_http", user_id=user_id, order_id=order_id)
    cookies, _token = log_in(shop, "twenty over http")
    params = {
        "order_id": order_id, "access_token": access["token"], "provider_id": access["provider"],
        "payment_method_id": access["method"], "token_id": None, "amount": 40.0,
        "flow": "redirect", "tokenization_requested": False,
        "landing_route": "/shop/payment/validate",
    }  # fmt: skip

    def submit():
        return requests.post(
            f"{shop}/shop/payment/transaction/{order_id}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            cookies=cookies, timeout=240,
        ).json()  # fmt: skip

    answers = at_once(submit)
    paid = [answer["result"] for answer in answers if "result" in answer]
    assert len(paid) == 1, [answer.get("error", {}).get("data", {}) for answer in answers]
    assert all(answer["error"]["data"]["message"] for answer in answers if "error" in answer)
    (tx_id,) = stage.query(
        "SELECT id FROM payment_transaction WHERE reference = %s", paid[0]["reference"]
    )[0]
    stage.do("finish", tx_id=tx_id, state="done")
    stage.assert_sound(partner_id, 460.0)


def test_an_invoice_paid_twenty_times_is_paid_once(stage, shop):
    """The box in the portal, one form sent twenty times: one entry of 30.00."""
    user_id, partner_id = stage.do("make_shopper", name="twenty in the portal", amount=500.0)
    invoice_id = stage.do("make_invoice", partner_id=partner_id, amount=90.0)
    stage.do("prepare_http", user_id=user_id, order_id=None)
    cookies, token = log_in(shop, "twenty in the portal")
    form = {"csrf_token": token, "amount": "30", "due": "90.0"}

    def submit():
        return requests.post(
            f"{shop}/my/invoices/{invoice_id}/store_credit",
            data=form, cookies=cookies, timeout=240, allow_redirects=False,
        ).status_code  # fmt: skip

    assert set(at_once(submit)) == {303}
    ((residual,),) = stage.query(
        "SELECT amount_residual FROM account_move WHERE id = %s", invoice_id
    )
    assert float(residual) == 60.0
    stage.assert_sound(partner_id, 470.0)
