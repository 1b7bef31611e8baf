"""The measured databases: a ledger of so many customers, cached, with the addons installed."""

import hashlib
import json
import subprocess
import time
from pathlib import Path

from tools import database, odoo, paths, postgres, venv
from tools.steps import WorkshopError, lock, say, step

HERE = Path(__file__).resolve().parent
PARAMETERS = {"invoices": 10.0, "orders": 2.0, "months": 14, "foreign": 0.05,
              "credit_limit": 0.3, "credits": [1, 50, 500], "seed": 19}  # fmt: skip
# Of a ledger that is copied many times over: as many customers as can be, with less of each.
SLIM = {**PARAMETERS, "invoices": 4.0}
COPIED = 2000

UNUSABLE = """
    SELECT COUNT(*) FROM pg_index WHERE indcheckxmin
       AND xmin::text::bigint >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
"""


def _digest(*parts):
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


def _sources(*names):
    """Return the text of generator files, so that a change builds anew."""
    files = [path for name in names for path in sorted(HERE.glob(name))]
    return [path.read_text(encoding="utf-8") for path in files]


def measured(customers, parameters=PARAMETERS):
    """Return the database with this many customers and the addons of this tree.

    The ledger itself is kept as a template of its own: another version of the addons only
    installs them again.
    """
    source = ledger(customers, parameters)
    addons = database.addons_key(paths.addons())
    name = f"bench_{customers}_run_{_digest(source, addons, *_sources('ledger/credit.py'))}"
    if not database.exists(name):
        values = {**parameters, "customers": customers}
        with lock(name), step(f"Database {name}", "the addons and store credit, a minute or two"):
            _build(name, source, "credit", values, install=paths.addons())
    wait_for_indexes(name)
    return name


def copied(customers):
    """Return the database with so many customers, copies of those of a slim ledger.

    :param int customers: a multiple of ``COPIED``
    """
    source = measured(COPIED, SLIM)
    if customers == COPIED:
        return source
    name = f"bench_{customers}_copy_{_digest(source, *_sources('ledger/copies.py'))}"
    if not database.exists(name):
        with lock(name), step(f"Database {name}", f"{customers // COPIED} times as many customers"):
            _build(name, source, "copies", {"times": customers // COPIED})
    wait_for_indexes(name)
    return name


def wait_for_indexes(name, seconds=120):
    """Wait until every index may be used.

    PostgreSQL leaves an index that was built beside rows in change unused until every older
    transaction of the server has ended.
    """
    until = time.monotonic() + seconds
    while database.query(UNUSABLE, name=name)[0][0]:
        if time.monotonic() > until:
            say("    WARNING: a long transaction keeps new indexes unused; figures will be poor")
            return
        time.sleep(2)


def ledger(customers, parameters=PARAMETERS):
    """Return the template with the documents of this many customers, without the addons."""
    key = _digest(database.base_key(), parameters, *_sources("ledger/[!c]*.py", "ledger/cu*.py"))
    name = f"bench_{customers}_{key}"
    if not database.exists(name):
        with lock(name), step(f"Database {name}", f"a ledger of {customers} customers"):
            values = {**parameters, "customers": customers}
            _build(name, database.base_template(), "ledger", values)
            database.query(f'ALTER DATABASE "{name}" WITH IS_TEMPLATE true')
    return name


def _allow_skipping_triggers():
    """Let Odoo's role skip triggers on the embedded server; elsewhere writing takes longer."""
    if not postgres.external():
        server = postgres.default()
        subprocess.run(
            [postgres.binary("psql"), "-qh", server.socket, "-U", postgres.ADMIN, "-d", "postgres",
             "-c", f"GRANT SET ON PARAMETER session_replication_role TO {postgres.ROLE}"],
            check=False,
        )  # fmt: skip


def _build(name, source, stage, values, install=()):
    """Build under another name, so that a database is there whole or not at all."""
    part = f"{name}_part"
    _allow_skipping_triggers()
    database.drop(part)
    database.clone(source, part)
    if install:
        database.install(part, list(install))
    log = paths.LOGS / f"{name}.log"
    with open(log, "w", encoding="utf-8") as output:
        done = subprocess.run(
            [venv.python(), "-m", "tests.bench.build", stage, odoo.config(part),
             json.dumps(values)],
            env=odoo.environment(), cwd=paths.ROOT, stdout=output, stderr=output, check=False,
        )  # fmt: skip
    if done.returncode:
        raise WorkshopError(f"building failed:\n{log.read_text(encoding='utf-8')[-3000:]}")
    database.query("VACUUM ANALYZE", name=part)
    (paths.FILESTORE / part).rename(paths.FILESTORE / name)
    database.query(f'ALTER DATABASE "{part}" RENAME TO "{name}"')


def drop_all():
    """Drop every database that was built for measuring."""
    for (name,) in database.query("SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%'"):
        database.drop(name)
