"""Where the workshop keeps things: everything it makes lives under one folder."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("WORKSHOP_HOME") or ROOT / ".workshop").resolve()

LOGS = HOME / "logs"
LOCKS = HOME / "locks"
RUN = HOME / "run"
TEMPLATES = HOME / "templates"
DATA = HOME / "data"
FILESTORE = DATA / "filestore"


def addons(root=ROOT):
    """Return the names of the addons in the repository, in alphabetical order."""
    return sorted(path.parent.name for path in root.glob("*/__manifest__.py"))


def make_folders():
    """Create the folders every command may write to."""
    for folder in (HOME, LOGS, LOCKS, RUN, TEMPLATES, FILESTORE):
        folder.mkdir(parents=True, exist_ok=True)
