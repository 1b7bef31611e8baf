"""A worker process: its own registry, real cursors, Odoo's retrying, one result for each job."""

import gc
import os
import random
import time
from functools import partial
from importlib import import_module
from types import SimpleNamespace

import psycopg2

import odoo
import odoo.service.model
from odoo import SUPERUSER_ID, api, sql_db
from odoo.exceptions import ConcurrencyError, UserError
from odoo.modules.registry import Registry
from odoo.tools import config

END = "end"
PATIENCE = 120
# Odoo waits up to 2, 4, 8... seconds after a conflict; here conflicts shall be many.
HURRY = 0.02


def job(function, /, **arguments):
    """Return a job: a function of :mod:`tests.load.jobs` and its arguments."""
    return function, arguments


def preload():
    """Load Odoo and the registry once; every worker is forked from this process."""
    config.parse_config(["-c", os.environ["LOAD_CONFIG"], "--log-level=critical"])
    with Registry(os.environ["LOAD_DATABASE"]).cursor() as cr:
        # Of people who are made here: a third of a second each. The server hashes it anew.
        import_module("odoo.addons.base.models.res_users").MIN_ROUNDS = 1
        _warm_up(api.Environment(cr, SUPERUSER_ID, {}))
        cr.rollback()
    sql_db.close_all()
    # Leave what is loaded alone: a collection would copy it into every worker.
    gc.collect()
    gc.freeze()


def _warm_up(env):
    """Fill Odoo's caches with what the jobs need, so that the workers race at once."""
    from . import jobs

    partner_id = jobs.make_customer(env, "warm-up", 10.0)
    jobs.post(env, partner_id, 1.0, "warm:1")
    jobs.pay(env, partner_id, 1.0, "warm:2")
    jobs.reserve(env, partner_id, 1.0, "warm:3")
    jobs.capture(env, partner_id, 1.0, "warm:3")
    jobs.tie_out(env)


def work(database, host, jobs, pipe, gate):
    """Do the jobs one after the other; send {key, status, value} for each, END at last."""
    from . import jobs as functions
    from . import jobs_month, jobs_parts, jobs_statement

    os.environ.setdefault("LOAD_DATABASE", database)
    random.seed()
    wait = SimpleNamespace(sleep=lambda seconds: time.sleep(seconds * HURRY))
    odoo.service.model.time = wait
    registry = _registry(database, host)
    if gate:
        gate.wait()
    for name, arguments in jobs:
        places = (functions, jobs_statement, jobs_month, jobs_parts)
        function = next(getattr(it, name) for it in places if hasattr(it, name))
        pipe.send({"key": arguments.get("key"), **_serve(registry, function, arguments)})
    pipe.send(END)
    pipe.close()


def _registry(database, host):
    """Return this process's registry, on the server that it shall use."""
    config["db_host"] = host
    registry = Registry(database)
    registry._db = sql_db.db_connect(database)
    registry._db_readonly = None
    return registry


def _serve(registry, function, arguments):
    """Do one request as Odoo's RPC layer does; send it again as a client does.

    A client that got no answer (too many conflicts, lost connection) repeats its request with
    the same request key, until it gets one.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                value = odoo.service.model.retrying(partial(function, env, **arguments), env)
            return {"status": "done", "value": value}
        except UserError as error:
            return {"status": "refused", "value": str(error)}
        except (psycopg2.DatabaseError, psycopg2.InterfaceError, ConcurrencyError) as error:
            if not _may_be_sent_again(error):
                raise
            if time.monotonic() > until:
                return {"status": "error", "value": str(error)}
            sql_db.close_all()
            time.sleep(random.uniform(0.01, 0.1))


def _may_be_sent_again(error):
    """Say whether the request got no answer: a conflict, or a connection that was lost.

    A server that dies while it answers makes psycopg2 raise its base class, without a code.
    """
    again = psycopg2.OperationalError, psycopg2.InterfaceError, ConcurrencyError
    return isinstance(error, again) or (type(error) is psycopg2.DatabaseError and not error.pgcode)


if os.environ.get("LOAD_CONFIG"):
    preload()
