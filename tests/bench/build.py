"""Fill one database in a process of its own: python -m tests.bench.build STAGE CONFIG VALUES."""

import json
import sys
from types import SimpleNamespace

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from .ledger import Ledger
from .ledger.copies import Copies
from .ledger.credit import StoreCredit

STAGES = {"ledger": Ledger, "credit": StoreCredit, "copies": Copies}


def main(stage, conf, values):
    """Write the documents of one stage; ``values`` are its parameters as JSON."""
    config.parse_config(["-c", conf, "--log-level=error"])
    options = SimpleNamespace(**json.loads(values))
    with Registry(config["db_name"][0]).cursor() as cr:
        STAGES[stage](api.Environment(cr, SUPERUSER_ID, {}), options).run()
        cr.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
