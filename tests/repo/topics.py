"""Rooms by topic: a model stands once in a topic, and only the order of topics matters.

`python -m tests.repo.topics OLD NEW` compares two checkouts by methods, fields and what models
inherit: what was only moved or merged prints nothing.
"""

import ast
import csv
import hashlib
import re
import sys
from collections import defaultdict
from pathlib import Path

from tests.repo.source import addons, text, tree

MOST_LINES = 900
DIALOGS = "dialogs"  # what is in wizard/: last in the files of security/
# What tests of a whole addon are named after, where no topic fits.
THEMES = {
    DIALOGS, "demo", "doors", "hostile", "js", "neighbours", "numbers", "pdf", "portal", "probes",
    "protected", "report", "speed", "tours", "translations", "upgrade",
}  # fmt: skip


def problems(root):
    """Return what a newcomer would look for in vain."""
    lines = []
    for addon in addons(root):
        models = addon.path / "models"
        order = _topics(models)
        if order:
            lines += _rooms(addon, order)
            for topic in order:
                lines += _one_topic(addon, models / topic, order)
            lines += _page(root, addon, order) + _views(addon, order) + _tests(addon, order)
            lines += _security(addon, order) + _shadowed(addon, order)
    return lines


def _shadowed(addon, order):
    """A topic that defines a method of an earlier one again calls it, else it takes its place.

    Two topics that both choose one name for two things are found so.
    """
    lines, first = [], {}
    for topic in order:
        for path in sorted((addon.path / "models" / topic).glob("*.py")):
            for node in classes(path):
                for item in node.body:
                    if not isinstance(item, ast.FunctionDef):
                        continue
                    key = (model_name(node), item.name)
                    before = first.setdefault(key, topic)
                    body = "\n".join(map(ast.unparse, item.body))
                    if before != topic and "super(" not in body and not _is_told(item):
                        lines.append(
                            f"{addon.inner(path)}:{item.lineno}: {item.name} of {before}/ is "
                            "defined again without super()"
                        )
    return lines


def _is_told(method):
    """Say whether a method's docstring names whom it extends, or whose place it takes."""
    said = ast.get_docstring(method) or ""
    return "# EXTENDS" in said or "# OVERRIDES" in said


def _page(root, addon, order):
    """The page of the architecture lists the topics of an addon, in their order."""
    page = root / "docs" / "ARCHITECTURE.md"
    if not page.exists():
        return []
    part = text(page).partition(f"**{addon.name}**")[2].partition("\n**")[0].partition("\n#")[0]
    listed = re.findall(r"^\| `(\w+)/` \|", part, re.MULTILINE)
    return [] if listed == order else [f"docs/ARCHITECTURE.md: topics of {addon.name}: {order}"]


def _views(addon, order):
    """Views stand in folders by topic, as models do."""
    return [
        f"{addon.inner(path)}: put it into the folder of its topic"
        for path in sorted((addon.path / "views").rglob("*.xml"))
        if path.parent.name not in order
    ]


def _tests(addon, order):
    """The name of a test begins with its topic, or with a theme of the whole addon."""
    names = {*order, *THEMES}
    return [
        f"{addon.inner(path)}: begin its name with a topic, or a theme of tests/repo/topics.py"
        for path in sorted((addon.path / "tests").glob("test_*.py"))
        if not any(f"{path.stem}_".startswith(f"test_{name}_") for name in names)
    ]


def _security(addon, order):
    """Rights and rules follow the order of the topics, dialogs last."""
    order, where = [*order, DIALOGS], {}
    for topic in order:
        folder = addon.path / ("wizard" if topic == DIALOGS else f"models/{topic}")
        for path in sorted(folder.glob("*.py")):
            for node in classes(path):
                where.setdefault(model_name(node).replace(".", "_"), topic)
    lines = []
    for path in sorted((addon.path / "security").iterdir()) if addon.has("security") else []:
        if path.name == "ir.model.access.csv":
            with open(path, encoding="utf-8", newline="") as handle:
                found = [row["model_id:id"] for row in csv.DictReader(handle)]
        else:
            found = re.findall(r'name="model_id"\s+ref="([\w.]+)"', text(path))
        topics = [where.get(it.split(".")[-1].removeprefix("model_"), DIALOGS) for it in found]
        if topics != sorted(topics, key=order.index):
            lines.append(f"{addon.inner(path)}: not in the order of topics: {topics}")
        marks = re.findall(r"<!-- (\w+)(?:/ -->|: each)", text(path))
        if path.suffix == ".xml" and marks != list(dict.fromkeys(topics)):
            lines.append(f"{addon.inner(path)}: a comment names each topic: {topics}")
    return lines


