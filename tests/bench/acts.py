"""Acts measured in several databases: confirming orders and posting invoices, one by one."""

import random
import statistics
import time
from contextlib import ExitStack, contextmanager

from odoo import Command

DOCUMENTS = 100
TURNS = 300
WARM_UP = 20
LINES = 3


def customers(env, count):
    """Return a fixed random choice of customers, the same in every copy of a ledger."""
    env.cr.execute(
        "SELECT id FROM res_partner WHERE ref LIKE %s AND parent_id IS NULL ORDER BY id", ["GEN-0%"]
    )
    ids = [partner_id for (partner_id,) in env.cr.fetchall()]
    return env["res.partner"].browse(random.Random(5).sample(ids, min(count, len(ids))))


def quotations(env, count=DOCUMENTS):
    """Return quotations of different customers over three service lines each."""
    product = env["product.product"].create({"name": "Measured", "type": "service"})
    return env["sale.order"].create(
        [
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create({"product_id": product.id, "price_unit": 10.0 + line})
                    for line in range(LINES)
                ],
            }
            for partner in customers(env, count)
        ]
    )


def invoices(env, count=DOCUMENTS):
    """Return draft invoices of different customers over three lines each."""
    return env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_line_ids": [
                    Command.create({"name": "Measured", "price_unit": 10.0 + line})
                    for line in range(LINES)
                ],
            }
            for partner in customers(env, count)
        ]
    )


ACTS = {"confirm": (quotations, "action_confirm"), "post": (invoices, "action_post")}
MODELS = {"confirm": "sale.order", "post": "account.move"}


def one_by_one(records, method):
    """Call the method on each record as requests of their own do.

    From an empty cache, with what is left to be done before a commit.
    """
    env = records.env
    for record_id in records.ids:
        env.flush_all()
        env.invalidate_all()
        getattr(records.browse(record_id), method)()
        env.cr.flush()


def in_turns(envs, count=TURNS):
    """Return {act: {name: (ms, queries)}} of one document, where databases take turns.

    Each document is done here and there one after the other, so that whatever else the machine
    does slows both down alike. Medians; everything is rolled back.

    :param dict envs: {name: environment}, each of a database of its own, in this process
    """
    taken = {}
    for act, (make, method) in ACTS.items():
        figures = {name: [] for name in envs}
        with ExitStack() as stack:
            made = {}
            for name, env in envs.items():
                stack.enter_context(_undone(env))
                made[name] = make(env, count + WARM_UP).ids
            for number in range(count + WARM_UP):
                for name, env in envs.items():
                    record = env[MODELS[act]].browse(made[name][number])
                    figures[name].append(_timed(record, method))
        taken[act] = {
            name: tuple(statistics.median(part) for part in zip(*all_[WARM_UP:], strict=True))
            for name, all_ in figures.items()
        }
    return taken


@contextmanager
def _undone(env):
    """Roll back whatever is done meanwhile."""
    with env.cr.savepoint() as savepoint:
        yield
        env.cr.precommit.clear()
        env.cr.postcommit.clear()
        savepoint.rollback()
        env.transaction.clear()


def _timed(record, method):
    """Return (ms, queries) of calling the method from an empty cache, ready to be committed."""
    env = record.env
    env.flush_all()
    env.invalidate_all()
    queries = env.cr.sql_log_count
    started = time.perf_counter()
    getattr(record, method)()
    env.cr.flush()
    return (time.perf_counter() - started) * 1000, env.cr.sql_log_count - queries


def measure(env, watch):
    """Return {act: [ms, queries]} for one document of each act."""
    taken = {}
    for name, (make, method) in ACTS.items():
        made = []

        def first(make=make, made=made):
            made[:] = [make(env)]
            env.flush_all()
            env.invalidate_all()

        def act(made=made, method=method):
            one_by_one(made[0], method)

        ms, queries = watch.take_turns(first=first, act=act)["act"]
        taken[name] = [ms / DOCUMENTS, queries / DOCUMENTS]
    return taken
