"""Odoo's own suites, with and without the addons, and what differs between the two."""

import json
import os
import subprocess
import xml.etree.ElementTree as ElementTree

from . import browser, database, odoo, odoo_source, paths, venv
from .steps import WorkshopError, say, step

MODULES = (
    "sale", "account", "account_payment", "portal", "payment", "point_of_sale", "pos_sale",
    "website_sale",
)  # fmt: skip
BAD = ("failed", "missing")
LIMIT = 2 * 3600


def main(options):
    """Run the suites and print what the addons change; return 1 when they break a test."""
    modules = options.modules or MODULES
    browser.ensure()
    base, ours = database.base_template(), database.addon_template(assets=True)
    broken = []
    for module in modules:
        tests = _tests_of(module)
        before = _known(base, module) or _remember(
            base, module, _run(base, tests, f"{module}, without")
        )
        after = _run(ours, tests, f"{module}, with the addons")
        worse = _worse(before, after)
        if worse:
            say(f"    trying {len(worse)} again, in a fresh copy")
            again = _run(ours, tests, f"{module}, again", only=worse)
            worse = [name for name in worse if again.get(name, "missing") in BAD]
        _report(module, before, after, worse)
        broken += worse
    say(f"\n{len(broken)} tests fail with the addons that pass without")
    return 1 if broken else 0


def _tests_of(module):
    for folder in odoo_source.addons_paths():
        if (folder / module / "tests").is_dir():
            return folder / module / "tests"
    raise WorkshopError(f"Odoo has no module {module} with tests.", "see MODULES in this file.")


def _run(template, tests, name, only=()):
    """Run one module's tests in a fresh copy and return {test: passed/failed/skipped}."""
    slug = name.replace(", ", "-").replace(" ", "-")
    report, log = paths.RUN / f"suite-{os.getpid()}-{slug}.xml", paths.LOGS / f"suite-{slug}.log"
    with (
        step(f"Odoo's tests of {name}", f"them to end; log: {log}"),
        database.temporary(template) as copy,
        open(log, "w", encoding="utf-8") as output,
    ):
        line = [venv.python(), "-m", "pytest", "-q", "--no-header", "--tb=short",
                "-p", "no:cacheprovider", f"--junitxml={report}", "--odoo-http",
                f"--odoo-config={odoo.config(copy)}", f"--odoo-database={copy}"]  # fmt: skip
        if only:
            # One expression for many names: the last part of each is enough here.
            line += ["-k", " or ".join(sorted({test.rsplit(".", 1)[1] for test in only}))]
        subprocess.run(
            [str(part) for part in [*line, tests]],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False,
            env=odoo.environment(), cwd=tests, timeout=LIMIT,
        )  # fmt: skip
    if not report.exists():
        raise WorkshopError(f"the tests of {name} did not end in order.", f"read {log}")
    return _outcomes(report)


def _outcomes(report):
    outcomes = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        kinds = {child.tag for child in case}
        bad = kinds & {"failure", "error"} or outcomes.get(name) == "failed"
        outcomes[name] = "failed" if bad else "skipped" if "skipped" in kinds else "passed"
    report.unlink()
    return outcomes


def _memory(template, module):
    return paths.HOME / "suites" / template / f"{module}.json"


def _known(template, module):
    """Return the outcomes without addons if they were found before, or None."""
    path = _memory(template, module)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _remember(template, module, outcomes):
    path = _memory(template, module)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(outcomes, indent=1), encoding="utf-8")
    return outcomes


def _worse(before, after):
    """Return the tests that pass without the addons and not with them."""
    good = [name for name, outcome in before.items() if outcome == "passed"]
    return sorted(name for name in good if after.get(name, "missing") != "passed")


def _report(module, before, after, worse):
    def sums(outcomes):
        kinds = list(outcomes.values())
        return ", ".join(f"{kinds.count(kind)} {kind}" for kind in ("passed", "failed", "skipped"))

    say(f"\n{module}\n    without:         {sums(before)}\n    with the addons: {sums(after)}")
    for name in worse:
        say(f"    BROKEN  {name}")
    for name in sorted(after):
        if before.get(name) == "failed" and after[name] == "passed":
            say(f"    better  {name}")
