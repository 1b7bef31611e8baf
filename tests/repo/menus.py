"""Menus: one name for one thing, and the app Credit leads to all of it."""

from typing import NamedTuple

from tests.repo.source import addons, field, records

APP = "customer_credit_balance.menu_credit_app"
# What the bar of a screen of 1366 pixels has room for; the rest hides behind a plus.
BAR_ENTRIES, BAR_LETTERS = 6, 85


class Menu(NamedTuple):
    """A menu of ours that opens something, and where it stands."""

    place: str
    name: str
    app: str
    action: str


def problems(root):
    """Return menus with names of their own, twice in an app, or missing in the app Credit."""
    names, pages = _names(root), _pages(root)
    menus = [menu._replace(action=pages.get(menu.action, menu.action)) for menu in _menus(root)]
    lines, seen = [], set()
    for menu in menus:
        wanted = names.get(menu.action)
        if wanted and menu.name != wanted:
            lines.append(f"{menu.place}: call it {wanted!r}, as what it opens, not {menu.name!r}")
        if (menu.app, menu.action) in seen:
            lines.append(f"{menu.place}: {menu.action} has a menu in this app already")
        seen.add((menu.app, menu.action))
    if any(menu.app == APP for menu in menus):
        lines += [
            f"{menu.place}: {menu.action} has no menu in the app Credit"
            for menu in menus
            if (APP, menu.action) not in seen
        ]
    return lines + _crowded(root)


def _crowded(root):
    """Return what to do where the app's own bar is longer than a screen."""
    names = [
        element.get("name")
        for addon in addons(root)
        for _path, element in records(addon)
        if element.tag == "menuitem" and _full(addon, _parent(element) or "") == APP
    ]
    if len(names) <= BAR_ENTRIES and len("".join(names)) <= BAR_LETTERS:
        return []
    return [f"the bar of the app Credit is too long: group some of {', '.join(names)}"]


def _parent(element):
    above = element.getparent()
    return above.get("id") if above.tag == "menuitem" else element.get("parent")


def _names(root):
    """Return {id of an action of ours: its name}."""
    return {
        _full(addon, element.get("id")): field(element, "name")
        for addon in addons(root)
        for _path, element in records(addon)
        if (element.get("model") or "").startswith("ir.actions.")
    }


def _pages(root):
    """Return {id of an action of ours: id of the first one that opens the same page}."""
    firsts, pages = {}, {}
    for addon in addons(root):
        for _path, element in records(addon):
            if element.get("model") == "ir.actions.client":
                name = _full(addon, element.get("id"))
                pages[name] = firsts.setdefault(field(element, "tag"), name)
    return pages


def _menus(root):
    """Return the menus that open something; those of others count as the app of their module."""
    parents, found = {}, []
    for addon in addons(root):
        for path, element in records(addon):
            if element.tag != "menuitem":
                continue
            name = _full(addon, element.get("id"))
            above = _parent(element)
            parents[name] = above and _full(addon, above)
            if element.get("action"):
                place = f"{addon.inner(path)}:{element.sourceline}"
                action = _full(addon, element.get("action"))
                found.append((name, Menu(place, element.get("name"), "", action)))
    return [menu._replace(app=_app(parents, name)) for name, menu in found]


def _app(parents, name):
    while parents.get(name):
        name = parents[name]
    return name if name in parents else name.split(".")[0]


def _full(addon, name):
    return name if "." in name else f"{addon.path.name}.{name}"
