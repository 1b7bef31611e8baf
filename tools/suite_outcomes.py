"""Outcomes of tests, written down one by one while pytest runs (pytest -p tools.suite_outcomes).

A process that dies loses the test it was in and nothing else. One line of JSON for each state of
a test; the last line counts. The test it died in stays `died`, those after it `missing`.
"""

import contextlib
import json
import os
import threading

FILE = "SUITE_OUTCOMES"  # the variable that names the file
DATABASE = "SUITE_DATABASE"  # the variable that names the database
PASSED, FAILED, SKIPPED, DIED, MISSING = "passed", "failed", "skipped", "died", "missing"
RANK = (PASSED, SKIPPED, FAILED)
LENGTH = 400  # of a reason


class Outcome(str):
    """What became of a test, the reason when it did not pass, and how often it failed so far."""

    __slots__ = ("failures", "why")

    def __new__(cls, value, why="", failures=0):
        """Return the outcome as a text that carries the rest."""
        outcome = super().__new__(cls, value)
        outcome.why, outcome.failures = why, failures
        return outcome


def write(path, name, outcome, why=""):
    """Add one test's outcome to the file."""
    line = json.dumps({"test": name, "outcome": outcome, "why": why[:LENGTH]})
    with open(path, "a", encoding="utf-8") as file:
        file.write(f"\n{line}")  # the last line may be torn


def read(path):
    """Return {test: Outcome} of a file, empty when there is none."""
    if not path.exists():
        return {}
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        with contextlib.suppress(json.JSONDecodeError):  # the line a process died in
            one = json.loads(line)
            earlier = found[one["test"]].failures if one["test"] in found else 0
            failures = earlier + (one["outcome"] == FAILED)
            found[one["test"]] = Outcome(one["outcome"], one["why"], failures)
    return found


class Recorder:
    """The worst of what pytest reports about each test: its parts, its set-up, its end."""

    def __init__(self, path):
        self.path = path
        self.current = {}

    def pytest_collection_modifyitems(self, config, items):
        """Leave out what Odoo's own runner leaves out: tests that lack the tag `standard`."""
        kept = [item for item in items if "standard" in _tags(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept

    def pytest_collection_finish(self, session):
        """Write down what is going to run; name the database as Odoo's own runner does."""
        threading.current_thread().dbname = os.environ.get(DATABASE)
        for item in session.items:
            write(self.path, item.nodeid, MISSING)

    def pytest_collectreport(self, report):
        """A file that cannot be read is a failed test by the file's name."""
        if report.failed:
            write(self.path, report.nodeid, FAILED, _reason(report))

    def pytest_runtest_logstart(self, nodeid):
        """Be ready for the end of the process."""
        self.current = {}
        write(self.path, nodeid, DIED, "the process ended in this test")

    def pytest_runtest_logreport(self, report):
        """Keep the worst; a skipped part does not skip its test."""
        part = hasattr(report, "context")
        if part and not report.failed:
            return
        if RANK.index(report.outcome) >= RANK.index(self.current.get("outcome", PASSED)):
            why = "" if report.outcome == PASSED else self.current.get("why") or _reason(report)
            self.current = {"outcome": report.outcome, "why": why}

    def pytest_runtest_logfinish(self, nodeid):
        """Write down what became of the test."""
        write(self.path, nodeid, self.current.get("outcome", FAILED), self.current.get("why", ""))


def _tags(item):
    """Return Odoo's tags of a test; a plain test has the usual one."""
    return getattr(getattr(item, "cls", None), "test_tags", None) or {"standard"}


def _reason(report):
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash:
        return crash.message
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[-1])
    return str(report.longrepr)[-LENGTH:]


def pytest_configure(config):
    """Record when a file is named."""
    if os.environ.get(FILE):
        config.pluginmanager.register(Recorder(os.environ[FILE]), "suite-outcomes")
