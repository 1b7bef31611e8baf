"""Nothing forgotten: models have rights, actions are reached, files are imported."""

import ast
import csv
import re
from collections import Counter

import polib

from tests.repo.source import ABSTRACT, addons, field, models, nodes, records, text, xml

LANGUAGES = ("de", "es", "fr")


def problems(root):
    """Return everything that exists and cannot be reached."""
    lines = []
    everything = "\n".join(text(path) for other in addons(root) for path in other.sources())
    used = "\n".join(
        text(path)
        for other in addons(root)
        for path in other.sources()
        if "tests" not in path.relative_to(root).parts
    )
    words, used = (Counter(re.findall(r"\w+", some)) for some in (everything, used))
    opened = _opened(root, everything)
    for addon in addons(root):
        lines += _rights(addon) + _imports(addon) + _translations(addon)
        lines += _actions(addon, words) + _menus(addon) + _views(addon, opened, words)
        lines += _buttons(addon, used)
    return lines + _clicks(root)


def _buttons(addon, used):
    """Each `action_` method of ours is called by a button, a menu or code, not by tests only."""
    lines = []
    for path in addon.files(".py"):
        if "tests" in path.relative_to(addon.path).parts:
            continue
        lines += [
            f"{addon.inner(path)}:{node.lineno}: no button and no code calls {node.name}"
            for node in nodes(path)
            if isinstance(node, ast.FunctionDef)
            and node.name.startswith("action_")
            and used[node.name] < 2
        ]
    return lines


def _clicks(root):
    """Each button calls a method that can be called with the records alone.

    The web client sends the records first: a method of the model, not of records, takes them
    for an argument and fails.
    """
    methods = {}
    for addon in addons(root):
        for path in addon.files(".py"):
            for node in nodes(path):
                if isinstance(node, ast.FunctionDef):
                    methods.setdefault(node.name, []).append((addon.inner(path), node))
    lines = []
    for addon in addons(root):
        for path in addon.files(".xml"):
            for button in xml(path).iter("button", "a"):
                if button.get("type") != "object":
                    continue
                # Several models may have a method of that name: one that fits is enough.
                found = methods.get(button.get("name"), [])
                if found and all(_wants_more(node) for _place, node in found):
                    place, node = found[0]
                    lines.append(
                        f"{addon.inner(path)}:{button.sourceline}: the button calls {node.name}"
                        f" of {place}:{node.lineno}, which takes no records"
                    )
    return lines


def _wants_more(node):
    """Say whether a method takes no records, or more than these."""
    required = len(node.args.args) - len(node.args.defaults)
    return required > 1 or any(ast.unparse(it) == "api.model" for it in node.decorator_list)


def _rights(addon):
    """Each new model that has records needs a line in the access file."""
    rows = set()
    for path in addon.path.glob("security/*.csv"):
        with open(path, encoding="utf-8", newline="") as handle:
            rows |= {row["model_id:id"].split(".")[-1] for row in csv.DictReader(handle)}
    return [
        f"{addon.inner(model.path)}:{model.line}: {model.name} has no access rights"
        for model in models(addon)
        if model.new
        and model.kind != ABSTRACT
        and "model_" + model.name.replace(".", "_") not in rows
    ]


def _imports(addon):
    """Each file must be imported by another; each test file by the __init__ of its folder."""
    lines = []
    imported = {name for path in addon.files(".py") for name in _imported(path)}
    for path in addon.files(".py"):
        top = path.relative_to(addon.path).parts[0]
        package = path.name == "__init__.py"
        name = path.parent.name if package else path.stem
        # core/ is a library: tests use parts of it that no model uses yet.
        if top in ("core", "migrations", "static", "__init__.py", "__manifest__.py"):
            continue
        if top == "tests":
            init = path.parent / "__init__.py"
            if name.startswith("test_") and not (init.exists() and name in _imported(init)):
                lines.append(f"{addon.inner(path)}: not imported in tests/__init__.py")
        elif name not in imported:
            lines.append(f"{addon.inner(path)}: nobody imports it")
    return lines


