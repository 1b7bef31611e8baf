"""Twenty equal requests at once, and eight shoppers of one customer, against a real server."""

from dataclasses import dataclass
from functools import partial

import pytest

from .browsers import SUBMITS, Browser, at_once, payment

TRANSACTIONS = """
    SELECT tx.id, tx.reference, tx.state, tx.amount FROM payment_transaction tx
      JOIN sale_order_transaction_rel rel ON rel.transaction_id = tx.id
     WHERE rel.sale_order_id = %s ORDER BY tx.id
"""
RESERVED = """
    SELECT COUNT(*), COALESCE(SUM(amount), 0) FROM customer_credit_reservation
     WHERE state = 'open' AND res_model = 'sale.order' AND res_id = %s
"""
# How often an order went from a quotation to an order, as its history tells.
CONFIRMED = """
    SELECT COUNT(*) FROM mail_tracking_value value
      JOIN mail_message message ON message.id = value.mail_message_id
      JOIN ir_model_fields field ON field.id = value.field_id AND field.name = 'state'
     WHERE message.model = 'sale.order' AND message.res_id = %s
"""


@pytest.fixture(scope="module")
def shop(server, stage):
    """Give (server, providers): a server that answers in parallel, and who is paid how."""
    return server, stage.do("open_shop")


@dataclass
class Shopper:
    """Somebody who has logged in, with a cart if one was asked for."""

    browser: Browser
    cart: int | None
    token: str | None

    def submit(self, provider, amount, flow="redirect"):
        """Return the act of sending the payment form of the cart."""
        form = payment(provider, amount, self.token, flow)
        return partial(self.browser.ask, f"/shop/payment/transaction/{self.cart}", **form)

    def choose(self, amount):
        """Return the act of choosing how much store credit to use."""
        return partial(self.browser.send, "/shop/credit/use", use="1", amount=amount)

    def poll(self):
        """Return the act of asking what became of the payment, as its page does."""
        return partial(self.browser.ask, "/payment/status/poll")

    def simulate(self, reference):
        """Return the act of the other provider that tells of a success."""
        return partial(
            self.browser.ask, "/payment/demo/simulate_payment", reference=reference,
            simulated_state="done", payment_details="1234",
        )  # fmt: skip


def log_in(stage, shop, name, amount, cart=None, count=1):
    """Return (shoppers, customer id): colleagues with a cart each, who have logged in."""
    server = shop[0]
    name = f"{name} {server.workers}"
    people, partner_id = stage.do("make_browsers", name=name, amount=amount, count=count)
    # Before they log in: a session remembers that there was no cart.
    carts = [
        stage.do("make_web_cart", user_id=person["user"], amount=cart) if cart else (None, None)
        for person in people
    ]
    browsers = at_once(
        *[partial(Browser, server.url, stage.database, person["login"]) for person in people]
    )
    return [Shopper(it, *mine) for it, mine in zip(browsers, carts, strict=True)], partner_id


def assert_clear(answers):
    """Nobody saw a fault of the server."""
    faults = [answer for answer in answers if not answer.is_clear]
    assert not faults, faults[:3]


def finish(stage, partner_id, balance):
    """Let both crons do what is left; the account holds this much, and every witness agrees."""
    stage.do_all("finish_payments")
    stage.do("expire_reservations")
    stage.assert_sound(partner_id, balance)


def state_of(stage, order_id):
    """Return the state of an order."""
    return stage.query("SELECT state FROM sale_order WHERE id = %s", order_id)[0][0]


def paid_references(answers):
    """Return the references of the payments that were started."""
    return [answer.result["reference"] for answer in answers if answer.result]


def test_a_cart_sent_twenty_times_is_paid_once(stage, shop):
    """One session, twenty equal requests, then twenty polls: one transaction of 40.00."""
    (me,), partner_id = log_in(stage, shop, "twenty", 500.0, 40.0)
    answers = at_once(me.submit(shop[1]["credit"], 40.0), times=SUBMITS)
    assert_clear(answers)
    (reference,) = paid_references(answers)
    (row,) = stage.query(TRANSACTIONS, me.cart)
    assert row[1:] == (reference, "done", 40.0)
    assert_clear(at_once(me.poll(), times=SUBMITS))
    assert state_of(stage, me.cart) == "sale"
    finish(stage, partner_id, 460.0)


def test_eight_sessions_of_one_customer_overspend_nothing(stage, shop):
    """Eight colleagues, a cart of 40.00 each, 100.00 together: two orders, six clear answers."""
    people, partner_id = log_in(stage, shop, "eight", 100.0, 40.0, 8)
    answers = at_once(*[person.submit(shop[1]["credit"], 40.0) for person in people])
    assert_clear(answers)
    assert len(paid_references(answers)) == 2
    assert_clear(at_once(*[person.poll() for person in people]))
    finish(stage, partner_id, 20.0)
    states = sorted(state_of(stage, person.cart) for person in people)
    assert states == ["draft"] * 6 + ["sale"] * 2


