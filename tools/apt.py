"""Debian packages without root: private lists, downloads checked by apt, extraction in place."""

import shutil
import subprocess

from . import paths
from .steps import WorkshopError, run

FOLDER = paths.HOME / "apt"


def available():
    """Tell whether Debian's tools are on this machine."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg-deb"))


def _options(name, source_list=None):
    """Return apt options that keep its lists and cache in a private folder."""
    folder = FOLDER / name
    (folder / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (folder / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    options = [
        "-q",
        "-o", f"Dir::State::Lists={folder / 'lists'}",
        "-o", f"Dir::Cache={folder}",
        "-o", "Debug::NoLocking=1",
        "-o", "APT::Sandbox::User=root",
    ]  # fmt: skip
    if source_list:
        options += ["-o", f"Dir::Etc::SourceList={source_list}"]
        options += ["-o", "Dir::Etc::SourceParts=/dev/null"]
    return options


def _mirrors(options):
    """Return the addresses of Debian's own archive as this machine knows them."""
    asked = subprocess.run(
        ["apt-get", *options, "indextargets", "--format", "$(REPO_URI)",
         "Identifier: Packages", "Origin: Debian", "Label: Debian"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return sorted(set(asked.stdout.split()))


def own_suite():
    """Return apt options to read the machine's own suite, with private lists when it has none."""
    if _mirrors([]):
        return ["-q", "-o", f"Dir::Cache={FOLDER}", "-o", "APT::Sandbox::User=root"]
    options = _options("own")
    subprocess.run(["apt-get", *options, "update"], capture_output=True, check=False)
    if not _mirrors(options):
        raise WorkshopError(
            "apt knows no Debian archive on this machine.",
            "set ODOO_SOURCE=/path/to/odoo (a checkout of Odoo 19.0) and try again.",
        )
    return options


def suite(name):
    """Return apt options to read one named Debian suite with private lists only."""
    mirror = _mirrors(own_suite())[0]
    FOLDER.mkdir(parents=True, exist_ok=True)
    source_list = FOLDER / f"{name}.list"
    source_list.write_text(f"deb {mirror} {name} main\n", encoding="utf-8")
    options = _options(name, source_list)
    run(
        ["apt-get", *options, "update"],
        todo="check that this machine's Debian mirror can be reached, then try again.",
    )
    return options


def extract(package, target, options=None):
    """Download one package and unpack it in target; return the package's file name."""
    folder = FOLDER / "download" / package
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run(
        ["apt-get", *(options or own_suite()), "download", package],
        cwd=folder,
        todo="check that this machine's Debian mirror can be reached, then try again.",
    )
    archive = next(folder.glob("*.deb"))
    target.mkdir(parents=True, exist_ok=True)
    run(["dpkg-deb", "-x", archive, target])
    shutil.rmtree(folder)
    return archive.name