def _imported(path):
    """Return the last parts of the names that a file imports."""
    names = set()
    for node in nodes(path):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {alias.name.split(".")[-1] for alias in node.names}
            names |= set((getattr(node, "module", None) or "").split("."))
    return names


def _actions(addon, words):
    """Each window action needs a menu, a button or code that names it, or a binding."""
    lines = []
    for path, element in records(addon):
        if element.get("model") not in ("ir.actions.act_window", "ir.actions.client"):
            continue
        name = element.get("id", "").split(".")[-1]
        if not field(element, "binding_model_id") and words[name] < 2:
            lines.append(f"{addon.inner(path)}:{element.sourceline}: nothing opens action {name}")
    return lines


def _menus(addon):
    """Each menu needs an action or a menu below it."""
    menus = [(path, element) for path, element in records(addon) if element.tag == "menuitem"]
    parents = {element.get("parent", "").split(".")[-1] for _path, element in menus}
    nested = {id(child) for _path, element in menus for child in element.iterchildren("menuitem")}
    with_children = {id(element) for _path, element in menus if len(element)}
    return [
        f"{addon.inner(path)}:{element.sourceline}: menu {element.get('id')} leads nowhere"
        for path, element in menus
        if not element.get("action")
        and id(element) not in with_children | nested
        and element.get("id", "").split(".")[-1] not in parents
    ]


def _views(addon, opened, words):
    """Each primary view needs an action on its model, and each template somebody who calls it."""
    lines = []
    for path, element in records(addon):
        name = element.get("id", "").split(".")[-1]
        place = f"{addon.inner(path)}:{element.sourceline}"
        if element.get("model") == "ir.ui.view" and not field(element, "inherit_id"):
            model = field(element, "model")
            if model and model not in opened and words[name] < 2:
                lines.append(f"{place}: view {name}: nothing opens {model}")
        own_template = element.tag == "template" and not element.get("inherit_id")
        if own_template and words[name] < 2:
            lines.append(f"{place}: template {name} is never used")
    return lines


def _opened(root, everything):
    """Return the models that an action opens or that a field of a record leads to."""
    opened = set(re.findall(r"""<field name=["']res_model["']>([\w.]+)<""", everything))
    opened |= set(re.findall(r"""["']?res_model["']?\s*[:=]\s*["']([\w.]+)["']""", everything))
    for other in addons(root):
        for path in other.files(".py"):
            if re.search(r"""["']res_model["']:\s*self\._name""", text(path)):
                opened |= {model.name for model in models(other) if model.path == path}
            opened |= {
                node.args[0].value
                for node in nodes(path)
                if isinstance(node, ast.Call)
                and getattr(node.func, "attr", "") in ("Many2one", "One2many", "Many2many")
                and node.args
                and isinstance(node.args[0], ast.Constant)
            }
    return opened


def _translations(addon):
    """Once an addon has translations, it has the template and every language, complete."""
    folder = addon.path / "i18n"
    if not folder.is_dir():
        return []
    template = folder / f"{addon.name}.pot"
    if not template.exists():
        return [f"{addon.name}/i18n: no {template.name}"]
    wanted = {entry.msgid for entry in polib.pofile(str(template)) if not entry.obsolete}
    lines = []
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        if not path.exists():
            lines.append(f"{addon.name}/i18n: no {path.name}")
            continue
        done = {entry.msgid for entry in polib.pofile(str(path)) if entry.translated()}
        lines += [
            f"{addon.inner(path)}: not translated: {msgid!r}" for msgid in sorted(wanted - done)
        ]
    return lines


def without_translations(root):
    """Return the addons that have no translations yet."""
    return [addon.name for addon in addons(root) if not (addon.path / "i18n").is_dir()]
