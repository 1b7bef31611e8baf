"""Reading the addons' files: manifests, Python trees, XML records."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

BASE = "customer_credit_balance"
ABSTRACT = "AbstractModel"


@dataclass(frozen=True)
class Addon:
    """One addon on disk."""

    path: Path

    @property
    def name(self):
        return self.path.name

    @property
    def manifest(self):
        return ast.literal_eval((self.path / "__manifest__.py").read_text(encoding="utf-8"))

    def files(self, *suffixes):
        """Return the addon's own files with these suffixes, without generated ones."""
        return [path for path in _own_files(self.path) if path.suffix in suffixes]

    def sources(self):
        """Return Python, JavaScript and XML files, tests included, in a fixed order."""
        return self.files(".py", ".js", ".xml", ".csv")

    def has(self, folder):
        return (self.path / folder).is_dir()

    def inner(self, path):
        return str(path.relative_to(self.path.parent))


@cache
def _own_files(folder):
    skipped = {"__pycache__", "lib", "node_modules"}
    return sorted(path for path in folder.rglob("*") if not skipped & set(path.parts))


def addons(root):
    """Return the addons under a folder."""
    return [Addon(path.parent) for path in sorted(root.glob("*/__manifest__.py"))]


@cache
def tree(path):
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path):
    """Return every node of a Python file's syntax tree."""
    return tuple(ast.walk(tree(path)))


@cache
def text(path):
    return path.read_text(encoding="utf-8")


@cache
def xml(path):
    """Return the root element of an XML file."""
    return etree.parse(str(path)).getroot()


@cache
def strings(path):
    """Return (line, value) of every string constant but docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = set()
    for node in nodes(path):
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr):
            docs.add(node.body[0].value)
    return [
        (node.lineno, node.value)
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docs
    ]


@cache
def imports(path):
    """Return (line, dotted name) of everything a Python file imports absolutely."""
    found = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


@dataclass(frozen=True)
class Model:
    """A model's class: its technical name, its kind and whether it is defined here."""

    name: str
    kind: str
    new: bool
    path: Path
    line: int


@cache
def models(addon):
    """Return the classes of models in an addon."""
    found = []
    for path in addon.files(".py"):
        if "tests" in path.parts:
            continue
        for node in nodes(path):
            if isinstance(node, ast.ClassDef) and (kind := _kind(node)):
                values = dict(_class_values(node))
                inherits = values.get("_inherit") or []
                inherits = [inherits] if isinstance(inherits, str) else inherits
                name = values.get("_name") or (inherits[0] if inherits else None)
                if name:
                    new = "_name" in values and name not in inherits
                    found.append(Model(name, kind, new, path, node.lineno))
    return found


def _kind(node):
    for base in node.bases:
        last = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
        if last in ("Model", "TransientModel", ABSTRACT):
            return last
    return None


def _class_values(node):
    for statement in node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            try:
                yield statement.targets[0].id, ast.literal_eval(statement.value)
            except ValueError:
                continue


def records(addon):
    """Return (path, element) of every record, menu item and template of an addon's data."""
    for path in addon.files(".xml"):
        if "static" not in path.parts:
            for element in xml(path).iter("record", "menuitem", "template"):
                yield path, element


def field(element, name):
    """Return the text or reference of a record's field, or None."""
    for child in element.iterfind("field"):
        if child.get("name") == name:
            return child.get("ref") or child.get("eval") or (child.text or "").strip()
    return None


def mentions(addon, word):
    """Return 'file:line' of each place of an addon where a word stands as a whole."""
    pattern = re.compile(rf"(?<![\w.]){re.escape(word)}(?!\w)")
    return [
        f"{addon.inner(path)}:{number}"
        for path in addon.sources()
        if word in text(path)
        for number, line in enumerate(text(path).splitlines(), 1)
        if pattern.search(line)
    ]
