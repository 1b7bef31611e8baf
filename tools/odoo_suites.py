"""Odoo's own tests with the addons: which of them fail that pass without.

1. Every test of a module runs with the addons.
2. Those that did not pass (failed, skipped, or died with their process) run without, in a copy of
   the base database. One that fails there too, twice, is not the addons' doing.
3. What passed there runs with the addons again, as a busy machine lets a browser's tour time out.
   What still does not pass is BROKEN: so is a test that the addons make Odoo skip.

`--all` runs everything without the addons as well and also tells what is better with them.
A target is a module, files of it (`account/test_portal*,test_payment_term`, `sale/test_[!t]*`) or
a single test (`sale/test_sale_order.py::TestSaleOrder::test_sale_order`).

Outcomes are remembered for the state of the addons and of Odoo that they belong to: a run that
was stopped goes on where it was, and what Odoo does by itself is asked once. `--again` forgets
them. Tests that Odoo's own runner leaves out by default (no tag `standard`) are left out here.
"""

import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

from . import browser, database, odoo, paths, suite_outcomes, venv
from .steps import WorkshopError, say, step
from .suite_outcomes import DIED, FAILED, MISSING, PASSED, SKIPPED

MODULES = (
    "sale", "payment", "account_payment", "portal", "account", "pos_sale", "point_of_sale",
    "website_sale",
)  # fmt: skip
ONE_TEST = 15 * 60  # seconds; then the process ends and the next one goes on behind that test
TWICE = 2
LIMIT = 3 * 3600  # seconds for one process


@dataclass
class Side:
    """Odoo with or without the addons: a template, and what is known of its tests."""

    name: str
    template: str

    def memory(self, module):
        """Return the file with the outcomes of a module's tests."""
        return paths.HOME / "suites" / self.template / f"{module}.jsonl"

    def known(self, module):
        """Return {test: outcome} of what was run before."""
        return suite_outcomes.read(self.memory(module))

    def ensure(self, module, tests):
        """Run the tests that are not known yet and return the outcomes of all."""
        while True:
            known = self.known(module)
            unknown = [test for test in tests if known.get(test, MISSING) == MISSING]
            if not unknown:
                return {test: known[test] for test in tests}
            self.run(module, unknown)
            now = self.known(module)
            if all(now.get(test, MISSING) == MISSING for test in unknown):
                raise WorkshopError(f"no test of {module} ran.", f"read {_log(self, module)}")

    def try_again(self, module, tests):
        """Run tests once more in a fresh copy and return what became of them now."""
        left = list(tests)
        while left:
            self.run(module, left)
            now = self.known(module)
            # A process that died had no turn for those behind.
            left, had = [test for test in left if now[test] == MISSING], left
            if left == had:
                raise WorkshopError(f"no test of {module} ran.", f"read {_log(self, module)}")
        known = self.known(module)
        return {test: known[test] for test in tests}

    def run(self, module, tests):
        """Run tests by name in a fresh copy of the template; outcomes go to the memory."""
        path, log = self.memory(module), _log(self, module)
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            step(f"{len(tests)} tests of {module}, {self.name}", f"them to end; log: {log}"),
            database.temporary(self.template) as copy,
        ):
            try:
                _pytest(copy, tests, path, log)
            except (KeyboardInterrupt, SystemExit):  # the test did not end its process: we did
                known = self.known(module)
                for test in (test for test in tests if known.get(test) == DIED):
                    suite_outcomes.write(path, test, MISSING)
                raise


def main(options):
    """Compare the suites and print what the addons break; return 1 when they break a test."""
    browser.ensure()
    without = Side("without", database.base_template(assets=True))
    ours = Side("with the addons", database.addon_template(assets=True))
    broken = []
    for target in options.targets or MODULES:
        module = target.split("/")[0]
        tests = collect(target)
        if options.again:
            ours.memory(module).unlink(missing_ok=True)
        broken += compare(ours, without, module, tests, everything=options.all)
    say(f"\n{len(broken)} tests do not pass with the addons that pass without")
    return 1 if broken else 0


