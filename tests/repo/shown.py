"""Lists show the names of customers whole, bars show that something is over, and a label that
is translated once means one thing.
"""

import ast
import re

from tests.repo.source import addons, xml

FOLDERS = ("views", "wizard")
NAMES = ("partner_id",)
# What may be more than there is room for.
OVER = re.compile(r"utili[sz]ation")
# "To" a day and "to" a person are two words in most languages, and one label is translated once.
BARE = ("From", "To", "On", "At", "By", "In", "Until")


def problems(root):
    """Return columns that cut a name off, and bars that turn grey where they are full."""
    return (
        _ambiguous(root)
        + _scrolled(root)
        + [
            f"{path.relative_to(root)}:{element.sourceline}: {fault}"
            for addon in addons(root)
            for path in addon.files(".xml")
            if path.relative_to(addon.path).parts[0] in FOLDERS
            for element in xml(path).iter("field")
            if (fault := _fault(element))
        ]
    )


def _ambiguous(root):
    """Return labels of persons and texts that days of the same addon have as well."""
    lines = []
    for addon in addons(root):
        days, others = set(), []
        for path in addon.files(".py"):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                label = _label(call)
                if label in BARE and call.func.attr in ("Date", "Datetime"):
                    days.add(label)
                elif label in BARE:
                    place = f"{path.relative_to(root)}:{call.lineno}"
                    others.append((label, f"{place}: {label!r} is the label of a day, too"))
        lines += [text for label, text in others if label in days]
    return lines


def _scrolled(root):
    """Return dialogs that open at their end: what is typed into stands below a list to read."""
    return [
        f"{path.relative_to(root)}:{form.sourceline}: put what is typed into above the list"
        for addon in addons(root)
        for path in addon.files(".xml")
        if path.relative_to(addon.path).parts[0] == "wizard"
        for form in xml(path).iter("form")
        if _opens_at_end(form)
    ]


def _opens_at_end(form):
    """Say whether the first field to type into follows a list that is only read."""
    after_list = False
    for element in form.iter("field"):
        if any(it.tag in ("list", "kanban") for it in element.iterancestors()):
            continue
        if element.get("invisible") in ("1", "True"):
            continue
        if element.get("readonly") not in ("1", "True"):
            return after_list
        after_list = after_list or element.find("list") is not None
    return False


def _label(call):
    """Return the label that a field's definition writes down, or nothing."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    if getattr(call.func.value, "id", "") != "fields":
        return None
    written = [word.value for word in call.keywords if word.arg == "string"]
    # The label comes first, after the model of a relation and the choices of a selection.
    relation = call.func.attr in ("Many2one", "Many2many", "One2many", "Selection")
    written += call.args[1:] if relation else call.args[:1]
    texts = [node.value for node in written if isinstance(node, ast.Constant)]
    return next((text for text in texts if text in BARE), None)


def _fault(element):
    if element.get("widget") == "progressbar" and OVER.search(element.get("name", "")):
        if "overflow_class" not in element.get("options", ""):
            return f"{element.get('name')} turns grey above 100 %: give it an overflow_class"
        return None
    hidden = element.get("column_invisible") in ("1", "True") or element.get("position")
    if element.get("name") not in NAMES or hidden or not _is_column(element):
        return None
    if "text-wrap" in element.get("class", "").split():
        return None
    return f"{element.get('name')} is cut off in a narrow list: give it the class text-wrap"


def _is_column(element):
    """Say whether a field stands in a list itself, not in a form or card inside of it."""
    parent = element.getparent()
    return parent is not None and parent.tag == "list"
