"""Sentences on pages stand in one string: a translator must be able to order the words."""

import re

from tests.repo.source import addons, xml

VALUES = ("t-out", "t-esc", "t-field")
WORD = re.compile(r"[^\W\d_]{2}")
# Mail templates are translated as a whole, values and all.
FOLDERS = ("views", "report", "wizard", "static")


def problems(root):
    """Return the places where a value or a condition stands in the middle of a sentence.

    What goes before a value ends with a colon (a label) or a full stop, and no words follow it but
    after a full stop or a dot: ``Available: <value> · Reserved: <value>``. Where words must stand
    around it, Python or JavaScript makes the sentence, with a placeholder.
    """
    return [
        f"{path.relative_to(root)}:{child.sourceline}: {fault}: {' '.join(part.split())}"
        for addon in addons(root)
        for path in addon.files(".xml")
        if path.relative_to(addon.path).parts[0] in FOLDERS
        for element in xml(path).iter("*")
        for child in element.iterchildren("*")
        for fault, part in _faults(element, child)
    ]


def _faults(element, child):
    before = child.getprevious()
    before = (element.text if before is None else before.tail) or ""
    after = child.tail or ""
    if any(name in child.attrib for name in VALUES):
        if WORD.search(before) and before.rstrip()[-1] not in ":.":
            yield "words before a value", before
        if WORD.search(after) and after.lstrip()[0] not in ".·":
            yield "words after a value", after
    elif _is_clause(child) and WORD.search(before) and before.rstrip()[-1] not in ":.?!":
        yield "a sentence with a condition in it", before


def _is_clause(child):
    """Say whether this is text that is there under a condition, and goes on with a sentence."""
    return child.tag == "t" and "t-if" in child.attrib and WORD.search(child.text or "")