def compare(ours, without, module, tests, *, everything=False):
    """Run one module's tests on both sides and return the names of those that we break."""
    after = ours.ensure(module, tests)
    odd = [test for test in tests if after[test] != PASSED]
    before = without.ensure(module, tests if everything else odd)
    once = [test for test in odd if before[test] == FAILED and before[test].failures < TWICE]
    before.update(without.try_again(module, once))
    broken = [test for test in odd if before[test] == PASSED]
    after.update(ours.try_again(module, broken))
    broken = [test for test in broken if after[test] != PASSED]
    _report(module, before, after, broken)
    return broken


def collect(target):
    """Return the names of the tests of a module, of some of its files, or the tests named."""
    module, _, rest = target.partition("/")
    folder = _folder(module)
    if "::" in rest:
        return [f"{module}/tests/{rest}"]
    patterns = [f"{part.removesuffix('.py')}.py" for part in (rest or "test_*").split(",")]
    files = sorted({file for pattern in patterns for file in folder.glob(pattern)})
    if not files:
        raise WorkshopError(f"{module} has no tests like {rest}.", f"look into {folder}")
    return collect_files(module, files)


def collect_files(title, files):
    """Return the names of the tests in files of modules that are in one folder."""
    path = paths.RUN / f"suite-{uuid.uuid4().hex[:12]}.jsonl"
    log = paths.LOGS / f"suite-{title}-collect.log"
    names = [str(file.relative_to(file.parents[2])) for file in files]
    try:
        _pytest("postgres", names, path, log, "--collect-only")
        found = suite_outcomes.read(path)
    finally:
        path.unlink(missing_ok=True)
    if not found:
        raise WorkshopError(f"no tests were found in {title}.", f"read {log}")
    return list(found)


def _folder(module):
    for folder in odoo.addons_path().split(","):
        if (Path(folder) / module / "tests").is_dir():
            return Path(folder) / module / "tests"
    raise WorkshopError(f"Odoo has no module {module} with tests.", "see MODULES in this file.")


def _pytest(name, tests, path, log, *arguments):
    """Run pytest on tests named from Odoo's folder of addons; its outcomes go to the path."""
    addons = _folder(tests[0].split("/")[0]).parent.parent
    chosen = paths.RUN / f"suite-{uuid.uuid4().hex[:12]}.txt"
    chosen.write_text("\n".join(f"{addons}/{test}" for test in tests), encoding="utf-8")
    line = [venv.python(), "-m", "pytest", "-q", "--no-header", "--tb=short", f"--rootdir={addons}",
            "-p", "no:cacheprovider", "-p", "tools.suite_outcomes", "--odoo-http",
            "-o", f"faulthandler_timeout={ONE_TEST}", "-o", "faulthandler_exit_on_timeout=true",
            f"--odoo-config={odoo.config(name)}", f"--odoo-database={name}", *arguments,
            f"@{chosen}"]  # fmt: skip
    environment = odoo.environment(
        **{suite_outcomes.FILE: str(path), suite_outcomes.DATABASE: name}
    )
    try:
        with open(log, "a", encoding="utf-8") as output:
            subprocess.run(
                [str(part) for part in line], stdin=subprocess.DEVNULL, stdout=output,
                stderr=output, check=False, env=environment, cwd=paths.RUN, timeout=LIMIT,
            )  # fmt: skip
    except subprocess.TimeoutExpired:
        say(f"    stopped after {LIMIT} s")
    finally:
        chosen.unlink()


def _log(side, module):
    return paths.LOGS / f"suite-{module}-{side.name.replace(' ', '-')}.log"


def _report(module, before, after, broken):
    def sums(outcomes):
        kinds = list(outcomes.values())
        states = (PASSED, FAILED, SKIPPED, DIED)
        return ", ".join(f"{kinds.count(kind)} {kind}" for kind in states)

    say(f"\n{module}: {len(after)} tests")
    say(f"    with the addons: {sums(after)}")
    say(f"    without:         {sums(before)} (of {len(before)} that were run without)")
    for name in broken:
        say(f"    BROKEN  {name}\n            {after[name].why}")
    for name in (name for name, outcome in before.items() if outcome != PASSED):
        kind = "better " if after[name] == PASSED else "same   "
        kind = kind if after[name] in (PASSED, before[name]) else "differs"
        say(f"    {kind} {name} ({after[name]} with, {before[name]} without)")
