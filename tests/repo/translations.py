"""What people read is in the template of its addon, and every language has it.

Odoo's own export, which the sessions of each addon compare with the template, needs a database and
comes late. What can be read off the files is looked at here, first: names of models, sentences of
Python and JavaScript, labels and helps of fields, attributes of views.
"""

import ast
import re

import polib

from tests.repo.source import ABSTRACT, addons, models, nodes, text, xml

MARKS = {"_", "_lt"}
LABELS = {"string", "help"}
ATTRIBUTES = ("string", "help", "confirm", "placeholder", "title", "alt", "aria-label")
SCRIPT = re.compile(r'\b_t\(\s*("(?:[^"\\\\\n]|\\\\.)*")\s*[,)]')
# Only what stands in these folders is exported by Odoo as text of a page.
FOLDERS = ("views", "wizard", "report")


def problems(root):
    """Return what is in no template, and what a language lacks."""
    lines = []
    for addon in addons(root):
        folder = addon.path / "i18n"
        template = folder / f"{addon.name}.pot"
        if template.exists():
            known = polib.pofile(str(template))
            lines += [f"{addon.name}: {fault}" for fault in _unnamed(addon, known)]
            lines += [
                f"{addon.name}: {path.stem} lacks {entry.msgid!r}: translate it"
                for path in sorted(folder.glob("*.po"))
                for entry in _untranslated(polib.pofile(str(path)), known)
            ]
    return lines


def _unnamed(addon, known):
    """Yield what the addon's files say and its template does not."""
    sentences = {entry.msgid for entry in known}
    pieces = "\n".join(sentences)
    places = {place for entry in known for place, _line in entry.occurrences}
    for model in models(addon):
        name = f"{addon.name}.model_{model.name.replace('.', '_')}"
        if model.kind != ABSTRACT and f"model:ir.model,name:{name}" not in places:
            yield f"the model {model.name} is not in the template: run make i18n"
    for place, sentence in [*_python(addon), *_scripts(addon)]:
        if sentence not in sentences:
            yield f"{place}: {sentence!r} is not in the template: run make i18n"
    for place, name, value in _pages(addon):
        # An icon in a sentence is exported as a part of it, attributes and all.
        if value.strip() not in sentences and f'{name}="{value}"' not in pieces:
            yield f"{place}: {value!r} is not in the template: run make i18n"


def _python(addon):
    """Yield (place, sentence) of what Python shows: `_()`, labels and helps of fields."""
    for path in addon.files(".py"):
        if path.relative_to(addon.path).parts[0] == "tests":
            continue
        for node in nodes(path):
            if isinstance(node, ast.Call):
                for value in _said(node):
                    yield f"{addon.inner(path)}:{node.lineno}", value


def _said(call):
    """Yield the constant sentences of a call."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    said = []
    if name in MARKS:
        said = call.args[:1]
    elif isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "fields":
        said = [keyword.value for keyword in call.keywords if keyword.arg in LABELS]
    yield from (
        node.value
        for node in said
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _scripts(addon):
    """Yield (place, sentence) of what scripts show."""
    for path in addon.files(".js"):
        parts = path.relative_to(addon.path).parts
        if parts[:2] == ("static", "src"):
            for found in SCRIPT.finditer(text(path)):
                yield addon.inner(path), ast.literal_eval(found[1])


def _pages(addon):
    """Yield (place, attribute, sentence) of the attributes of views that Odoo translates."""
    for path in addon.files(".xml"):
        if path.relative_to(addon.path).parts[0] not in FOLDERS:
            continue
        for element in xml(path).iter("*"):
            for name in ATTRIBUTES:
                value = element.get(name)
                if value and any(sign.isalpha() for sign in value) and element.tag != "menuitem":
                    yield f"{addon.inner(path)}:{element.sourceline}", name, value


def _untranslated(language, known):
    """Return the entries of a template that a language does not translate."""
    have = {entry.msgid for entry in language if entry.translated()}
    return [entry for entry in known if entry.msgid not in have]