def test_a_part_sent_twenty_times_is_set_aside_and_spent_once(stage, shop):
    """45.00 of 120.00: however often it is sent, 45.00 wait; the card that comes spends them."""
    (me,), partner_id = log_in(stage, shop, "part", 500.0, 120.0)
    assert me.choose("45")().result.endswith("/shop/payment")
    answers = at_once(me.submit(shop[1]["demo"], 75.0, "direct"), times=SUBMITS)
    assert_clear(answers)
    ((count, amount),) = stage.query(RESERVED, me.cart)
    assert (count, amount) == (1, 45.0)
    # The provider tells of the last one again and again, while the shopper's page polls.
    order = [row[1] for row in stage.query(TRANSACTIONS, me.cart)]
    reference = max(paid_references(answers), key=order.index)
    assert_clear(at_once(*[me.simulate(reference), me.poll()] * (SUBMITS // 2)))
    finish(stage, partner_id, 455.0)
    done = sorted(row[3] for row in stage.query(TRANSACTIONS, me.cart) if row[2] == "done")
    assert (state_of(stage, me.cart), done) == ("sale", [45.0, 75.0])


def test_parts_of_eight_sessions_never_exceed_the_money(stage, shop):
    """100.00 back two parts of 45.00: one is paid, the other abandoned; nothing stays."""
    people, partner_id = log_in(stage, shop, "parts", 100.0, 120.0, 8)
    assert_clear(at_once(*[person.choose("45") for person in people]))
    answers = at_once(*[person.submit(shop[1]["demo"], 75.0, "direct") for person in people])
    assert_clear(answers)
    assert len(paid_references(answers)) == 2
    assert stage.figures(partner_id) == (100.0, 100.0, 100.0, 90.0, 90.0)
    payer = next(it for it, answer in zip(people, answers, strict=True) if answer.result)
    payer.simulate(paid_references(answers)[0])()
    payer.poll()()
    stage.do_all("finish_payments")
    assert stage.figures(partner_id) == (55.0, 55.0, 55.0, 45.0, 45.0)
    finish(stage, partner_id, 55.0)
    assert [state_of(stage, person.cart) for person in people].count("sale") == 1


@pytest.mark.parametrize("route", ["box", "form"])
def test_an_invoice_paid_twenty_times_is_paid_once(stage, shop, route):
    """The box in the portal and Odoo's own payment form: one entry, whatever was repeated."""
    (me,), partner_id = log_in(stage, shop, f"invoice {route}", 500.0)
    invoice_id, token = stage.do("make_invoice", partner_id=partner_id, amount=90.0)
    if route == "box":
        form = {"amount": "90", "due": "90.0"}
        act = partial(me.browser.send, f"/my/invoices/{invoice_id}/store_credit", **form)
    else:
        form = payment(shop[1]["credit"], 90.0, token)
        act = partial(me.browser.ask, f"/invoice/transaction/{invoice_id}", **form)
    answers = at_once(act, times=SUBMITS)
    assert_clear(answers)
    assert route == "box" or len(paid_references(answers)) == 1
    finish(stage, partner_id, 410.0)
    ((residual,),) = stage.query("SELECT amount_residual FROM account_move WHERE id=%s", invoice_id)
    assert residual == 0


def test_a_topup_sent_twenty_times_is_one_order_and_credited_once(stage, shop):
    """The amount, the payment and its confirmation, each twenty times: 50.00 more, once."""
    (me,), partner_id = log_in(stage, shop, "topup", 10.0)
    answers = at_once(partial(me.browser.send, "/my/credit/topup", amount="50.0"), times=SUBMITS)
    assert_clear(answers)
    (page,) = {answer.result.removeprefix(me.browser.url) for answer in answers}
    form = payment(shop[1]["demo"], 50.0, flow="direct")
    answers = at_once(partial(me.browser.ask, f"{page}/transaction", **form), times=SUBMITS)
    assert_clear(answers)
    reference = paid_references(answers)[0]
    assert_clear(at_once(*[me.simulate(reference), me.poll()] * (SUBMITS // 2)))
    finish(stage, partner_id, 60.0)
    assert 'data-status="done"' in me.browser.page(page)
    assert "paid already" in me.browser.ask(f"{page}/transaction", **form).message
    rows = stage.query(
        "SELECT state FROM sale_order WHERE partner_id = %s AND store_credit_topup_user_id > 0",
        partner_id,
    )
    assert rows == [("sale",)]


def test_an_order_on_account_sent_twenty_times_is_confirmed_once(stage, shop):
    """One order, one mail that confirms it, and no fault of the server."""
    (me,), partner_id = log_in(stage, shop, "account", 10.0, 40.0)
    form = {"order_id": me.cart, "amount": 40.0}
    send = partial(me.browser.send, "/shop/credit/on_account", **form)
    assert_clear(at_once(send, times=SUBMITS))
    assert state_of(stage, me.cart) == "sale"
    assert stage.query(CONFIRMED, me.cart) == [(1,)]
    finish(stage, partner_id, 10.0)
