"""Browsers that send the same thing twenty times at once and keep every answer."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests

SUBMITS = 20
PATIENCE = 300
# What a shopper may read: sentences of Odoo and of the addon, never a fault of the server.
CLEAR = ("odoo.exceptions.UserError", "odoo.exceptions.ValidationError",
         "odoo.addons.customer_credit_balance.exceptions.InsufficientCredit")  # fmt: skip
# What Odoo's page of a payment is told while another request works on it: it asks again.
AGAIN = "retry"


@dataclass
class Answer:
    """What came back: a result, or the kind of error and its sentence."""

    status: int
    result: object = None
    error: str = ""
    message: str = ""

    @property
    def is_clear(self):
        """Say whether a shopper can do something with it."""
        good = self.error.startswith(CLEAR) or self.message == AGAIN
        return self.status < 400 and (good or not self.error)


class Browser:
    """One session of one user."""

    def __init__(self, url, database, login):
        self.url = url
        self.session = requests.Session()
        params = {"db": database, "login": login, "password": login}
        self.session.post(
            f"{url}/web/session/authenticate", json={"params": params}, timeout=PATIENCE
        ).raise_for_status()
        # Form and token of somebody who is logged in: guests are led to the login instead.
        page = self.session.get(f"{url}/my/credit/topup", timeout=PATIENCE)
        assert page.url.endswith("/my/credit/topup"), page.url
        self.token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)

    def ask(self, path, **params):
        """Send a JSON request; return its Answer."""
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        answer = self._post(path, json=body)
        if answer.status_code != 200:
            return Answer(answer.status_code, error="http")
        error = answer.json().get("error")
        if not error:
            return Answer(200, result=answer.json().get("result") or {})
        return Answer(200, error=error["data"]["name"], message=error["data"]["message"])

    def send(self, path, **form):
        """Send a form; return the Answer, with the address it leads to as the result."""
        answer = self._post(path, data={"csrf_token": self.token, **form})
        return Answer(answer.status_code, result=answer.headers.get("Location", ""))

    def page(self, path):
        """Return the text of a page."""
        return self.session.get(f"{self.url}{path}", timeout=PATIENCE).text

    def _post(self, path, **body):
        # A connection for each request, with the cookies of the one session.
        return requests.post(
            f"{self.url}{path}", cookies=self.session.cookies, timeout=PATIENCE,
            allow_redirects=False, **body,
        )  # fmt: skip


def at_once(*acts, times=1):
    """Do all acts so many times at the same moment; return their answers in order."""
    acts = acts * times
    gate = threading.Barrier(len(acts))

    def wait_and_do(act):
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(wait_and_do, acts))


def payment(provider, amount, token=None, flow="redirect"):
    """Return what the payment form sends for a provider, given as (id, method id)."""
    params = {
        "provider_id": provider[0],
        "payment_method_id": provider[1],
        "token_id": None,
        "amount": amount,
        "flow": flow,
        "tokenization_requested": False,
        "landing_route": "/shop/payment/validate",
    }
    return {**params, "access_token": token} if token else params
