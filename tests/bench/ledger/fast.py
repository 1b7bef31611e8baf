"""Fast writing: no index upkeep row by row, no foreign-key check of rows known to be right."""

import contextlib

import psycopg2

from odoo.tools import SQL, mute_logger


@contextlib.contextmanager
def fast_writes(cr, *tables):
    """Drop the indexes of these tables meanwhile, and skip triggers where the role may."""
    indexes = []
    for table in tables:
        cr.execute(
            """SELECT index.relname, pg_get_indexdef(index.oid)
                 FROM pg_index JOIN pg_class index ON index.oid = indexrelid
                WHERE indrelid = %s::regclass AND NOT EXISTS (
                      SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)""",
            [table],
        )
        indexes += cr.fetchall()
    for name, _definition in indexes:
        cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    may_skip = _set_role(cr, "replica")
    yield
    if may_skip:
        _set_role(cr, "origin")
    cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for _name, definition in indexes:
        cr.execute(definition)


def _set_role(cr, role):
    """Switch triggers off or on; return False where that needs a right that is not there."""
    try:
        with mute_logger("odoo.sql_db"), cr.savepoint():
            cr.execute("SELECT set_config('session_replication_role', %s, false)", [role])
    except psycopg2.errors.InsufficientPrivilege:
        return False
    return True
