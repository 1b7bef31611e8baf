"""The test runner: sessions of pytest side by side, each in a database of its own."""

import ast
import os
import re
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.countries.charts import SAMPLE

from . import browser, database, lanes, odoo, paths, venv
from .steps import WorkshopError, say

PLAIN = ("tests/core", "tests/repo")
LIMIT = int(os.environ.get("TEST_LIMIT", 3600))  # seconds for one session
NEVER = {"core", "repo", "bench", "beside", "countries", "__pycache__"}
# Tests that want other modules of Odoo installed beside the addons: a session of their own.
BESIDE = {
    "customer_credit_balance/tests/test_application_withholding.py": "l10n_account_withholding_tax",
    "customer_credit_pos_web/tests/test_till_restaurant.py": "pos_restaurant",
    "customer_credit_pos_web/tests/test_till_rewards.py": "pos_loyalty",
    "customer_credit_pos_web/tests/test_topup_rewards.py": "website_sale_loyalty",
    # One database for all charts: each has a company, and one installation is the cheapest.
    "tests/countries/test_countries.py": " ".join(SAMPLE.values()),
}

# The long stories pay invoices of which tax is withheld, too; the short ones are ready sooner.
SOAK_BESIDE = {"model": "l10n_account_withholding_tax"}

# They start servers, kill them and wait for locks: a lane of their own keeps no core busy.
WAITS = {"tests-load", "customer_credit_pos_web-tours"}
# They make their own databases, each step a process of Odoo: a registry would wait beside them.
NO_REGISTRY = {"load", "lifecycle"}
# Addons whose tests are several sessions, so that lanes end at the same time: what the others run.
# Steps of a tour begin with a pause, so browsers leave the cores to others.
SPLIT = {
    "customer_credit_pos_web": {"tours": r"test_js|.*_tours\.py", "till": r"test_till"},
}


# Few and quick tests: one session starts Odoo for all of them.
QUICK = ("crawl", "together")

# Turns of sessions while the templates are built: what needs none, what begins with plain Odoo,
# what opens no page, the rest.
WITHOUT_TEMPLATE, WITH_PLAIN_ODOO, WITHOUT_PAGES, LAST = range(4)
PAGES = ("start_tour(", "browser_js(", "chromium")


@dataclass
class Run:
    """One pytest session: its name, what it runs, and whether it needs Odoo, there or at all."""

    name: str
    targets: list
    needs_odoo: bool = True
    needs_registry: bool = True
    waits: bool = False
    turn: int = LAST
    module: str = ""
    counts: dict = field(default_factory=dict)


def main(options):
    """Run the chosen tests, print `N passed, N failed` last and return the exit code."""
    soak = getattr(options, "soak", False)
    runs = choose(options.addon, options.paths, soak)
    narrowed = bool(options.expression or options.paths)
    started = time.monotonic()
    if not soak:
        os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(paths.HOME / "hypothesis"))
    problems = []
    try:
        if any(run.needs_odoo for run in runs):
            _with_odoo(runs, options, soak, narrowed)
        else:
            for run in runs:
                _plain(run, options, soak)
    except WorkshopError as error:
        todo = f"\nWhat to do: {error.todo}" if error.todo else ""
        problems.append(f"set-up failed: {error}{todo}")
    for run in runs:
        executed = run.counts.get("passed", 0) + run.counts.get("failed", 0)
        if run.counts and not executed and not narrowed and not run.counts.get("skipped"):
            problems.append(f"{run.name}: no test was executed")
    return _summary(runs, problems, time.monotonic() - started)


def _with_odoo(runs, options, soak, narrowed):
    """Run sessions: those that need Odoo each in a clone, or all in the database asked for."""
    addons = _installed_for([run for run in runs if run.needs_odoo])
    if getattr(options, "on", None):
        browser.ensure()
        _prepare(options.on, addons, options.update)
        for run in runs:
            if run.needs_odoo:
                _in_database(run, options.on, options, soak)
            else:
                _plain(run, options, soak)
        return
    everything = not (narrowed or options.addon)
    count = lanes.count() if everything and not soak else 1
    with Templates(addons, everything) as templates:

        def session(run):
            if not run.needs_odoo:
                _plain(run, options, soak)
                return
            source = templates.wait(run)
            if not run.needs_registry:
                _plain(run, options, soak)
                return
            with database.temporary(source, keep=options.keep) as name:
                _in_database(run, name, options, soak)

        if count > 1:
            _give_turns(runs)
        lanes.run(session, runs, count)


class Templates:
    """What sessions are cloned from, built one after the other while the first sessions run."""

    def __init__(self, addons, assets):
        """Begin to build; with assets there is a template with the pages' scripts and styles."""
        self.pool = ThreadPoolExecutor(2)
        self.browser = self.pool.submit(browser.ensure)
        self.base = self.pool.submit(database.base_template)
        self.addons = self.pool.submit(self._with_addons, self.base, addons)
        self.pages = self.addons
        if assets:
            self.pages = self.pool.submit(self._with_addons, self.addons, addons, assets=True)

    def wait(self, run):
        """Return the template that a session is cloned from, as soon as it is there."""
        self.browser.result()
        if run.turn == WITH_PLAIN_ODOO:
            return self.base.result()
        return (self.addons if run.turn == WITHOUT_PAGES else self.pages).result()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.pool.shutdown(cancel_futures=True)

    def _with_addons(self, before, addons, **how):
        before.result()
        return database.addon_template(addons=addons, **how)


