"""Databases: templates keyed by what they were built from, and clones with their filestore."""

import contextlib
import hashlib
import os
import shutil
import time
import uuid

from . import odoo, odoo_source, paths, postgres, venv
from .steps import WorkshopError, lock, say, step

BASE_MODULES = (
    "sale_management", "account", "point_of_sale", "pos_sale", "website_sale", "payment_demo",
)  # fmt: skip
FORMAT = "2"  # raise it when templates are built in another way
KEPT = 8
# What an addon's installed state does not depend on.
NOT_INSTALLED = {"tests", "readme", "__pycache__", "node_modules"}


def connect(name="postgres"):
    """Return an autocommit connection (psycopg2) to a database of the workshop."""
    import psycopg2

    postgres.ensure()
    connection = psycopg2.connect(dbname=name)
    connection.autocommit = True
    return connection


def query(statement, parameters=(), name="postgres"):
    """Run one statement and return its rows."""
    with contextlib.closing(connect(name)) as connection, connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def exists(name):
    """Tell whether a database is there."""
    return bool(query("SELECT 1 FROM pg_database WHERE datname = %s", [name]))


def drop(name):
    """Remove a database, its filestore and its configuration."""
    if exists(name):
        query(f'ALTER DATABASE "{name}" WITH IS_TEMPLATE false ALLOW_CONNECTIONS true')
        query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(paths.FILESTORE / name, ignore_errors=True)
    (paths.RUN / f"{name}.conf").unlink(missing_ok=True)
    (paths.TEMPLATES / name).unlink(missing_ok=True)


