"""Addons of others beside ours: installed in both orders; the table is docs/NEIGHBOURS.md.

The wheels are pinned in `requirements-beside.txt`, one group of neighbours after the other; a
group may name modules of Odoo too. The wheels are AGPL: they are unpacked into a folder of the
workshop, and nothing of them enters the repository. What a group plays besides the story is in
`tests/beside/`, in a file of its name.
"""

import ast
import contextlib
import hashlib
import os
import re
import subprocess
import time
import zipfile
from dataclasses import dataclass, field

from . import countries, database, odoo, odoo_suites, paths, venv
from .odoo_suites import Side
from .steps import WorkshopError, say
from .suite_outcomes import PASSED, SKIPPED

PINS = paths.ROOT / "requirements-beside.txt"
TABLE = paths.ROOT / "docs" / "NEIGHBOURS.md"
JOBS = paths.ROOT / "tests" / "beside"
FOLDER = paths.HOME / "beside"
PIN = re.compile(r"odoo-addon-(?P<name>[\w-]+)==(?P<version>[\w.]+)")
# What a neighbour imports; kept apart from the packages of the workshop.
PACKAGE = re.compile(r"(?!odoo-addon)(?P<pin>[\w-]+==[\w.]+)")
PACKAGES = FOLDER / "packages"
NATIVE = "# Odoo: "
APART = "# Apart: "  # why a group is not in one database with the others
CHART = "generic_coa"
STAGE = "tests.beside.stage"
STORY, TESTS = "story", "tests"
NOT_PLAYED = "-"
HEAD = """# Neighbours

Written by `make test-beside`: {addons} addons of others in {groups} groups. Each group is \
installed beside all our addons, ours first and theirs first, in a database of its own; then a \
company with the generic chart plays the story of `tests/countries/story.py` and the group's jobs, \
which are below: each is done by those whose work it is, a seller of the own documents, a biller, \
an accountant, a cashier, managers or the customer, with the rights of that work alone, and all of \
them open the screens of their work. "Their tests" are the neighbours' own tests, run beside ours: \
the number that passed, and what became of the others without ours. One that passes without and \
not with is **broken**. `TOGETHER=1` plays all groups in one database. A row tells the addons, \
versions and commit it was played with; the pins of today are in `requirements-beside.txt`.

| Group | Addons | Commit | Ours first | Theirs first | Their tests |
|---|---|---|---|---|---|
"""
PLAYED = "\n## What each group plays\n\n| Group | Jobs |\n|---|---|\n"
BY_HAND = "\n## What to know"
TOGETHER = "all together"


@dataclass
class Group:
    """Neighbours that are installed together."""

    title: str
    pins: list = field(default_factory=list)  # [(addon, version)]
    native: list = field(default_factory=list)  # modules of Odoo
    apart: str = ""
    parts: list = field(default_factory=list)  # titles of the groups whose jobs are played

    @property
    def modules(self):
        """Return what is installed."""
        return sorted({name for name, _version in self.pins} | set(self.native))

    @property
    def told(self):
        """Return addons and versions for the table."""
        return ", ".join([*self.native, *(f"{name} {version}" for name, version in self.pins)])

    def database(self, *sources):
        """Return the name of a database with this group, made from these templates."""
        key = "\0".join([self.told, *sources])
        return f"beside_{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def main(options):
    """Play the groups asked for, write the table and return the exit code."""
    started = time.monotonic()
    groups = read_groups()
    named = [name.replace("-", " ") for name in options.groups]
    unknown = set(named) - set(groups)
    if unknown:
        raise WorkshopError(f"no such group: {', '.join(sorted(unknown))}")
    chosen = [groups[title] for title in named or groups]
    if options.together:
        chosen = [_together(chosen)]
    wrong = 0
    for group in chosen:
        rows = read(TABLE.read_text(encoding="utf-8"))
        row = _play(group, options.only, rows.get(group.title))
        wrong += _count_faults(row)
        # Each at once: a run of an hour may be ended at any time.
        page = table({**rows, group.title: row}, groups, TABLE.read_text(encoding="utf-8"))
        TABLE.write_text(page, encoding="utf-8")
        say(f"    {group.title}: {' / '.join(row[2:])}")
    say(f"written: {TABLE.relative_to(paths.ROOT)}")
    say(f"\n{3 * len(chosen) - wrong} passed, {wrong} failed, {time.monotonic() - started:.0f} s")
    return 1 if wrong else 0