def _give_turns(runs):
    """Say which sessions may begin before all templates are there: as many as keep lanes busy."""
    quiet = [run for run in runs if run.needs_odoo and not run.waits and not _opens_pages(run)]
    for run in runs:
        if not run.needs_odoo:
            run.turn = WITHOUT_TEMPLATE
        elif not run.needs_registry and not run.waits:
            run.turn = WITH_PLAIN_ODOO
        elif quiet and run is max(quiet, key=lanes.size):
            run.turn = WITHOUT_PAGES


def _opens_pages(run):
    """Tell whether a session starts a browser."""
    if not run.needs_registry:
        return False
    targets = [paths.ROOT / target for target in run.targets]
    files = [file for it in targets for file in (it, *it.rglob("*.py")) if file.is_file()]
    return any(word in file.read_text(encoding="utf-8") for file in files for word in PAGES)


def _installed_for(runs):
    """Return the addons that the sessions want: all, or those of one addon and what it needs."""
    wanted = {target.split("/")[0] for run in runs for target in run.targets}
    ours = set(paths.addons())
    if not wanted or wanted - ours:
        return sorted(ours)
    while True:
        needed = wanted | {name for addon in wanted for name in _depends(addon) if name in ours}
        if needed == wanted:
            return sorted(wanted)
        wanted = needed


def _depends(addon):
    text = (paths.ROOT / addon / "__manifest__.py").read_text(encoding="utf-8")
    return ast.literal_eval(text).get("depends", [])


def _prepare(name, addons, update):
    """Make the developer's own database, or bring its addons up to date when asked."""
    if not database.exists(name):
        database.clone(database.addon_template(addons=addons), name)
    elif update:
        say(f"    updating {', '.join(addons)} in {name}")
        log = paths.LOGS / f"update-{name}.log"
        text = odoo.run(name, "-u", ",".join(addons), "--log-level=warn", log=log)
        for line in odoo.warnings(text):
            say(f"    {line}")


def choose(addons, targets, soak=False):
    """Return the runs for the addons and paths asked for; all of them when none is."""
    unknown = set(addons) - set(paths.addons())
    if unknown:
        raise WorkshopError(
            f"no such addon: {', '.join(sorted(unknown))}",
            f"choose one of: {', '.join(paths.addons()) or '(there is none yet)'}",
        )
    if targets:
        return _choose_paths(targets, soak)
    names = addons or paths.addons()
    with_tests = [name for name in names if (paths.ROOT / name / "tests").is_dir()]
    runs = [run for name in with_tests for run in _sessions(name, whole=not (addons or soak))]
    if not soak:
        runs += _beside(file for file in BESIDE if file.split("/")[0] in with_tests)
    if addons:
        return runs
    if not soak:
        runs += _beside(file for file in BESIDE if file.startswith("tests/"))
    common = [
        Run(
            f"tests-{path.stem}",
            [f"tests/{path.name}"],
            needs_registry=path.name not in NO_REGISTRY,
            waits=f"tests-{path.stem}" in WAITS,
            module=SOAK_BESIDE.get(path.name, "") if soak else "",
        )
        for path in sorted((paths.ROOT / "tests").glob("*"))
        if path.name not in NEVER
        and (path.is_dir() or path.match("test_*.py"))
        and _has_tests(f"tests/{path.name}")
    ]
    if soak:
        return [*runs, *common]
    plain = [path for path in PLAIN if _has_tests(path)]
    begun = [Run("plain", plain, needs_odoo=False)] if plain else []
    return [*begun, *runs, *_as_one(common)]


def _as_one(runs):
    """Return sessions, the quick ones as one."""
    quick = [run for run in runs if run.name.removeprefix("tests-") in QUICK]
    if len(quick) < 2:
        return runs
    names = [run.name.removeprefix("tests-") for run in quick]
    one = Run(f"tests-{'+'.join(names)}", [target for run in quick for target in run.targets])
    return [*(run for run in runs if run not in quick), one]


def _sessions(addon, whole):
    """Return the sessions of an addon: one, or several where it would outlast the others."""
    folder = f"{addon}/tests"
    if not whole or addon not in SPLIT:
        return [Run(addon, [folder])]
    parts = {addon: [], **{f"{addon}-{name}": [] for name in SPLIT[addon]}}
    for path in sorted((paths.ROOT / folder).glob("test_*.py")):
        if (file := f"{folder}/{path.name}") in BESIDE:
            continue
        named = (name for name, pattern in SPLIT[addon].items() if re.match(pattern, path.name))
        part = next((f"{addon}-{name}" for name in named), addon)
        parts[part].append(file)
    return [Run(part, found, waits=part in WAITS) for part, found in parts.items() if found]


