"""One process of a measured run: python -m tests.bench.statement_worker CONFIG ACT NUMBER."""

import json
import resource
import sys
import time

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from . import acts


def prepare(env, count):
    """Return the id of a started run for so many customers, each with an email address."""
    env.cr.execute("SELECT MAX(date) FROM account_move_line WHERE parent_state = 'posted'")
    today = env.cr.fetchone()[0]
    partners = acts.customers(env, count)
    for partner in partners:
        partner.email = f"customer{partner.id}@example.com"
    run = env["customer.statement.run"].create(
        {"kind": "activity", "date_from": today + relativedelta(years=-1, day=1),
         "date_to": today, "delivery": "mail", "skip_zero": False, "skip_credit": False,
         "skip_unchanged": False}
    )  # fmt: skip
    run._prepare(partners)
    run._start()
    return run.id, count


def remind(env, count):
    """Return the id of a started run of reminders, and to how many customers it goes.

    Each of them owes more than any credit; nobody was reminded yet.
    """
    env.cr.execute("SELECT MAX(date) FROM account_move_line WHERE parent_state = 'posted'")
    today = env.cr.fetchone()[0]
    policy = env["customer.reminder.policy"].create({"name": "Measured", "customer_only": True})
    partners = acts.customers(env, count)
    for partner in partners:
        partner.write({"email": f"customer{partner.id}@example.com",
                       "customer_statement_reminder_policy_id": policy.id})  # fmt: skip
    run = policy._make_run(today)
    while run.counting:
        run._work_batch()
        env.invalidate_all()
    run._start()
    return run.id, run.todo_count


def warm_up(env):
    """Work a few customers and take it back: fonts and templates are loaded, as in a server."""
    env["customer.statement.run"]._work_batch(5)
    env.flush_all()
    env.cr.precommit.clear()
    env.cr.postcommit.clear()
    env.cr.rollback()
    env.transaction.clear()


def work(env):
    """Return {"begin", "end", "memory", "computed"} of working until nothing is left.

    It is what the scheduled action calls: a batch, its commit, the next one.
    """
    begin, before = time.time(), time.process_time()
    env["customer.statement.run"]._cron_work()
    return {
        "begin": begin,
        "end": time.time(),
        "computed": time.process_time() - before,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


ACTS = {"prepare": prepare, "remind": remind}


def main(conf, act, number):
    """Load, wait for a word, act, and print one line of JSON."""
    config.parse_config(["-c", conf, "--log-level=error"])
    with Registry(config["db_name"][0]).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        if act == "work":
            warm_up(env)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        answer = work(env) if act == "work" else ACTS[act](env, int(number))
        cr.commit()
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
