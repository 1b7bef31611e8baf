"""Style: every checker in turn, or every formatter."""

import subprocess
import sys

from . import node, paths, style, venv
from .steps import say

PYTHON_FOLDERS = ("tools", "tests")
ODOO_CHECKS_OFF = (
    "attribute-string-redundant",  # a label may say what the name says
    "consider-merging-classes-inherited",  # once in a topic: tests/repo/topics.py
    "context-overridden",  # authority: a client's context is dropped on purpose
    "manifest-required-author",  # asks for the OCA's name
    "method-required-super",  # the ledger's guards refuse on purpose
    "missing-return",  # methods that return nothing, in Odoo too
    "missing-readme",  # the text is in readme/
    "no-raise-unlink",  # the same guards
    "super-method-mismatch",  # the private door past the same guards
    "prefer-env-translation",  # Odoo's own addons use _() as well
)


def _program(name, *arguments):
    return [venv.folder() / "bin" / name, *arguments]


def _web_files(*suffixes):
    """Return the addons' files with these suffixes that we write ourselves."""
    found = []
    for addon in paths.addons():
        for suffix in suffixes:
            found += (paths.ROOT / addon).rglob(f"*{suffix}")
    kept = [path.relative_to(paths.ROOT) for path in found if "/static/lib/" not in str(path)]
    return sorted(str(path) for path in kept)


def _prettier(mode):
    files = _web_files(".js", ".scss", ".css", ".xml")
    if not files:
        return None
    plugin = node.modules() / "@prettier/plugin-xml/src/plugin.js"
    script = ("prettier", "bin/prettier.cjs", "--log-level=warn", f"--plugin={plugin}")
    return node.command(*script, mode, *files)


def _eslint(*arguments):
    files = _web_files(".js")
    strict = ("eslint", "bin/eslint.js", "--max-warnings=0")
    return node.command(*strict, *arguments, *files) if files else None


def _python():
    return [*PYTHON_FOLDERS, *paths.addons()]


def _pylint():
    chosen = ("--disable=all", "--enable=odoolint", f"--disable={','.join(ODOO_CHECKS_OFF)}")
    return _program("pylint", *chosen, *paths.addons()) if paths.addons() else None


def checkers():
    """Return the command line of each checker by name; None when it has nothing to do."""
    addons = paths.addons()
    return {
        "ruff": lambda: _program("ruff", "check", *_python()),
        "ruff-format": lambda: _program("ruff", "format", "--check", *_python()),
        "pylint-odoo": _pylint,
        "oca-checks": lambda: _program("oca-checks-odoo-module", *addons) if addons else None,
        "prettier": lambda: _prettier("--check"),
        "eslint": lambda: _eslint(),
    }


def formatters():
    """Return the command line of each formatter by name."""
    addons = paths.addons()
    return {
        "ruff": lambda: _program("ruff", "check", "--fix-only", "--quiet", *_python()),
        "ruff-format": lambda: _program("ruff", "format", *_python()),
        "oca-checks": lambda: (
            _program("oca-checks-odoo-module", "--fix", "--no-exit", "--no-verbose", *addons)
            if addons
            else None
        ),
        "prettier": lambda: _prettier("--write"),
        "eslint": lambda: _eslint("--fix"),
    }


def _run(name, make):
    """Run one program, show what it says when it complains, and return whether it did."""
    command = make()
    if command is None:
        say(f"==> {name}: nothing to do")
        return False
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, cwd=paths.ROOT, check=False,
    )  # fmt: skip
    say(f"==> {name}: {'FAILED' if done.returncode else 'ok'}")
    if done.returncode:
        sys.stdout.write(done.stdout)
    return bool(done.returncode)


def check(options):
    """Run every checker; return 1 when any complains."""
    chosen = checkers().items()
    if options.only:
        chosen = [(name, make) for name, make in chosen if name in options.only]
    failed = [name for name, make in chosen if _run(name, make)]
    if not options.only or "style" in options.only:
        problems = style.problems(paths.ROOT)
        say(f"==> style: {'FAILED' if problems else 'ok'}")
        for problem in problems:
            say(problem)
        failed += ["style"] if problems else []
    say(f"\nlint: {'FAILED: ' + ', '.join(failed) if failed else 'ok'}")
    return 1 if failed else 0


def fix(options):
    """Run every formatter; return 0."""
    for name, make in formatters().items():
        _run(name, make)
    return 0