def _beside(files):
    """Return sessions of tests that want other modules: one for addons, one for what is common.

    One installation of all these modules is quicker than one for each.
    """
    groups = {}
    for file in files:
        groups.setdefault(file.startswith("tests/"), []).append(file)
    return [
        Run(_beside_name(found), found, module=" ".join(BESIDE[file] for file in found))
        for found in groups.values()
    ]


def _beside_name(files):
    """Return a session's name: the addon, or "addons", and what stands beside, "+n" for many."""
    modules = [module for file in files for module in BESIDE[file].split()]
    folders = {file.split("/")[0] for file in files}
    folder = folders.pop() if len(folders) == 1 else "addons"
    return f"{folder}+{modules[0] if len(modules) == 1 else len(modules)}"


def _has_tests(path):
    full = paths.ROOT / path
    return full.is_file() or any(full.rglob("test_*.py"))


def _choose_paths(targets, soak):
    """Group paths by the session that they need."""
    groups = {}
    for target in targets:
        file = target.split("::")[0].rstrip("/")
        if not (paths.ROOT / file).exists():
            raise WorkshopError(f"no such file: {file}", "give a path from the repository's root.")
        plain = file.startswith(PLAIN)
        folder, name = file.split("/")[:2][-1], file.split("/")[0]
        beside = BESIDE.get(file) or (SOAK_BESIDE.get(folder, "") if soak else "")
        name = _beside_name([file]) if file in BESIDE else name
        groups.setdefault(("plain" if plain else name, not plain, beside), []).append(target)
    return [
        Run(name, found, needs_odoo, module=beside)
        for (name, needs_odoo, beside), found in groups.items()
    ]


def _plain(run, options, soak):
    _pytest(run, ["-p", "no:odoo"], options, soak, odoo.environment())


def _in_database(run, name, options, soak):
    if run.module:
        database.install_missing(name, run.module.split())
    conf = odoo.config(name)
    extra = [f"--ignore={file}" for file in BESIDE if not run.module]
    extra += ["-p", "tools.shared_setup"]
    extra += [f"--odoo-config={conf}", f"--odoo-database={name}", "--odoo-http"]
    extra.append(f"--odoo-log-level={os.environ.get('ODOO_LOG_LEVEL', 'critical')}")
    _pytest(run, extra, options, soak, odoo.environment(TEST_DATABASE=name))


def _pytest(run, extra, options, soak, environment):
    """Run one session and read its counts from the report it writes."""
    report = paths.RUN / f"report-{os.getpid()}-{run.name}.xml"
    report.unlink(missing_ok=True)
    line = [venv.python(), "-m", "pytest", "-q", "--no-header", "--tb=short", "-rs",
            "-o", f"cache_dir={paths.HOME / 'pytest'}", f"--junitxml={report}",
            "-m", "soak" if soak else "not soak", "--durations=5", "--durations-min=5"]  # fmt: skip
    line += extra
    if options.expression:
        line += ["-k", options.expression]
    with lanes.output(run.name) as output:
        try:
            code = subprocess.run(
                [str(part) for part in [*line, *run.targets]],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                cwd=paths.ROOT, env=environment, check=False, timeout=LIMIT,
            ).returncode  # fmt: skip
        except subprocess.TimeoutExpired:
            code = f"'more than {LIMIT} s': stopped"
    run.counts = _counts(report)
    # 5 is "nothing collected": judged by the sum of all runs.
    if code not in (0, 5) and not run.counts.get("failed"):
        run.counts["failed"] = run.counts.get("failed", 0) + 1
        say(f"    pytest ended with code {code}")


def _counts(report):
    """Return how many tests passed, failed and were skipped."""
    if not report.exists():
        return {"passed": 0, "failed": 0, "skipped": 0}
    passed = failed = skipped = 0
    for case in ElementTree.parse(report).iter("testcase"):
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            failed += 1
        elif "skipped" in kinds:
            skipped += 1
        else:
            passed += 1
    if not os.environ.get("KEEP_REPORT"):
        report.unlink()
    return {"passed": passed, "failed": failed, "skipped": skipped}


def _summary(runs, problems, seconds):
    """Print a line for each run and the sum as the last line; return the exit code."""
    total = {"passed": 0, "failed": 0, "skipped": 0}
    say(f"\n==> all tests, {seconds:.0f} s")
    for run in runs:
        for key in total:
            total[key] += run.counts.get(key, 0)
        shown = ", ".join(f"{run.counts.get(key, 0)} {key}" for key in total)
        say(f"    {run.name}: {shown if run.counts else 'not run'}")
    if not total["passed"] + total["failed"] and not problems:
        problems.append("no test was executed: a run of zero tests is a failure")
    for problem in problems:
        say(f"\nERROR: {problem}")
    total["failed"] += len(problems)
    shown = [f"{count} {key}" for key, count in total.items() if count or key != "skipped"]
    say("\n" + ", ".join(shown))
    return 1 if total["failed"] else 0
