"""The user guide: its buttons exist, its pictures too, and empty lists say what to do first."""

import ast
import re

from lxml import etree

from tests.repo.source import BASE, addons, field, nodes, records, text, xml

MOST_BYTES = 60_000
LISTS = re.compile(r"\b(list|kanban)\b")
# Where people read a label: attributes, and the functions that translate one.
LABELS = {"string", "title", "aria-label", "placeholder", "name"}
SPOKEN = re.compile(r"""_t\(\s*(["'`])(.*?)\1""", re.DOTALL)


def problems(root):
    """Return names that no screen shows, and pictures that are missing, large or silent."""
    found = {addon.name: addon for addon in addons(root)}
    labels = {name: _labels(addon) for name, addon in found.items()}
    lines = []
    for name, addon in found.items():
        known = labels[name] | labels.get(BASE, set())
        used = set()
        for path in _pages(addon):
            for element in xml(path).iter("strong", "img", "a"):
                place = f"{addon.inner(path)}:{element.sourceline}"
                if element.tag == "strong":
                    lines += [f"{place}: no screen shows {it!r}" for it in _unknown(element, known)]
                elif element.tag == "img":
                    used.add(element.get("src"))
                    lines += [f"{place}: {line}" for line in _picture(root, element)]
        folder = addon.path / "static" / "src" / "img" / "guide"
        lines += [
            f"{addon.inner(path)}: no page shows it"
            for path in sorted(folder.glob("*"))
            if f"/{addon.inner(path)}" not in used
        ]
    return lines


def tips(root):
    """Return the actions that open a list and say nothing where it is empty."""
    lines = []
    for addon in addons(root):
        for path, element in records(addon):
            if element.get("model") == "ir.actions.act_window" and _is_list(element):
                lines += [
                    f"{addon.inner(path)}:{element.sourceline}: {element.get('id')}: {line}"
                    for line in _tip(element)
                ]
        for path in addon.files(".py"):
            if "tests" not in path.parts:
                lines += [
                    f"{addon.inner(path)}:{line}: say in `help` what an empty list means"
                    for line in _silent(path)
                ]
    return lines


def _pages(addon):
    return sorted((addon.path / "views" / "guide").glob("*.xml"))


def _unknown(element, known):
    """Return the names of a path of menus, or the one name, that no screen shows."""
    words = " ".join("".join(element.itertext()).split())
    return [name for name in words.split(" > ") if name.strip() and name not in known]


def _picture(root, element):
    """A picture exists, is small, is described, and its place is kept before it is there."""
    path = root / element.get("src", "").lstrip("/")
    if not path.is_file():
        return [f"there is no picture {element.get('src')}: make screenshots"]
    lines = []
    if path.stat().st_size > MOST_BYTES:
        lines.append(f"{path.name} has {path.stat().st_size} bytes, at most {MOST_BYTES}")
    if not element.get("alt"):
        lines.append(f"{path.name}: say in `alt` what it shows")
    head = path.read_bytes()[16:24]
    size = tuple(str(int.from_bytes(part)) for part in (head[:4], head[4:]))
    if (element.get("width"), element.get("height")) != size:
        lines.append(f"{path.name} is {size[0]} by {size[1]}: say so in width and height")
    return lines


def _labels(addon):
    """Return every label on the screens of an addon, but for its guide."""
    found = set()
    for path in addon.files(".py", ".js", ".xml"):
        inner = path.relative_to(addon.path)
        if {"tests", "guide", "demo"} & set(inner.parts):
            continue
        if path.suffix == ".xml":
            for element in xml(path).iter(etree.Element):
                found |= {element.get(it) for it in LABELS if element.get(it)}
                found |= {" ".join(it.split()) for it in element.xpath("./text()")}
        elif path.suffix == ".js":
            found |= {words for _quote, words in SPOKEN.findall(text(path))}
        else:
            found |= {
                node.value
                for node in nodes(path)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return found


def _is_list(element):
    mode = field(element, "view_mode") or "list,form"
    return bool(LISTS.search(mode)) and field(element, "target") != "new"


def _tip(element):
    """A tip has two sentences: what the list is for, and what to do first."""
    shown = [it for it in element.findall("field") if it.get("name") == "help"]
    if not shown:
        return ["say in `help` what the list is for and what to do first"]
    sentences = [" ".join("".join(it.itertext()).split()) for it in shown[0].iter("p")]
    if len(sentences) < 2 or not all(sentences):
        return ["a tip says in two paragraphs what the list is for and what to do first"]
    return []


def _silent(path):
    """Return the lines of actions in code that open a list without a word for an empty one."""
    lines = []
    for node in nodes(path):
        if not isinstance(node, ast.Dict):
            continue
        keys = {
            key.value: value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant)
        }
        kind = keys.get("type")
        if not (isinstance(kind, ast.Constant) and kind.value == "ir.actions.act_window"):
            continue
        shown = [ast.unparse(keys[it]) for it in ("view_mode", "views") if it in keys]
        if any(map(LISTS.search, shown)) and "help" not in keys:
            lines.append(node.lineno)
    return lines
