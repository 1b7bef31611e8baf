"""Measure one database: python -m tests.bench.run CUSTOMERS CONFIG RUNS RIVALS."""

import json
import sys
from itertools import chain

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from .cases import all_cases
from .cases_limit import limit_cases
from .cases_statement import statement_cases
from .cases_till import till_cases
from .measure import Stopwatch


def main(customers, conf, runs, rivals):
    """Write one JSON line for each figure."""
    config.parse_config(["-c", conf, "--log-level=error"])
    with Registry(config["db_name"][0]).cursor() as cr:
        admin = api.Environment(cr, SUPERUSER_ID, {}).ref("base.user_admin")
        companies = admin.company_id.ids
        env = api.Environment(cr, admin.id, {"lang": "en_US", "allowed_company_ids": companies})
        watch = Stopwatch(env, int(runs))
        rivals = json.loads(rivals)
        tills = till_cases(env, watch, rivals)
        limits = limit_cases(env, Stopwatch(env, min(int(runs), 3)), rivals)
        statements = statement_cases(env, Stopwatch(env, min(int(runs), 3)))
        cases = chain(all_cases(env, watch, int(customers)), tills, limits, statements)
        for figure in cases:
            sys.stdout.write(json.dumps(figure.as_dict()) + "\n")
            sys.stdout.flush()
        cr.rollback()


if __name__ == "__main__":
    main(*sys.argv[1:])
