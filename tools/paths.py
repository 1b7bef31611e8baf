"""Where the workshop keeps things: everything it makes lives under one folder."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("WORKSHOP_HOME") or ROOT / ".workshop").resolve()

# Tests on another day (another_day.py) keep their server and their databases apart.
ANOTHER_DAY = bool(os.environ.get("WORKSHOP_ANOTHER_DAY"))
PLACE = HOME / "another-day" if ANOTHER_DAY else HOME

LOCKS = HOME / "locks"
LOGS = PLACE / "logs"
RUN = PLACE / "run"
TEMPLATES = PLACE / "templates"
DATA = PLACE / "data"
FILESTORE = DATA / "filestore"
BYTECODE = PLACE / "bytecode"  # what Python has compiled


def addons(root=ROOT):
    """Return the names of the addons in the repository, in alphabetical order."""
    return sorted(path.parent.name for path in root.glob("*/__manifest__.py"))


def make_folders():
    """Create the folders every command may write to."""
    for folder in (HOME, LOGS, LOCKS, RUN, TEMPLATES, FILESTORE):
        folder.mkdir(parents=True, exist_ok=True)
