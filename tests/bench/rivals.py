"""The same ledger in databases of others: Odoo alone, and published addons.

The addons of others are downloaded when they are measured, into the workshop, and never kept in
the repository.
"""

import json
import shutil
import subprocess
import zipfile

from tools import database, odoo, paths, venv
from tools.steps import WorkshopError, lock, step

from . import scales

WHEELS = {
    "odoo-addon-account-financial-risk": "account_financial_risk",
    "odoo-addon-sale-financial-risk": "sale_financial_risk",
}
STATEMENT_WHEELS = {
    "odoo-addon-partner-statement": "partner_statement",
    "odoo-addon-report-xlsx": "report_xlsx",
    "odoo-addon-report-xlsx-helper": "report_xlsx_helper",
}


def measure(customers, runs, parts):
    """Return {kind: figures, None where an addon cannot be had}, figures {case: [ms, queries]}.

    ``native_database`` names the database of Odoo alone, for what is measured in turns with it.

    :param parts: what is measured of ours: credit, tills, limits, statements
    """
    found = {}
    if {"tills", "limits"} & set(parts):
        found["native"] = _measure(customers, runs, "native", paths.HOME / "rivals" / "none", [])
        found["native_database"] = _name(customers, "native")
    if "limits" in parts:
        found["peer"] = _measure_peer(customers, runs, "peer", "addons", WHEELS)
    if "statements" in parts:
        found["statements"] = _measure_peer(
            customers, runs, "statements", "statements", STATEMENT_WHEELS
        )
    return found


def _name(customers, kind):
    return f"{scales.ledger(customers)}_{kind}"


def _measure_peer(customers, runs, kind, folder, wheels):
    """Return the figures of published addons, None where they cannot be had."""
    try:
        folder = _unpack(folder, wheels)
    except WorkshopError as error:
        print(f"    not measured: {str(error).splitlines()[0]}", flush=True)
        return None
    return _measure(customers, runs, kind, folder, list(wheels.values()))


def _unpack(name, addons):
    """Return the folder of these addons, downloaded once."""
    folder = paths.HOME / "rivals" / name
    if folder.is_dir():
        return folder
    wheels = paths.HOME / "rivals" / f"{name}.wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    wheels.mkdir(parents=True)
    with step("Addons to compare with", "a small download"):
        line = [venv.python(), "-m", "pip", "download", "-q", "--no-deps", "-d", wheels,
                *(f"{wheel}==19.0.*" for wheel in addons)]  # fmt: skip
        done = subprocess.run([str(it) for it in line], capture_output=True, text=True, check=False)
        if done.returncode:
            raise WorkshopError(f"the addons to compare with cannot be had: {done.stderr[-300:]}")
        part = folder.with_name(f"{name}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        for wheel in wheels.glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(part / "all")
        for addon in addons.values():
            shutil.move(part / "all" / "odoo" / "addons" / addon, part / addon)
        shutil.rmtree(part / "all")
        part.rename(folder)
    return folder


def _measure(customers, runs, kind, folder, modules):
    """Return the figures of one database, made when it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    addons = ",".join([odoo.addons_path(), str(folder)])
    name = _name(customers, kind)
    if not database.exists(name):
        with lock(name), step(f"Database {name}", "a copy of the ledger"):
            part = f"{name}_part"
            database.drop(part)
            database.clone(scales.ledger(customers), part)
            if modules:
                _install(part, modules, addons)
            database.query("VACUUM ANALYZE", name=part)
            database.query(f'ALTER DATABASE "{part}" RENAME TO "{name}"')
            (paths.FILESTORE / part).rename(paths.FILESTORE / name)
    scales.wait_for_indexes(name)
    line = [venv.python(), "-m", "tests.bench.rival_run", odoo.config(name, addons=addons),
            runs, kind]  # fmt: skip
    with step(f"Measuring {customers:,} customers: {kind}"):
        done = subprocess.run(
            [str(part) for part in line],
            env=odoo.environment(), cwd=paths.ROOT, stdout=subprocess.PIPE, check=False,
        )  # fmt: skip
    if done.returncode:
        raise WorkshopError(f"measuring {kind} failed")
    return json.loads(done.stdout.splitlines()[-1])


def _install(name, modules, addons):
    """Install addons that are not of this repository."""
    log = paths.LOGS / f"install-{name}.log"
    line = odoo.command(
        "server", "-c", odoo.config(name, addons=addons), "--no-http", "--stop-after-init",
        "-i", ",".join(modules), "--log-level=warn",
    )  # fmt: skip
    with open(log, "w", encoding="utf-8") as output:
        subprocess.run(
            line, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            env=odoo.environment(), cwd=paths.ROOT, check=False,
        )  # fmt: skip
    states = dict(database.query("SELECT name, state FROM ir_module_module", name=name))
    if any(states.get(module) != "installed" for module in modules):
        raise WorkshopError(f"not installed: {', '.join(modules)} (log: {log})")
