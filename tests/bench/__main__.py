"""Build the ledgers (once), measure, and print the tables: python -m tests.bench --help."""

import argparse
import json
import os
import platform
import subprocess
import sys

from tools import database, odoo, paths, postgres, venv
from tools.steps import WorkshopError, fail, say, step

from . import rivals, scales, statement_runs, table

SCALES = {"small": [2000], "big": [20000], "all": [2000, 20000]}
# Of the part "scale" alone, whose ledgers are copies of one.
COPIES = {"small": [2000], "big": [200000], "all": [2000, 200000]}
PARTS = ("credit", "tills", "limits", "statements", "scale")


def options():
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--scale", choices=SCALES, default=os.environ.get("SCALE", "all"))
    parser.add_argument("--customers", type=int, action="append", help="a ledger of another size")
    parser.add_argument("--runs", type=int, default=7, help="runs of which the median is taken")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure a part only")
    parser.add_argument("--everybody", action="store_true",
                        help="let the long runs of statements reach every customer")  # fmt: skip
    parser.add_argument("--markdown", action="store_true", help="print tables for a README")
    parser.add_argument("--drop", action="store_true", help="drop the cached ledgers and stop")
    return parser.parse_args()


def measure(customers, runs, parts, everybody=False):
    """Return the figures of these parts on one ledger."""
    others = rivals.measure(customers, min(runs, 3), parts)
    name = scales.copied(customers) if only_scale(parts) else scales.measured(customers)
    # What goes by slices is committed: on a copy, the ledger is kept.
    scratch = "scale" in parts and database.clone(name, f"{name}_scratch")
    try:
        return measure_on(scratch or name, customers, runs, parts, others, everybody)
    finally:
        if scratch:
            database.drop(scratch)


def measure_on(name, customers, runs, parts, others, everybody):
    """Return the same on a database."""
    if "statements" in parts:
        many = customers if everybody else statement_runs.MANY
        others["runs"] = statement_runs.measure(name, many)
    line = [venv.python(), "-m", "tests.bench.run", customers, odoo.config(name), runs,
            json.dumps(others), ",".join(parts)]  # fmt: skip
    with step(f"Measuring {customers:,} customers", f"{runs} runs of each figure"):
        done = subprocess.run(
            [str(part) for part in line],
            env=odoo.environment(), cwd=paths.ROOT, stdout=subprocess.PIPE, check=False,
        )  # fmt: skip
    if done.returncode:
        raise WorkshopError(f"measuring {customers} customers failed")
    return [json.loads(row) for row in done.stdout.splitlines()]


def only_scale(parts):
    """Say whether ledgers are compared with each other and with nothing else."""
    return list(parts) == ["scale"]


def machine():
    """Return one line about what this ran on."""
    version = database.query("SHOW server_version")[0][0]
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"PostgreSQL {version}, load average {load:.1f}"
    )


def main():
    """Measure each ledger and print what came out."""
    asked = options()
    paths.make_folders()
    postgres.ensure()
    if asked.drop:
        scales.drop_all()
        return 0
    parts, results = asked.only or PARTS, {}
    sizes = COPIES if only_scale(parts) else SCALES
    for customers in asked.customers or sizes[asked.scale]:
        results[customers] = measure(customers, asked.runs, parts, asked.everybody)
    show = table.markdown if asked.markdown else table.text
    say(f"\nMedians of {asked.runs} runs; {machine()}\n")
    for part in table.tables(results):
        say(show(part) + "\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except WorkshopError as error:
        sys.exit(fail(error))
