"""Fixtures: a clone with the addon, and one of plain Odoo."""

import pytest

from tools import database

from .harness import Database


@pytest.fixture(scope="module")
def with_addon():
    """Give a clone of the template with the addon."""
    with database.temporary() as name:
        yield Database(name)


@pytest.fixture(scope="module")
def plain():
    """Give a clone of the template without any addon of the repository."""
    with database.temporary(database.base_template()) as name:
        yield Database(name)
