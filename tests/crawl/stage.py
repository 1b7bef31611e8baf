"""A served copy of the demo, or of a small part of it, which the crawler may change as it likes."""

import contextlib
import textwrap

from tests.load.server import Server
from tools import database, odoo, paths

from .plan import Plan

SCENE = paths.ROOT / "tests/crawl/scene.py"


@contextlib.contextmanager
def _served(template, scene=""):
    with database.temporary(template) as name:
        if scene:
            odoo.script(name, textwrap.indent(scene, "    ").lstrip())
        # The bot greets each user once, in the middle of everything.
        database.query("UPDATE res_users SET odoobot_state = 'disabled'", name=name)
        with contextlib.closing(Server(name)) as server:
            server.start()
            yield server.url, Plan(name)


def served():
    """Give (url, plan) of the whole demo while the server runs; making it takes minutes."""
    return _served(database.addon_template(demo=True, assets=True))


def served_small():
    """Give (url, plan) of two customers of the story in a database without demo."""
    return _served(database.addon_template(assets=True), SCENE.read_text(encoding="utf-8"))