def _together(groups):
    """Return all groups as one."""
    groups = [group for group in groups if not group.apart]
    pins = dict.fromkeys(pin for group in groups for pin in group.pins)
    native = dict.fromkeys(name for group in groups for name in group.native)
    titles = [group.title for group in groups]
    return Group(TOGETHER, list(pins), list(native), parts=titles)


def _count_faults(row):
    """Return how many cells of a row tell of a fault of ours."""
    _addons, _commit, *stories, tests = row
    return sum(cell not in ("ok", NOT_PLAYED) for cell in stories) + ("broken" in tests)


# --------------------------------------------------------------------------- the page


def read(page):
    """Return {group: [addons, commit, ours first, theirs first, their tests]} of the page."""
    lines = [line for line in page.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    cells = [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in lines[1:]]
    return {title: row for title, *row in cells}


def table(rows, groups, page):
    """Return the page: the groups that were played, in the order of their pins, then all.

    :param page: as it was; what was written by hand below the tables is kept
    """
    lines = [
        f"| {' | '.join([title, *rows[title]])} |" for title in (*groups, TOGETHER) if title in rows
    ]
    addons = {name for group in groups.values() for name, _version in group.pins}
    jobs = [f"| {title} | {'<br>'.join(told)} |" for title in groups if (told := read_jobs(title))]
    head = HEAD.format(addons=len(addons), groups=len(groups))
    _tables, mark, by_hand = page.partition(BY_HAND)
    return head + "\n".join(lines) + "\n" + PLAYED + "\n".join(jobs) + "\n" + mark + by_hand


def read_jobs(title):
    """Return what the jobs of a group say of themselves."""
    path = JOBS / f"{title.replace(' ', '_')}.py"
    if not path.exists():
        return []
    functions = [
        node
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    return [" ".join(ast.get_docstring(node).split()) for node in functions]


# --------------------------------------------------------------------------- the wheels


def fetch(addon):
    """Return the folder of addons that holds one of the pinned ones alone.

    What it imports is in :data:`PACKAGES`.

    :raise WorkshopError: it cannot be had here
    """
    found = {pin for group in read_groups().values() for pin in group.pins if pin[0] == addon}
    try:
        return _fetch(found)
    except subprocess.CalledProcessError as error:
        raise WorkshopError(f"the wheel of {addon} cannot be downloaded") from error


def read_groups():
    """Return {title: Group} of the pins; a title is a comment before them."""
    groups, group = {}, None
    for line in PINS.read_text(encoding="utf-8").splitlines():
        pin = PIN.match(line)
        if line.startswith("## "):
            title = line.removeprefix("## ")
            group = groups[title] = Group(title, parts=[title])
        elif line.startswith(NATIVE):
            group.native += line.removeprefix(NATIVE).split()
        elif line.startswith(APART):
            group.apart = line.removeprefix(APART)
        elif pin:
            group.pins.append((pin["name"].replace("-", "_"), pin["version"]))
    return groups


def _fetch(pins):
    """Download the wheels of a group, unpack them and return the folder of their addons."""
    wheels = FOLDER / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    lines = [
        f"odoo-addon-{name.replace('_', '-')}=={version}"
        for name, version in pins
        if not _wheel(wheels, name, version)
    ]
    if lines:
        subprocess.run(
            [str(venv.python()), "-m", "pip", "download", "-q", "--no-deps", "-d", str(wheels),
             *lines],
            check=True,
        )  # fmt: skip
    _fetch_packages()
    key = hashlib.sha256(repr(sorted(pins)).encode()).hexdigest()[:12]
    folder = FOLDER / f"addons_{key}" / "odoo" / "addons"
    for name, version in pins:
        if not (folder / name).exists():
            with zipfile.ZipFile(_wheel(wheels, name, version)) as archive:
                archive.extractall(folder.parents[1])
    return folder


def _wheel(wheels, name, version):
    return next(wheels.glob(f"odoo_addon_{name}-{version}-*.whl"), None)


def _fetch_packages():
    """Install what neighbours import into a folder of its own."""
    lines = PINS.read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if PACKAGE.fullmatch(line)]
    subprocess.run(
        [str(venv.python()), "-m", "pip", "install", "-q", "--no-deps", "--upgrade",
         "--target", str(PACKAGES), *packages],
        check=True,
    )  # fmt: skip


# --------------------------------------------------------------------------- playing


def _play(group, only, before):
    """Play one group and return its row.

    :param only: STORY, TESTS or nothing for both
    :param before: the row of an earlier run, whose cells are kept where nothing is played
    """
    folder = _fetch(group.pins)
    os.environ["EXTRA_ADDONS"] = str(folder)
    os.environ["EXTRA_PACKAGES"] = str(PACKAGES)
    _addons, at, ours_first, theirs_first, tests = before or [None, *[NOT_PLAYED] * 4]
    base, ours = database.base_template(), database.addon_template()
    with contextlib.ExitStack() as stack:
        alone = together = None
        try:
            alone = stack.enter_context(_made(group.database(base), base, group.modules))
            if only != TESTS:
                later = _made(group.database(base, ours, "last"), alone, paths.addons())
                theirs_first = _tell(group, later)
            made = _made(group.database(base, ours), ours, group.modules)
            together = stack.enter_context(made)
        except WorkshopError as error:
            ours_first = _tell_error(error)
        else:
            if only != TESTS:
                ours_first, at = _tell_story(group, together), countries.commit()
            if only != STORY:
                tests = f"{_compare(group, folder, together, alone)} ({countries.commit()})"
    return [group.told, at, ours_first, theirs_first, tests]


@contextlib.contextmanager
def _made(name, source, modules):
    """Give a database with these modules, made anew from a template, and drop it afterwards."""
    database.drop(name)
    try:
        database.clone(source, name)
        database.install_missing(name, sorted(modules))
        yield name
    finally:
        database.drop(name)


def _tell(group, made):
    try:
        with made as name:
            return _tell_story(group, name)
    except WorkshopError as error:
        return _tell_error(error)


def _tell_error(error):
    told = [line for line in str(error).splitlines() if "Error" in line]
    return f"not installed: {(told or str(error).splitlines())[-1][:150]}".replace("|", "/")


def _tell_story(group, name):
    """Return "ok", or what went wrong at the installation, in the story and in the jobs."""
    found = countries.play(name, {CHART: "account"}, stage=STAGE, parts=group.parts)[CHART]
    told = [*_read_warnings(name), *countries.faults(found)]
    return "<br>".join(told).replace("|", "/") or "ok"


def _read_warnings(name):
    """Return what Odoo said against our addons when it installed the last ones."""
    log = (paths.LOGS / f"install-{name}.log").read_text(encoding="utf-8", errors="replace")
    ours = [line for line in odoo.warnings(log) if any(it in line for it in paths.addons())]
    return list(dict.fromkeys(line.split(": ", 1)[-1][:150] for line in ours))


def _compare(group, folder, together, alone):
    """Run the neighbours' own tests with ours and without, and tell what came of them."""
    files = sorted(folder.glob("*/tests/test_*.py"))
    if not files:
        return "none"
    title = f"beside-{group.title.replace(' ', '-')}"
    ours, without = Side("with the addons", together), Side("without", alone)
    tests = odoo_suites.collect_files(title, files)
    broken = odoo_suites.compare(ours, without, title, tests)
    return tell_tests({test: ours.known(title)[test] for test in tests}, broken)


def tell_tests(after, broken):
    """Return what became of the neighbours' tests with ours.

    :param after: {test: outcome}
    :param broken: names of those that pass without ours
    """
    passed = sum(outcome == PASSED for outcome in after.values())
    others = [outcome for test, outcome in after.items() if test not in broken]
    skipped = others.count(SKIPPED)
    same = len(others) - passed - skipped
    told = [f"{passed} of {len(after)}"]
    told += [f"{same} the same without"] if same else []
    told += [f"{skipped} skipped"] if skipped else []
    names = ", ".join(_short(test) for test in broken)
    told += [f"**{len(broken)} broken**: {names}"] if broken else []
    return ", ".join(told)


def _short(test):
    """Return a test's module and name."""
    return f"{test.split('/')[0]} `{test.split('::')[-1]}`"
