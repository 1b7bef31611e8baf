"""Clients of the server: tills and shoppers, who send again whatever was not answered."""

import random
import time

import requests

from . import browsers

PATIENCE = 300
CLOSING = 900  # one request books a day
# No answer at all, or an answer that says: try again.
AGAIN = (
    "psycopg2.", "odoo.exceptions.ConcurrencyError", "odoo.exceptions.LockError",
    "werkzeug.exceptions.ServiceUnavailable",
)  # fmt: skip
BUSY = "already being processed"
PAID = "already been paid"


class Refused(Exception):
    """The server understood and said no."""


class Client:
    """One logged-in user with a connection of its own."""

    def __init__(self, url, database, login, timeout=60):
        self.url = url
        self.timeout = timeout
        self.session = requests.Session()
        self.sent = 0
        self.ask("/web/session/authenticate", {"db": database, "login": login, "password": login})

    def ask(self, path, params):
        """Send a request until there is an answer; return it.

        :raise Refused: the server refused, with its sentence
        """
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._ask_once(path, params)
            except requests.RequestException as error:
                # Also answers that broke off, and error pages of a server that was killed.
                if time.monotonic() > until:
                    raise TimeoutError(f"no answer to {path} for {PATIENCE} s") from error
                time.sleep(random.uniform(0.05, 0.3))

    def _ask_once(self, path, params):
        self.sent += 1
        body = {"jsonrpc": "2.0", "method": "call", "id": self.sent, "params": params}
        answer = self.session.post(f"{self.url}{path}", json=body, timeout=self.timeout)
        answer.raise_for_status()
        answer = answer.json()
        error = answer.get("error")
        if not error:
            return answer["result"]
        name, message = error["data"]["name"], error["data"]["message"]
        if name.startswith(AGAIN) or BUSY in message:
            raise requests.RequestException(message)
        raise Refused(f"{name}: {message}")

    def call(self, model, method, *arguments):
        """Call a public method as the web client does."""
        params = {"model": model, "method": method, "args": list(arguments), "kwargs": {}}
        return self.ask(f"/web/dataset/call_kw/{model}/{method}", params)


def till(url, database, login, orders, pipe):
    """Sell: what the credit does not pay is paid by cash, under the number of the same order.

    :param list orders: (order, order as it is paid by cash)
    :param pipe: gets (uuid, "credit" | "cash", what was refused or None) for each order
    """
    random.seed()
    client = Client(url, database, login)
    for order, by_cash in orders:
        how, reason = "credit", None
        try:
            _sell(client, order)
        except Refused as refusal:
            how, reason = "cash", str(refusal)
            _sell(client, by_cash)
        pipe.send((order["uuid"], how, reason))
    pipe.close()


def _sell(client, order):
    """Send an order, now and then twice, as a till does that lost the answer."""
    for _time in range(random.choice((1, 1, 1, 2))):
        client.call("pos.order", "sync_from_ui", [order])


def shopper(url, database, carts, pipe):
    """Pay carts with store credit: the checkout's route, then the poll of its page.

    :param list carts: {"id", "token", "amount", "login", "provider", "method"}
    :param pipe: gets (cart id, "credit" | "refused", what was refused or None) for each cart
    """
    random.seed()
    clients = {}
    for cart in carts:
        login = cart["login"]
        client = clients[login] = clients.get(login) or Client(url, database, login)
        how, reason = "credit", None
        try:
            client.ask(f"/shop/payment/transaction/{cart['id']}", _payment(cart))
            client.ask("/payment/status/poll", {})
        except Refused as refusal:
            reason = str(refusal)
            how = "credit" if PAID in reason else "refused"
        pipe.send((cart["id"], how, reason))
    pipe.close()


def _payment(cart):
    provider = cart["provider"], cart["method"]
    return {**browsers.payment(provider, cart["amount"], cart["token"]), "is_validation": False}


def close(url, database, login, session_id, cash):
    """Close a session as the closing screen does; return the server's answer."""
    client = Client(url, database, login, timeout=CLOSING)
    client.call("pos.session", "post_closing_cash_details", [session_id], cash)
    return client.call("pos.session", "close_session_from_ui", [session_id])
