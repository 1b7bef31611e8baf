"""Lists show the names of customers whole, and bars show that something is over."""

import re

from tests.repo.source import addons, xml

FOLDERS = ("views", "wizard")
NAMES = ("partner_id",)
# What may be more than there is room for.
OVER = re.compile(r"utili[sz]ation")


def problems(root):
    """Return columns that cut a name off, and bars that turn grey where they are full."""
    return [
        f"{path.relative_to(root)}:{element.sourceline}: {fault}"
        for addon in addons(root)
        for path in addon.files(".xml")
        if path.relative_to(addon.path).parts[0] in FOLDERS
        for element in xml(path).iter("field")
        if (fault := _fault(element))
    ]


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
