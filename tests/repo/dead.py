"""Nothing is kept that only its tests call: functions, properties and constants of the addons."""

import ast
import re
from collections import Counter

from tests.repo.source import addons, text, tree

# Called by name from outside the addons: by ReportLab, and by Odoo for the report's template.
CALLED_FROM_OUTSIDE = {"addObjects", "_get_report_values"}
PLAIN = {"property", "staticmethod", "classmethod", "cached_property", "functools.cached_property"}
WORD = re.compile(r"\w+")


def problems(root):
    """Return what no code, view or asset of any addon names but where it is defined."""
    words = Counter(_offered(root))
    for addon in addons(root):
        for path in addon.sources():
            if not _left_out(path, addon):
                words.update(WORD.findall(text(path)))
        words.update(WORD.findall(text(addon.path / "__manifest__.py")))
    return [
        f"{addon.inner(path)}:{line}: nothing but tests names {name}"
        for addon in addons(root)
        for path in addon.files(".py")
        if not _left_out(path, addon)
        for line, name in _defined(path)
        if words[name] < 2 and not name.startswith("__")
    ]


def _left_out(path, addon):
    return bool({"tests", "migrations"} & set(path.relative_to(addon.path).parts))


def _offered(root):
    """Return the hooks that the page for developers offers to addons that are not here."""
    page = root / "docs" / "ARCHITECTURE.md"
    return re.findall(r"\.(_\w+)\(", text(page)) if page.exists() else []


def _defined(path):
    """Return (line, name) of what a file defines and nobody outside calls."""
    skipped = CALLED_FROM_OUTSIDE | _overrides(path)
    for node in tree(path).body:
        inner = node.body if isinstance(node, ast.ClassDef) else []
        for each in [node, *inner]:
            if not isinstance(each, ast.FunctionDef) or each.name in skipped:
                continue
            if {ast.unparse(it) for it in each.decorator_list} <= PLAIN:
                yield each.lineno, each.name
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.lineno, node.targets[0].id


def _overrides(path):
    """Return the methods that replace one of Odoo's: they say so, or call it."""
    lines = text(path).splitlines()
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):
            body = "\n".join(lines[node.lineno - 2 : node.end_lineno])
            if "# EXTENDS" in body or f"super().{node.name}(" in body:
                found.add(node.name)
    return found
