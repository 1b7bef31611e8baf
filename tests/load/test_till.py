"""Four tills and two shoppers spend the same credit by HTTP while the server is killed."""

import contextlib
import random
import time
from dataclasses import dataclass

import pytest

from . import clients, jobs_till
from .harness import PROCESSES, Runner
from .server import Server

TILLS, SHOPPERS, CUSTOMERS = 4, 2, 20
SILENCE = 600

# What the database says of every order that was sent, past Odoo.
ORDERS = """
    SELECT orders.uuid, orders.state, orders.session_id,
           COALESCE((SELECT SUM(amount) FROM pos_payment
                      WHERE pos_order_id = orders.id), 0) = orders.amount_total,
           COALESCE((SELECT SUM(payment.amount) FROM pos_payment payment
                       JOIN pos_payment_method method ON method.id = payment.payment_method_id
                      WHERE payment.pos_order_id = orders.id AND method.is_store_credit), 0),
           COALESCE((SELECT -SUM(amount) FROM customer_credit_entry
                      WHERE res_model = 'pos.order' AND res_id = orders.id), 0)
      FROM pos_order orders WHERE orders.session_id = ANY(%s)
"""
# Each payment by store credit and its entry, which has the payment's number.
UNPAIRED = """
    SELECT payment.uuid FROM pos_payment payment
      JOIN pos_payment_method method ON method.id = payment.payment_method_id
      JOIN pos_order orders ON orders.id = payment.pos_order_id
     WHERE method.is_store_credit AND orders.state IN ('paid', 'done')
       AND orders.session_id = ANY(%s)
       AND 1 <> (SELECT COUNT(*) FROM customer_credit_entry
                  WHERE request_key = 'pos:' || payment.uuid AND amount = -payment.amount)
"""
CARTS = """
    SELECT orders.id, orders.state,
           (SELECT COUNT(*) FROM payment_transaction tx
              JOIN sale_order_transaction_rel rel ON rel.transaction_id = tx.id
             WHERE rel.sale_order_id = orders.id AND tx.state = 'done'),
           COALESCE((SELECT -SUM(entry.amount) FROM payment_transaction tx
              JOIN sale_order_transaction_rel rel ON rel.transaction_id = tx.id
              JOIN customer_credit_entry entry ON entry.request_key = 'tx:' || tx.id
             WHERE rel.sale_order_id = orders.id), 0)
      FROM sale_order orders WHERE orders.id = ANY(%s)
"""
LOWEST = """
    SELECT MIN(entry.balance_after) FROM customer_credit_entry entry
      JOIN customer_credit_account account ON account.id = entry.account_id
     WHERE account.partner_id = ANY(%s)
"""
SESSIONS = """
    SELECT session.state, move.state,
           (SELECT SUM(balance) FROM account_move_line WHERE move_id = move.id)
      FROM pos_session session LEFT JOIN account_move move ON move.id = session.move_id
     WHERE session.id = ANY(%s)
"""
OPEN_ITEMS = """
    SELECT line.id FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
     WHERE line.partner_id = ANY(%s) AND account.account_type = 'asset_receivable'
       AND line.parent_state = 'posted' AND line.amount_residual <> 0
       AND line.move_id IN (SELECT move_id FROM account_payment WHERE pos_session_id = ANY(%s))
"""


@dataclass
class Day:
    """A day in the shop: who sends what, and what they were told."""

    shop: dict
    orders: list
    carts: list
    told_tills: dict
    told_shoppers: dict
    seconds: float
    kills: int
    closing: float = 0.0

    @property
    def sessions(self):
        """Return the ids of the sessions."""
        return [till["session"] for till in self.shop["tills"]]

    @property
    def customers(self):
        """Return the ids of the customers."""
        return [customer["id"] for customer in self.shop["customers"]]


def start_client(target, url, stage, *arguments):
    """Start a client in a process of its own."""
    mine, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=target, args=(url, stage.database, *arguments, theirs))
    process.start()
    theirs.close()
    return Runner(process, mine, SILENCE)


