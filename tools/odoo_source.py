"""Odoo 19 itself: a checkout named by ODOO_SOURCE, Debian's package, or a shallow clone."""

import hashlib
import os
import shutil
from pathlib import Path

from . import apt, paths
from .steps import WorkshopError, lock, run, say, step

TREE = paths.HOME / "odoo"
# Debian keeps these apart from the odoo-19 package, which links to them.
SHARED_FILES = (
    "libjs-jquery", "libjs-jquery-form", "libjs-underscore", "fonts-font-awesome",
    "fonts-roboto-unhinted", "fonts-inconsolata", "fonts-ocr-b",
)  # fmt: skip
# In the next suites only.
SHARED_FILES_OF_SID = ("fonts-montserrat",)
LEFT_OUT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
REPOSITORY = "https://github.com/odoo/odoo.git"
BRANCH = "19.0"


def root():
    """Return the folder that holds the Python package `odoo`."""
    named = os.environ.get("ODOO_SOURCE")
    if named:
        return Path(named).resolve()
    debian = TREE / "usr/lib/python3/dist-packages"
    return debian if debian.exists() else TREE


def addons_paths():
    """Return Odoo's own folders of addons."""
    return [path for path in (root() / "odoo/addons", root() / "addons") if path.is_dir()]


def identity():
    """Return a short text that changes when Odoo's code does."""
    stamp = TREE / "ready"
    if not os.environ.get("ODOO_SOURCE") and stamp.exists():
        return stamp.read_text(encoding="utf-8")
    release = (root() / "odoo/release.py").read_bytes()
    head = root() / ".git/HEAD"
    try:
        commit = run(["git", "-C", root(), "rev-parse", "HEAD"]) if head.exists() else ""
    except WorkshopError:
        commit = ""
    return f"source {hashlib.sha256(release).hexdigest()[:12]} {commit.strip()}"


def ensure():
    """Get Odoo onto this machine unless it is there."""
    if os.environ.get("ODOO_SOURCE"):
        _check(root(), "ODOO_SOURCE")
        return
    if (TREE / "ready").exists():
        return
    with lock("odoo"):
        if (TREE / "ready").exists():
            return
        with step("Odoo 19", "about 125 MB to download"):
            fresh = TREE.with_name("odoo.part")
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.rmtree(TREE, ignore_errors=True)
            origin = _get(fresh)
            fresh.rename(TREE)
            _check(root(), str(TREE))
            (TREE / "ready").write_text(origin, encoding="utf-8")


def _get(fresh):
    """Fill the folder with Odoo and return where it came from."""
    if apt.available():
        try:
            return _from_debian(fresh)
        except WorkshopError as error:
            say(f"    Debian's package cannot be had ({str(error).splitlines()[0]})")
            say("    falling back to a shallow clone of Odoo's public repository")
            shutil.rmtree(fresh, ignore_errors=True)
    run(
        ["git", "clone", "--quiet", "--depth", "1", "--branch", BRANCH, REPOSITORY, fresh],
        todo="set ODOO_SOURCE=/path/to/odoo (a checkout of Odoo 19.0) and try again.",
    )
    return "git " + run(["git", "-C", fresh, "rev-parse", "HEAD"]).strip()


def _from_debian(fresh):
    """Unpack Debian's odoo-19 with the files its links point to."""
    sid, own = apt.suite("sid"), apt.own_suite()
    origin = apt.extract("odoo-19", fresh, sid)
    for package in SHARED_FILES:
        apt.extract(package, fresh, own)
    for package in SHARED_FILES_OF_SID:
        apt.extract(package, fresh, sid)
    tree = fresh / "usr/lib/python3/dist-packages"
    missing = tree / "odoo/addons" / LEFT_OUT
    if not missing.exists():
        missing.parent.mkdir(parents=True, exist_ok=True)
        missing.write_text("/* left out by Debian: background blur in calls */\n")
    dangling = [path for path in tree.rglob("*") if path.is_symlink() and not path.exists()]
    if dangling:
        say(f"    warning: {len(dangling)} links of Odoo's tree lead nowhere: {dangling[:3]}")
    return origin


def _check(folder, name):
    """Refuse a folder that is not Odoo 19."""
    release = folder / "odoo/release.py"
    if not release.exists() or "(19, 0" not in release.read_text(encoding="utf-8"):
        raise WorkshopError(
            f"{name} is not a checkout of Odoo 19.0: {folder}",
            "point ODOO_SOURCE at a folder that contains odoo/release.py of version 19.0.",
        )
