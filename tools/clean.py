"""Removing everything the workshop made."""

import shutil

from . import demo, paths, postgres
from .steps import WorkshopError, say

LEFTOVERS = (".pytest_cache", ".ruff_cache", ".hypothesis", "node_modules")


def main(options):
    """Stop what runs and remove the workshop's folder and all generated files."""
    shared = paths.HOME != paths.ROOT / ".workshop"
    if shared and not options.force:
        raise WorkshopError(
            f"WORKSHOP_HOME is {paths.HOME}: other folders may use it too.",
            "if it may really go: make clean FORCE=1",
        )
    if paths.HOME.exists():
        demo.stop(options)
        cluster = postgres.default()
        if (cluster.folder / "data").exists():
            cluster.stop()
        say(f"removing {paths.HOME}")
        shutil.rmtree(paths.HOME)
    for name in LEFTOVERS:
        shutil.rmtree(paths.ROOT / name, ignore_errors=True)
    for folder in paths.ROOT.rglob("__pycache__"):
        shutil.rmtree(folder, ignore_errors=True)
    return 0
