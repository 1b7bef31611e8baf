"""The house rules that no linter knows: files that end, and a docstring at their top."""

import ast
import subprocess

# Functions are bounded by the linters: a long Python file is one topic of one model.
LIMITS = {".py": 900, ".js": 300, ".xml": 300}
TEST_LIMIT = 900
# Data for people and for demonstrations may be long.
FREE = ("data/", "demo/", "static/lib/", "static/tests/", "i18n/", "tests/bench/")


def tracked(root):
    """Return the files that belong to the repository, new ones included."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = sorted(set(filter(None, listed.stdout.split("\0"))))
    return [root / name for name in names if (root / name).is_file()]


def limit(name):
    """Return how many lines a file may have, or None."""
    suffix = "." + name.rsplit(".", 1)[-1]
    if suffix not in LIMITS or any(part in name for part in FREE):
        return None
    return TEST_LIMIT if "tests/" in name else LIMITS[suffix]


def too_long(root, files):
    """Return a line for each file that is longer than it may be."""
    problems = []
    for path in files:
        name = str(path.relative_to(root))
        most = limit(name)
        if most:
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > most:
                problems.append(f"{name}: {lines} lines, at most {most}: split it")
    return problems


def without_docstring(root, files):
    """Return a line for each Python file that does not say at its top what it is for."""
    problems = []
    for path in files:
        name = str(path.relative_to(root))
        if path.suffix != ".py" or path.name in ("__init__.py", "__manifest__.py"):
            continue
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))):
            problems.append(f"{name}:1: no docstring at the top: say what the file is for")
    return problems


def problems(root):
    """Return all problems of the repository's files, one line each."""
    files = tracked(root)
    return too_long(root, files) + without_docstring(root, files)
