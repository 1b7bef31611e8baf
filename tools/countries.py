"""Every chart of accounts that loads plays the whole story; the table is docs/COUNTRIES.md."""

import json
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from . import database, lanes, odoo, paths
from .steps import WorkshopError, say

TABLE = paths.ROOT / "docs" / "COUNTRIES.md"
GROUP = 8  # modules of countries in one database
# Odoo loads these as a part of a country's chart and refuses whoever chooses them.
PARTS = {"syscebnl", "syscohada"}
# Codes of the SEPA come with the module that knows IBANs, which this country does not ask for.
BESIDE = {"l10n_si": ["base_iban"]}
MARK = "story: "
STAGE = "tests.countries.story"
LIST = f"""
    import json
    Template = env["account.chart.template"]
    charts = {{
        code: template["module"]
        for code, template in Template._get_chart_template_mapping().items()
        if code not in {PARTS!r}
    }}
    print({MARK!r} + json.dumps(charts))
"""
PLAY = """
    import json, sys
    sys.path.insert(0, {root!r})
    from {stage} import Story
    from odoo.tools import mute_logger
    for chart in {charts!r}:
        cr = env.cr
        try:
            with mute_logger("odoo.sql_db"):
                found = Story(env, chart, **{extra!r}).play()
        except Exception as error:
            found = {{"company": type(error).__name__ + ": " + " ".join(str(error).split())[:200]}}
        cr.rollback()
        env.invalidate_all(flush=False)
        env.registry.clear_all_caches()
        print({mark!r} + json.dumps([chart, found]), flush=True)
"""
HEAD = """# Countries

Written by `make test-countries`. For each chart of accounts of Odoo {version} a company is \
made and plays the whole story of `tests/countries/story.py`: accounts and their names, \
top-up, invoice with the default tax, apply and unapply, credit note, refund, transfer, \
adjustment, limit, three statements drawn as PDF, the country's payment reference and the QR \
code read back from the page, a top-up paid online, a till session with \
cash, store credit, top-up, customer account and settling (all sent with "invoice"), its \
closing, and the tie-out.

{count} of {all} charts were played, {right} of them without a difference.

| Chart | Module | Store credit | Adjustments | Commit | Story |
|---|---|---|---|---|---|
"""


def main(options):
    """Play the charts asked for, write the table and return the exit code."""
    started = time.monotonic()
    addons = database.addon_template()
    charts = _list(addons)
    unknown = set(options.charts) - set(charts)
    if unknown:
        raise WorkshopError(f"no such chart: {', '.join(sorted(unknown))}")
    results = read(TABLE.read_text(encoding="utf-8"))
    wanted = options.charts or sorted(charts)
    if options.missing:
        wanted = [chart for chart in wanted if faults(results.get(chart))]
    groups = _groups({chart: charts[chart] for chart in wanted})
    writing = threading.Lock()

    def keep(chart, steps):
        """Write each chart at once: a run of hours may be ended at any time."""
        with writing:
            results[chart] = steps
            TABLE.write_text(table(results, charts), encoding="utf-8")

    with ThreadPoolExecutor(lanes.count()) as pool:
        list(pool.map(lambda group: _play(addons, group, keep), groups))
    say(f"written: {TABLE.relative_to(paths.ROOT)}")
    wrong = sorted(chart for chart in wanted if faults(results.get(chart)))
    took = f"{time.monotonic() - started:.0f} s"
    say(f"\n{len(wanted) - len(wrong)} passed, {len(wrong)} failed, {took}")
    return 1 if wrong else 0


def _list(template):
    """Return {chart: module} of every chart that a user can choose."""
    with database.temporary(template) as name:
        return next(_answers(odoo.script(name, LIST).splitlines()))


def _groups(charts):
    """Return [{chart: module}]: charts of one module stay together."""
    modules = sorted(set(charts.values()))
    parts = [modules[start : start + GROUP] for start in range(0, len(modules), GROUP)]
    return [{chart: it for chart, it in charts.items() if it in part} for part in parts]


def _play(template, group, keep):
    """Play the charts of one group in a clone."""
    with database.temporary(template) as name:
        play(name, group, keep)


def play(name, group, keep=lambda chart, steps: None, stage=STAGE, **extra):
    """Install the modules of a group in a database, play its charts and return what was found.

    :param stage: module with the class `Story`, which gets what else is given
    :param keep: called with each chart and its {step: fault} as soon as it was played
    """
    found, start = {}, time.monotonic()

    def tell(chart, steps):
        nonlocal start
        found[chart] = {**steps, "commit": commit()}
        keep(chart, found[chart])
        took, start = time.monotonic() - start, time.monotonic()
        say(f"    {chart}: {'; '.join(faults(steps)) or 'ok'} ({took:.0f} s)")

    try:
        modules = set(group.values())
        beside = {other for module in modules for other in BESIDE.get(module, [])}
        database.install_missing(name, sorted(modules | beside))
        code = PLAY.format(
            root=str(paths.ROOT), charts=sorted(group), mark=MARK, stage=stage, extra=extra
        )
        start = time.monotonic()
        for chart, steps in _answers(odoo.script_lines(name, code)):
            tell(chart, steps)
    except WorkshopError as error:
        for chart in sorted(set(group) - set(found)):
            tell(chart, {"install": " ".join(str(error).split())[-300:]})
    return found


def _answers(lines):
    """Yield what a script told, each at once."""
    for line in lines:
        if line.startswith(MARK):
            yield json.loads(line.removeprefix(MARK))


def commit():
    """Return the commit of the repository, with + when code is not committed.

    The pages do not count: the tables are among them, and grow while they are written.
    """

    def git(*arguments):
        done = subprocess.run(
            ["git", *arguments], cwd=paths.ROOT, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":(exclude)docs")
    return (git("rev-parse", "--short", "HEAD") or "?") + ("+" if changed else "")


def faults(steps):
    """Return what went wrong in a story, a line for each step."""
    if steps is None:
        return ["not played"]
    told = [(step, text) for step, text in steps.items() if step not in ("codes", "commit")]
    return [f"{step}: {text}" for step, text in told if text]


def read(text):
    """Return {chart: steps} of the table of earlier runs."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    results = {}
    for chart, _module, liability, adjustment, commit, story in rows[1:]:
        told = [] if story == "ok" else story.split("<br>")
        steps = dict(fault.split(": ", 1) for fault in told)
        results[chart] = {**steps, "codes": f"{liability} | {adjustment}", "commit": commit}
    return results


def table(results, charts):
    """Return the table of everything that was played."""
    rows = []
    for chart, steps in sorted(results.items()):
        liability, _, adjustment = steps.get("codes", "").partition(" | ")
        story = "<br>".join(faults(steps)) or "ok"
        cells = (chart, charts.get(chart), liability, adjustment, steps.get("commit"), story)
        kept = [" ".join((cell or "?").replace("|", "/").split()) for cell in cells]
        rows.append(f"| {' | '.join(kept)} |")
    right = sum(not faults(steps) for steps in results.values())
    head = HEAD.format(version="19.0", count=len(results), all=len(charts), right=right)
    return head + "\n".join(rows) + "\n"
