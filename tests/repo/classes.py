"""Classes of models read alike: what they add, to what and why, and the sections they keep."""

import ast
import re

from tests.repo.source import addons, text
from tests.repo.topics import classes, model_name

SECTIONS = ["fields", "computes", "guards", "actions", "hooks", "private"]
MARK = re.compile(r"    # --- (\w+)(?: -*)?$")
# "Adds X to Y, because Z": a reader knows what is new here, and why it stands in this topic.
ADDS = re.compile(r"Adds .+? to .+?(?:, because|, so that) .+", re.DOTALL)
GUARDS = {"create", "write", "unlink"}


def problems(root):
    """Return what a reader of a class would stumble over."""
    lines = []
    for addon in addons(root):
        for path in sorted((addon.path / "models").rglob("*.py")):
            for node in classes(path):
                place = f"{addon.inner(path)}:{node.lineno}: {model_name(node)}"
                lines += [f"{place}: {fault}" for fault in _purpose(node)]
                lines += [f"{place}: {fault}" for fault in _sections(node, path)]
    return lines


def _purpose(node):
    """A class that extends a model says what it adds, to what, and why."""
    first = (ast.get_docstring(node) or "").split("\n\n")[0]
    if _extends(node) and not ADDS.fullmatch(first):
        yield 'say "Adds X to Y, because Z." first'


def _extends(node):
    found = {
        item.targets[0].id: ast.literal_eval(item.value)
        for item in node.body
        if isinstance(item, ast.Assign)
        and isinstance(item.targets[0], ast.Name)
        and item.targets[0].id in ("_name", "_inherit")
    }
    inherited = found.get("_inherit") or []
    inherited = [inherited] if isinstance(inherited, str) else inherited
    return bool(inherited) and found.get("_name", inherited[0]) in inherited


def _sections(node, path):
    """Sections have the fixed words in the fixed order, and hold what they are named after."""
    lines = text(path).splitlines()[node.lineno : node.end_lineno]
    marks = [
        (number, found[1])
        for number, line in enumerate(lines, node.lineno + 1)
        if (found := MARK.match(line))
    ]
    names = [name for _number, name in marks]
    if names != [name for name in SECTIONS if name in names]:
        yield f"sections are {', '.join(names)}: the words in their order are {SECTIONS}"
    for method in (item for item in node.body if isinstance(item, ast.FunctionDef)):
        wanted = _section_of(method)
        stands = [name for number, name in marks if number < method.lineno]
        if not stands:
            yield f"{method.name} stands in no section"
        elif wanted and stands[-1] != wanted:
            yield f"{method.name} belongs to the section {wanted}, not to {stands[-1]}"


def _section_of(method):
    """Return the section that a method belongs to without doubt, or None."""
    decorators = " ".join(ast.unparse(it) for it in method.decorator_list)
    if "api.constrains" in decorators or "api.ondelete" in decorators or method.name in GUARDS:
        return "guards"
    if "api.depends(" in decorators:
        return "computes"
    if method.name.startswith("action_"):
        return "actions"
    if (ast.get_docstring(method) or "").startswith("Hook:"):
        return "hooks"
    return None
