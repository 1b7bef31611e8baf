"""Addons of others beside ours: installed in both orders; the table is docs/NEIGHBOURS.md.

The wheels are pinned in `requirements-beside.txt`, one group of neighbours after the other. They
are AGPL: they are unpacked into a folder of the workshop, and nothing of them enters the
repository.
"""

import os
import re
import subprocess
import time
import zipfile

from . import countries, database, paths, venv
from .steps import WorkshopError, say

PINS = paths.ROOT / "requirements-beside.txt"
TABLE = paths.ROOT / "docs" / "NEIGHBOURS.md"
FOLDER = paths.HOME / "beside"
PIN = re.compile(r"odoo-addon-(?P<name>[\w-]+)==(?P<version>[\w.]+)")
# What a neighbour imports; kept apart from the packages of the workshop.
PACKAGE = re.compile(r"(?!odoo-addon)(?P<pin>[\w-]+==[\w.]+)")
PACKAGES = FOLDER / "packages"
CHART = "generic_coa"
HEAD = """# Neighbours

Written by `make test-beside`. Each group is installed beside all our addons, ours first and \
theirs first, in a database of its own; then a company with the generic chart plays the story of \
`tests/countries/story.py`. `TOGETHER=1` plays all groups in one database. The versions are \
those of `requirements-beside.txt`.

| Group | Addons | Commit | Ours first | Theirs first |
|---|---|---|---|---|
"""
TOGETHER = "all together"


def main(options):
    """Play the groups asked for, write the table and return the exit code."""
    started = time.monotonic()
    groups = read_groups()
    unknown = set(options.groups) - set(groups)
    if unknown:
        raise WorkshopError(f"no such group: {', '.join(sorted(unknown))}")
    chosen = {title: groups[title] for title in options.groups or groups}
    if options.together:
        chosen = {TOGETHER: list(dict.fromkeys(pin for pins in chosen.values() for pin in pins))}
    rows, wrong = read(TABLE.read_text(encoding="utf-8")), 0
    for title, pins in chosen.items():
        folder = _fetch(pins)
        os.environ["EXTRA_ADDONS"] = str(folder)
        os.environ["EXTRA_PACKAGES"] = str(PACKAGES)
        names = sorted(path.name for path in folder.iterdir())
        results = [_play(names, ours_first) for ours_first in (True, False)]
        wrong += sum(result != "ok" for result in results)
        versions = ", ".join(f"{name} {version}" for name, version in pins)
        rows[title] = f"| {title} | {versions} | {countries.commit()} | {' | '.join(results)} |"
        # Each at once: a run of an hour may be ended at any time.
        TABLE.write_text(table(rows, groups), encoding="utf-8")
        say(f"    {title}: {' / '.join(results)}")
    say(f"written: {TABLE.relative_to(paths.ROOT)}")
    passed = 2 * len(chosen) - wrong
    say(f"\n{passed} passed, {wrong} failed, {time.monotonic() - started:.0f} s")
    return 1 if wrong else 0


def read(page):
    """Return {group: row} of the page's table."""
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines[1:]}


def table(rows, groups):
    """Return the page: the groups that were played, in the order of their pins, then all."""
    lines = [rows[title] for title in (*groups, TOGETHER) if title in rows]
    return HEAD + "\n".join(lines) + "\n"


def fetch(addon):
    """Return the folder of addons that holds one of the pinned ones alone.

    What it imports is in :data:`PACKAGES`.

    :raise WorkshopError: it cannot be had here
    """
    found = {pin for pins in read_groups().values() for pin in pins if pin[0] == addon}
    try:
        return _fetch(found)
    except subprocess.CalledProcessError as error:
        raise WorkshopError(f"the wheel of {addon} cannot be downloaded") from error


def read_groups():
    """Return {title: [(addon, version)]} of the pins; a title is a comment before them."""
    groups, title = {}, ""
    for line in PINS.read_text(encoding="utf-8").splitlines():
        pin = PIN.match(line)
        if line.startswith("## "):
            title = line.removeprefix("## ")
            groups[title] = []
        elif pin:
            groups[title].append((pin["name"].replace("-", "_"), pin["version"]))
    return groups


def _fetch(pins):
    """Download the wheels of a group, unpack them and return the folder of their addons."""
    lines = [f"odoo-addon-{name.replace('_', '-')}=={version}" for name, version in pins]
    wheels = FOLDER / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [str(venv.python()), "-m", "pip", "download", "-q", "--no-deps", "-d", str(wheels), *lines],
        check=True,
    )
    _fetch_packages()
    folder = FOLDER / "_".join(name for name, _version in pins)[:80] / "odoo" / "addons"
    for name, version in pins:
        if not (folder / name).exists():
            found = next(wheels.glob(f"odoo_addon_{name}-{version}-*.whl"))
            with zipfile.ZipFile(found) as archive:
                archive.extractall(folder.parents[1])
    return folder


def _fetch_packages():
    """Install what neighbours import into a folder of its own."""
    lines = PINS.read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if PACKAGE.fullmatch(line)]
    subprocess.run(
        [str(venv.python()), "-m", "pip", "install", "-q", "--no-deps", "--upgrade",
         "--target", str(PACKAGES), *packages],
        check=True,
    )  # fmt: skip


def _play(names, ours_first):
    """Return "ok", or what went wrong, with these addons and ours in this order."""
    ours = sorted(paths.addons())
    source = database.addon_template() if ours_first else database.base_template()
    with database.temporary(source) as name:
        try:
            database.install_missing(name, names)
            database.install_missing(name, ours)
        except WorkshopError as error:
            told = [line for line in str(error).splitlines() if "Error" in line]
            return f"not installed: {(told or str(error).splitlines())[-1][:150]}"
        found = countries.play(name, {CHART: "account"})[CHART]
    return "<br>".join(countries.faults(found)) or "ok"