def _topics(models):
    """Return the names of the topics in the order in which they are imported."""
    init = models / "__init__.py"
    if not init.exists():
        return []
    names = [
        alias.name
        for node in tree(init).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    return [name for name in names if (models / name).is_dir()]


def _rooms(addon, order):
    """Each folder is imported, and each import says why it stands there."""
    models = addon.path / "models"
    lines = []
    text = (models / "__init__.py").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(text):
        if line.startswith("from . import") and not text[number - 1].startswith("#"):
            lines.append(f"{addon.name}/models/__init__.py:{number + 1}: say why it comes here")
    for folder in sorted(models.iterdir()):
        if folder.is_dir() and any(folder.glob("*.py")) and folder.name not in order:
            lines.append(f"{addon.inner(folder)}: this topic is not in models/__init__.py")
    return lines


def _one_topic(addon, folder, order):
    lines = []
    seen, defined = {}, {}
    for path in sorted(folder.glob("*.py")):
        if path.name == "__init__.py":
            continue
        length = len(path.read_text(encoding="utf-8").splitlines())
        if length > MOST_LINES:
            lines.append(f"{addon.inner(path)}: {length} lines, at most {MOST_LINES}")
        lines += _forward(addon, path, folder.name, order)
        for node in classes(path):
            name = model_name(node)
            if name in seen:
                lines.append(f"{addon.inner(path)}:{node.lineno}: {name} is in {seen[name]} too")
            seen[name] = path.name
            defined[name] = path
    for name, path in defined.items():
        if path.stem != name.replace(".", "_"):
            lines.append(f"{addon.inner(path)}: holds {name}: name the file after its model")
    return lines


def _forward(addon, path, topic, order):
    """A topic imports from those before it: an import must not change who extends whom."""
    later = set(order[order.index(topic) + 1 :])
    return [
        f"{addon.inner(path)}:{node.lineno}: imports from {node.module}, which comes later"
        for node in tree(path).body
        if isinstance(node, ast.ImportFrom)
        and node.level == 2
        and (node.module or "").split(".")[0] in later
    ]


def classes(path):
    """Return the classes of models in a file."""
    return [node for node in tree(path).body if isinstance(node, ast.ClassDef) and model_name(node)]


def model_name(node):
    """Return the technical name of the model that a class defines or extends, or None."""
    found = {}
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            name = item.targets[0].id
            if name in ("_name", "_inherit"):
                found[name] = ast.literal_eval(item.value)
    name = found.get("_name") or found.get("_inherit")
    return name[0] if isinstance(name, list) else name


def methods(root):
    """Return {(addon, model, method): [hash of each body, in the order of the classes]}."""
    found = defaultdict(list)
    for addon in addons(root):
        for path in _in_order(addon.path / "models"):
            for node in classes(path):
                for item in node.body:
                    if isinstance(item, ast.FunctionDef):
                        key = (addon.name, model_name(node), item.name)
                        found[key].append(_hash(item))
    return found


def heads(root):
    """Return {(addon, model, attribute): values} of what classes say besides methods and fields."""
    found = defaultdict(set)
    for addon in addons(root):
        for path in _in_order(addon.path / "models"):
            for node in classes(path):
                for item in node.body:
                    if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
                        name = item.targets[0].id
                        key = (addon.name, model_name(node), name)
                        # That a class extends its own model says nothing once it is merged.
                        found[key] |= set(_values(item.value)) - {repr(model_name(node))}
    return found


def _values(node):
    """Return the names of a list, or the whole as text."""
    if isinstance(node, ast.List | ast.Tuple):
        return [ast.unparse(item) for item in node.elts]
    return [ast.unparse(node)]


def _hash(node):
    text = ast.dump(node, include_attributes=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _in_order(folder, seen=None):
    """Return the files under a package in the order in which Python runs them to their end."""
    seen = set() if seen is None else seen
    files = []
    for path in _imported(folder / "__init__.py", folder):
        files += _run(path, seen)
    return files


def _run(path, seen):
    if path in seen:
        return []
    seen.add(path)
    files = []
    for other in _imported(path, path.parent):
        files += _run(other, seen)
    return files if path.name == "__init__.py" else [*files, path]


def _imported(path, folder):
    """Return the files that a file imports from the same `models`, in order."""
    found = []
    if not path.exists():
        return found
    for node in tree(path).body:
        if not isinstance(node, ast.ImportFrom) or node.level not in (1, 2):
            continue
        start = folder if node.level == 1 else folder.parent
        if node.level == 2 and folder.name == "models":
            continue
        parts = (node.module or "").split(".") if node.module else []
        base = start.joinpath(*parts)
        inside = [base / alias.name for alias in node.names]
        for candidate in [base] if parts and not base.is_dir() else inside:
            if candidate.with_suffix(".py").exists():
                found.append(candidate.with_suffix(".py"))
            elif (candidate / "__init__.py").exists():
                found.append(candidate / "__init__.py")
    return found


def difference(old, new):
    """Return a line for each method, field and attribute that two trees do not have alike."""
    lines = []
    for read in (methods, heads):
        before, after = read(old), read(new)
        for key in sorted(before.keys() | after.keys()):
            if before.get(key) != after.get(key):
                lines.append(f"{' '.join(key)}: {before.get(key)} -> {after.get(key)}")
    return lines


if __name__ == "__main__":
    print("\n".join(difference(Path(sys.argv[1]), Path(sys.argv[2]))))
