"""The star: the base knows nobody, the others know the base, nobody knows a sibling."""

from tests.repo.source import BASE, addons, imports, mentions, models, strings, text, xml

# What the base must not know of, though it is not ours.
FOREIGN_TO_BASE = ("point_of_sale", "pos.order", "pos.session", "pos.payment", "website_sale")


def problems(root):
    """Return every place where an addon reaches over its boundary."""
    found = list(addons(root))
    lines = []
    for addon in found:
        strangers = [other for other in found if other.name not in (addon.name, BASE)]
        if addon.name == BASE:
            lines += _core(addon)
            lines += [
                f"{place}: the base may not know {word}"
                for word in FOREIGN_TO_BASE
                for place in mentions(addon, word)
            ]
        lines += _depends(addon, strangers)
        for stranger in strangers:
            lines += _names(addon, stranger) + _models(addon, stranger)
    return lines


def _depends(addon, strangers):
    depends = addon.manifest.get("depends", [])
    lines = [
        f"{addon.name}/__manifest__.py: may not depend on {stranger.name}"
        for stranger in strangers
        if stranger.name in depends
    ]
    if addon.name != BASE and BASE not in depends:
        lines.append(f"{addon.name}/__manifest__.py: must depend on {BASE}")
    return lines


def _names(addon, stranger):
    """Return each use of the other's name: imports, external ids, asset paths."""
    pattern_places = mentions(addon, stranger.name) + [
        f"{addon.inner(path)}:{number}"
        for path in addon.sources()
        for number, line in enumerate(text(path).splitlines(), 1)
        if f"addons.{stranger.name}" in line or f"@{stranger.name}" in line
    ]
    return [f"{place}: mentions {stranger.name}" for place in sorted(set(pattern_places))]


def _models(addon, stranger):
    """Return each use of a model that the other defines."""
    names = {model.name for model in models(stranger) if model.new}
    lines = []
    for path in addon.files(".py"):
        for number, value in strings(path):
            if value in names:
                lines.append(f"{addon.inner(path)}:{number}: uses {value} of {stranger.name}")
    for path in addon.files(".xml"):
        for element in xml(path).iter():
            values = [*element.attrib.values(), (element.text or "").strip()]
            if names & set(values):
                place = f"{addon.inner(path)}:{element.sourceline}"
                lines.append(f"{place}: uses a model of {stranger.name}")
    return lines


def _core(addon):
    """Return each import of Odoo in the part that must be plain Python."""
    return [
        f"{addon.inner(path)}:{number}: core/ may not import {name}"
        for path in addon.files(".py")
        if "core" in path.relative_to(addon.path).parts[:1]
        for number, name in imports(path)
        if name.split(".")[0] == "odoo"
    ]
