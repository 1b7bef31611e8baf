"""Measure one database: python -m tests.bench.run CUSTOMERS CONFIG RUNS RIVALS PARTS."""

import json
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from .cases import all_cases
from .cases_limit import limit_cases
from .cases_scale import scale_cases
from .cases_shop import shop_cases
from .cases_statement import statement_cases
from .cases_till import till_cases
from .measure import Stopwatch


def figures(env, customers, runs, rivals, parts):
    """Yield the figures of these parts, in the order of the table."""
    short = Stopwatch(env, min(runs, 3))
    if "credit" in parts:
        yield from all_cases(env, Stopwatch(env, runs), customers)
    if "tills" in parts:
        yield from till_cases(env, Stopwatch(env, runs), rivals)
        yield from shop_cases(env, Stopwatch(env, runs))
    if "limits" in parts:
        yield from limit_cases(env, Stopwatch(env, runs), rivals)
    if "statements" in parts:
        yield from statement_cases(env, short, rivals)
    if "scale" in parts:
        yield from scale_cases(env, short)


def main(customers, conf, runs, rivals, parts):
    """Write one JSON line for each figure."""
    config.parse_config(["-c", conf, "--log-level=error"])
    with Registry(config["db_name"][0]).cursor() as cr:
        admin = api.Environment(cr, SUPERUSER_ID, {}).ref("base.user_admin")
        companies = admin.company_id.ids
        env = api.Environment(cr, admin.id, {"lang": "en_US", "allowed_company_ids": companies})
        rivals = json.loads(rivals)
        for figure in figures(env, int(customers), int(runs), rivals, parts.split(",")):
            sys.stdout.write(json.dumps(figure.as_dict()) + "\n")
            sys.stdout.flush()
        cr.rollback()


if __name__ == "__main__":
    main(*sys.argv[1:])
