"""Whole runs of statements, in processes of their own, on a copy of the ledger that is committed.

How many customers a second with their emails queued, by one worker and by two, and how much
memory it takes for few customers and for many.
"""

import json
import subprocess

from tools import database, odoo, paths, venv
from tools.steps import WorkshopError, step

FEW, MANY = 100, 1000


def measure(source, many=MANY):
    """Return {case: {"customers", "seconds", "memory", "busy"}} of three runs and of reminders.

    With it comes what the run with one worker cost at least: "bare" are its seconds with the same
    words drawn by ReportLab and the same emails queued by Odoo, and nothing else done.

    Seconds from the first worker's start to the last one's end, memory the peak of a worker in MB,
    busy the part of the time that the worker itself computed.

    :param source: name of the measured database, left as it is
    """
    name = f"{source}_statements"
    database.drop(name)
    database.clone(source, name)
    try:
        with step("Measuring runs of statements"):
            few, one = _run(name, FEW, 1), _run(name, many, 1)
            return {
                "few": few,
                "one": {**one, "bare": _bare(name, one)},
                "two": _run(name, many, 2),
                "reminders": _run(name, many, 1, "remind"),
            }
    finally:
        database.drop(name)


def _run(name, customers, workers, way="prepare"):
    """Prepare a run, let so many workers begin at once, and return what it took.

    :param way: "prepare" for statements, "remind" for reminders to those who get one
    """
    run_id, customers = _prepare(name, customers, way)
    database.query("VACUUM ANALYZE", name=name)
    processes = [_start(name, "work", run_id) for _number in range(workers)]
    try:
        for process in processes:
            # Loaded and waiting: the start of a worker is no part of what is measured.
            process.stdout.readline()
        for process in processes:
            process.stdin.write(b"go\n")
            process.stdin.flush()
        parts = [json.loads(process.communicate()[0]) for process in processes]
    finally:
        for process in processes:
            process.kill()
    done = database.query(
        f"SELECT COUNT(*) FROM customer_statement_run_line WHERE run_id = {run_id:d}"
        " AND state = 'done' AND mail_id IS NOT NULL",
        name=name,
    )[0][0]
    if done != customers:
        raise WorkshopError(f"a run of {customers} statements queued {done} emails")
    seconds = max(part["end"] for part in parts) - min(part["begin"] for part in parts)
    return {
        "run_id": run_id,
        "customers": customers,
        "seconds": seconds,
        "memory": max(part["memory"] for part in parts),
        "busy": sum(part["computed"] for part in parts) / seconds / workers,
    }


def _bare(name, run):
    """Return the seconds that the PDF and the emails of this run take with nothing around them."""
    seconds, customers = _prepare(name, run["run_id"], "bare")
    if customers != run["customers"]:
        raise WorkshopError(f"{customers} statements of {run['customers']} were made bare")
    return seconds


def _prepare(name, customers, way):
    """Return the id of a started run for so many customers, and how many get something."""
    process = _start(name, way, customers)
    answer = process.communicate(b"go\n")[0].splitlines()
    if process.returncode:
        raise WorkshopError("a run of statements could not be prepared")
    return json.loads(answer[-1])


def _start(name, act, number):
    line = [venv.python(), "-m", "tests.bench.statement_worker", odoo.config(name), act, number]
    return subprocess.Popen(
        [str(part) for part in line], env=odoo.environment(), cwd=paths.ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