def play(stage, server, prefix, orders, carts, amount, kills):
    """Let everybody work at once, kill the server in between; return the Day."""
    shop = stage.do("make_shop", prefix=prefix, tills=TILLS, customers=CUSTOMERS, amount=amount)
    tills = [
        jobs_till.till_orders(shop, till, orders // TILLS, f"{prefix}{number}")
        for number, till in enumerate(shop["tills"])
    ]
    chance = random.Random(prefix)
    amounts = [10.0 * chance.randint(1, 4) for _number in range(carts)]
    carts = stage.do("make_load_carts", customers=shop["customers"], amounts=amounts)
    server.start()
    started = time.monotonic()
    at_tills = [
        start_client(clients.till, server.url, stage, till["login"], mine)
        for till, mine in zip(shop["tills"], tills, strict=True)
    ]
    at_home = [
        start_client(clients.shopper, server.url, stage, carts[number::SHOPPERS])
        for number in range(SHOPPERS)
    ]
    for kill in range(1, kills + 1):
        # After a share of the work, in the middle of whatever comes next.
        at_tills[0].receive(kill * len(tills[0]) // (kills + 1))
        time.sleep(random.uniform(0, 0.2))
        server.crash()
        server.start()
    told_tills, told_shoppers = listen(at_tills), listen(at_home)
    return Day(
        shop, [pair[0] for mine in tills for pair in mine], carts, told_tills, told_shoppers,
        time.monotonic() - started, kills,
    )  # fmt: skip


def listen(runners):
    """Return {order: (how it was paid, what was refused)} of all these clients."""
    told = {}
    for runner in runners:
        runner.receive()
        runner.kill()
        told.update({key: (how, reason) for key, how, reason in runner.results})
    return told


def assert_tills_right(stage, day):
    """Each order is there once, paid as the till was told, and its credit was taken once."""
    assert day.told_tills.keys() == {order["uuid"] for order in day.orders}
    rows = stage.query(ORDERS, day.sessions)
    assert len(rows) == len(day.orders), "an order was lost or doubled"
    sessions = {order["uuid"]: order["session_id"] for order in day.orders}
    for uuid, state, session, whole, paid, taken in rows:
        assert (state in ("paid", "done"), session, whole) == (True, sessions[uuid], True)
        assert paid == taken
        assert (paid != 0) == (day.told_tills[uuid][0] == "credit")
    assert stage.query(UNPAIRED, day.sessions) == []


def assert_shop_right(stage, day):
    """Each cart is confirmed and paid once, or not at all, as the shopper was told."""
    told = day.told_shoppers
    assert told.keys() == {cart["id"] for cart in day.carts}
    amounts = {cart["id"]: cart["amount"] for cart in day.carts}
    for cart_id, state, paid, taken in stage.query(CARTS, list(told)):
        good = told[cart_id][0] == "credit"
        assert (state == "sale", paid, float(taken)) == (
            good, int(good), amounts[cart_id] * good
        ), told[cart_id]  # fmt: skip


def assert_refusals_are_about_credit(day):
    """Nobody was refused for another reason than what is available."""
    reasons = [reason for _how, reason in (day.told_tills | day.told_shoppers).values() if reason]
    assert reasons, "nobody was refused: the test is too easy"
    others = [text for text in reasons if "store credit" not in text and clients.PAID not in text]
    assert not others, others[:3]


def assert_nobody_overdrawn(stage, day):
    """No balance was ever below zero."""
    ((lowest,),) = stage.query(LOWEST, day.customers)
    assert lowest >= 0


def close_tills(stage, server, day):
    """Every till closes, and its entries balance; nothing stays open; the books agree."""
    started = time.monotonic()
    for till in day.shop["tills"]:
        ((cash,),) = stage.query(
            "SELECT COALESCE(SUM(amount), 0) FROM pos_payment payment "
            "JOIN pos_order orders ON orders.id = payment.pos_order_id "
            "WHERE orders.session_id = %s AND payment_method_id = %s",
            till["session"], till["cash"],
        )  # fmt: skip
        closed = clients.close(
            server.url, stage.database, till["login"], till["session"], float(cash)
        )
        assert closed["successful"], closed
    day.closing = time.monotonic() - started
    for session, move, balance in stage.query(SESSIONS, day.sessions):
        assert (session, move, balance) == ("closed", "posted", 0)
    assert stage.query(OPEN_ITEMS, day.customers, day.sessions) == []
    stage.assert_ties_out()


def whole_day(stage, prefix, orders, carts, amount, kills):
    """A day with so many orders, and everything that must be true after it."""
    server = Server(stage.database)
    with contextlib.closing(server):
        day = play(stage, server, prefix, orders, carts, amount, kills)
        stage.do_all("finish_payments", provider="store_credit")
        assert_tills_right(stage, day)
        assert_shop_right(stage, day)
        assert_refusals_are_about_credit(day)
        assert_nobody_overdrawn(stage, day)
        # While the sessions are open, entries of the tills may wait for their journal items.
        assert stage.do("tie_out") == []
        close_tills(stage, server, day)
        return day


def test_tills_and_shop_spend_the_same_credit_while_the_server_dies(stage):
    """40 orders at the tills and 14 carts, one kill: nothing lost, doubled or overdrawn.

    As many as it takes for refusals at each door; the soak test sends two thousand.
    """
    whole_day(stage, "short", 40, 14, 40.0, 1)


@pytest.mark.soak
def test_two_thousand_orders_survive_every_kill(stage):
    """1,600 orders at the tills and 400 carts, five kills."""
    day = whole_day(stage, "long", 1600, 400, 1800.0, 5)
    refused = sum(1 for how, _reason in day.told_tills.values() if how == "cash")
    print(
        f"\n2,000 orders in {day.seconds:.0f} s, {day.kills} kills, {refused} paid by cash, "
        f"four tills closed in {day.closing:.0f} s"
    )
