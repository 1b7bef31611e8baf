"""A served copy of the demo, which the crawler may change as it likes."""

import contextlib

from tests.load.server import Server
from tools import database

from .plan import Plan


@contextlib.contextmanager
def served():
    """Give (url, plan) while the server runs."""
    with database.temporary(database.addon_template(demo=True, assets=True)) as name:
        # The bot greets each user once, in the middle of everything.
        database.query("UPDATE res_users SET odoobot_state = 'disabled'", name=name)
        with contextlib.closing(Server(name)) as server:
            server.start()
            yield server.url, Plan(name)