def clone(source, name=None):
    """Copy a database with its filestore and return the copy's name."""
    name = name or f"run_{uuid.uuid4().hex[:12]}"
    query(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY file_copy')
    if (paths.FILESTORE / source).is_dir():
        # Odoo never changes a stored file: links are as good as copies.
        shutil.copytree(paths.FILESTORE / source, paths.FILESTORE / name, copy_function=os.link)
    return name


@contextlib.contextmanager
def temporary(source=None, keep=False):
    """Give a clone (by default of the template with all addons) and drop it afterwards."""
    name = clone(source or addon_template())
    try:
        yield name
    finally:
        if keep:
            say(f"    kept: database {name} (python3 -m tools psql {name})")
        else:
            drop(name)


def install(name, modules, *arguments, log=None):
    """Install modules into a database and check that they really are installed."""
    log = log or paths.LOGS / f"install-{name}.log"
    text = odoo.run(name, "-i", ",".join(modules), "--log-level=warn", *arguments, log=log)
    wrong = missing(name, modules)
    if wrong:
        raise WorkshopError(f"not installed: {', '.join(wrong)}\n{odoo.reason(text)}\n(log: {log})")
    check_demo(text)
    return text


def check_demo(text):
    """Odoo installs a module without its demo data where these fail, and says so in its log only.

    :raise WorkshopError: with the reason
    """
    if "demo data failed to install" in text:
        raise WorkshopError(f"the demo is not whole:\n{odoo.reason(text)}")


def install_missing(name, modules):
    """Install those of these modules that a database has not."""
    wanted = missing(name, modules)
    if wanted:
        with step(f"Database {name}", f"Odoo to install {', '.join(wanted)}"):
            install(name, wanted)


def missing(name, modules):
    """Return those of these modules that are not installed in a database."""
    states = dict(query("SELECT name, state FROM ir_module_module", name=name))
    return [module for module in modules if states.get(module) != "installed"]


def base_key():
    """Return a text that changes when the base template would."""
    pins = (paths.ROOT / "requirements.txt").read_text(encoding="utf-8")
    return _digest(FORMAT, odoo_source.identity(), *BASE_MODULES, pins)


def addons_key(addons):
    """Return a text that changes when what the addons install would."""
    parts = []
    for addon in addons:
        for path in sorted((paths.ROOT / addon).rglob("*")):
            inner = path.relative_to(paths.ROOT)
            if path.is_file() and not NOT_INSTALLED & set(inner.parts) and path.suffix != ".pyc":
                parts += [str(inner), hashlib.sha256(path.read_bytes()).hexdigest()]
    return _digest(*parts)


def base_template(demo=False, assets=False):
    """Return the template with Odoo's own modules, built when it is missing."""
    name = f"base_{'demo_' if demo else ''}{base_key()}"
    minutes = "about 3 minutes" if demo else "about a minute"
    _template(name, None, BASE_MODULES, demo, f"Odoo to install its own modules, {minutes}")
    return _with_assets(name, demo) if assets else name


def addon_template(demo=False, addons=None, assets=False):
    """Return the template with the repository's addons, built when they changed.

    With assets, the pages' scripts and styles are built too: slower once, faster to use.
    """
    addons = paths.addons() if addons is None else sorted(addons)
    base = base_template(demo)
    if not addons:
        return base
    name = f"addons_{'demo_' if demo else ''}{_digest(base, addons_key(addons))}"
    if exists(f"{name}_assets"):
        (paths.TEMPLATES / f"{name}_assets").touch()
        return f"{name}_assets"
    _template(name, base, addons, demo, f"Odoo to install {', '.join(addons)}")
    return _with_assets(name, demo) if assets else name


def _with_assets(name, demo):
    return _template(f"{name}_assets", name, (), demo, "scripts and styles of the pages")


def _template(name, source, modules, demo, waiting_for):
    stamp = paths.TEMPLATES / name
    if not exists(name):
        with lock(name):
            if not exists(name):
                with step(f"Database {name}", waiting_for):
                    _build(name, source, modules, demo)
    stamp.touch()
    return name


def _build(name, source, modules, demo):
    """Build under another name, so that a template is there whole or not at all."""
    part = f"{name}_part"
    drop(part)
    _prune()
    try:
        if source:
            clone(source, part)
        else:
            query(f"CREATE DATABASE \"{part}\" TEMPLATE template0 ENCODING 'UTF8'")
        if modules:
            text = install(part, modules, *(["--with-demo"] if demo else []))
            for line in odoo.warnings(text) if source else []:
                say(f"    {line}")
        if not source:
            _check_chart(part)
        if not modules:
            odoo.script(part, "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()")
    except BaseException:
        drop(part)
        raise
    shutil.rmtree(paths.FILESTORE / name, ignore_errors=True)
    if (paths.FILESTORE / part).is_dir():
        (paths.FILESTORE / part).rename(paths.FILESTORE / name)
    (paths.RUN / f"{part}.conf").unlink(missing_ok=True)
    query(f'ALTER DATABASE "{part}" RENAME TO "{name}"')
    query(f'ALTER DATABASE "{name}" WITH IS_TEMPLATE true ALLOW_CONNECTIONS false')


def _check_chart(name):
    """Make sure that the main company has a chart of accounts."""
    if query("SELECT chart_template FROM res_company WHERE id = 1", name=name) == [(None,)]:
        raise WorkshopError("Odoo loaded no chart of accounts for the main company.")


def _prune():
    """Drop addon templates unused for an hour, but for the newest, and copies of killed runs."""
    stamps = sorted(paths.TEMPLATES.glob("addons_*"), key=lambda path: -path.stat().st_mtime)
    for stamp in stamps[KEPT:]:
        if _older(stamp, hours=1):
            drop(stamp.name)
    for conf in paths.RUN.glob("run_*.conf"):
        if _older(conf, hours=12):
            drop(conf.stem)


def _older(path, hours):
    try:
        return path.stat().st_mtime < time.time() - hours * 3600
    except FileNotFoundError:  # another process was quicker
        return False


def _digest(*parts):
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def shell_environment():
    """Return the environment in which psql and friends reach the workshop's server."""
    postgres.ensure()
    folders = [str(postgres.binary("psql").parent), str(venv.folder() / "bin")]
    return {**os.environ, "PATH": os.pathsep.join([*folders, os.environ["PATH"]])}


def setup(options):
    """Build the base template; return the exit code."""
    say(f"ready: {base_template()}")
    return 0


def check_install(options):
    """Install all addons into a fresh database; return the exit code."""
    say(f"ready: {addon_template()}")
    return 0
