"""Fill one database in a process of its own: python -m tests.bench.build STAGE CUSTOMERS CONFIG."""

import sys
from types import SimpleNamespace

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from .ledger import Ledger
from .ledger.credit import StoreCredit
from .scales import PARAMETERS

STAGES = {"ledger": Ledger, "credit": StoreCredit}


def main(stage, customers, conf):
    """Write the documents of one stage."""
    config.parse_config(["-c", conf, "--log-level=error"])
    options = SimpleNamespace(**PARAMETERS, customers=int(customers))
    with Registry(config["db_name"][0]).cursor() as cr:
        STAGES[stage](api.Environment(cr, SUPERUSER_ID, {}), options).run()
        cr.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
