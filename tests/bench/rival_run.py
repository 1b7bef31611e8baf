"""Measure others in a process of its own: python -m tests.bench.rival_run CONFIG RUNS KIND."""

import json
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from . import acts, acts_till, statement_rival
from .measure import Stopwatch

COUNTS = (1, 80, 1000, 10**6)
FIELDS = {"native": ("credit", "credit_to_invoice"), "peer": ("risk_total", "risk_exception")}
FLAGS = ("risk_sale_order_include", "risk_invoice_draft_include", "risk_invoice_open_include",
         "risk_invoice_unpaid_include")  # fmt: skip


def figures(env, watch, kind):
    """Return {case: [ms, queries]}."""
    if kind == "statements":
        return statement_rival.measure(env, watch)
    env.company.account_use_credit_limit = True
    if kind == "peer":
        acts.customers(env, 10**6).write(dict.fromkeys(FLAGS, True))
    env.flush_all()
    env.cr.execute("ANALYZE res_partner")
    taken = {}
    for count in COUNTS:
        partners = acts.customers(env, count)
        if kind == "peer" and count > 1000:
            search = env["res.partner"].search
            taken["over"] = watch.take_turns(
                act=lambda search=search: search([("risk_exception", "=", True)])
            )["act"]
            continue

        def read(ids=partners.ids):
            for name in FIELDS[kind]:
                env["res.partner"].browse(ids).mapped(name)

        taken[f"exposure {count}"] = watch.take_turns(act=read)["act"]
    if kind == "native":
        taken.update(acts_till.measure(env, watch))
    return {**taken, **acts.measure(env, watch)}


def main(conf, runs, kind):
    """Print one line of JSON."""
    config.parse_config(["-c", conf, "--log-level=error"])
    with Registry(config["db_name"][0]).cursor() as cr:
        admin = api.Environment(cr, SUPERUSER_ID, {}).ref("base.user_admin")
        env = api.Environment(
            cr, admin.id, {"lang": "en_US", "allowed_company_ids": admin.company_id.ids}
        )
        sys.stdout.write(json.dumps(figures(env, Stopwatch(env, int(runs)), kind)) + "\n")
        cr.rollback()


if __name__ == "__main__":
    main(*sys.argv[1:])
