"""What people who come from outside find: pages of an app store, news, style as a hook."""

import ast
import re

from tests.repo.source import addons, nodes
from tools import lint

KINDS = ("feature", "bugfix", "security", "upgrade")
LEAST = 3  # pictures on the page of an addon
READERS = ("_get_", "_read_", "_find_", "_is_", "_may_")

# What a number counts, where it is read as a float.
UNIT = re.compile(r"currency|percent|share|score|rate\b|days|per second|from 0 to 1|unit of", re.I)

# Forms show addresses and numbers in this name: `complete_name` is the name alone.
LONG_NAME = re.compile(
    r"(?:partner|customer|contact|partner_id|contact_id|customer_id|_get_credit_partner\(\))"
    r"(?:\.sudo\(\))?\.display_name"
)
# The chatter may stand beside a form: a box answers to its own width, by `@container`.
SCREEN_WIDTH = re.compile(r"media-breakpoint|@media[^{]*width")
# What outlives a transaction in PostgreSQL: behind PgBouncer another request gets it.
SESSION = re.compile(
    r"pg_(?:try_)?advisory_lock|CREATE TEMP|\bLISTEN [a-z%]|\bPREPARE [a-z]|WITH HOLD"
    r"""|["']SET (?!LOCAL\b)(?:SESSION )?[a-z_.]+ (?:TO\b|=)|set_config\([^)]*false"""
)


def problems(root):
    """Return what is missing or stale."""
    lines = [line for addon in addons(root) for line in _store_page(root, addon)]
    lines += [line for addon in addons(root) for line in _lines(root, addon)]
    lines += [line for addon in addons(root) for line in _offered(root, addon)]
    lines += [line for addon in addons(root) for line in _spoken(root, addon)]
    return [*lines, *_readers(root), *_news(root), *_decisions(root), *_hooks(root)]


def _lines(root, addon):
    """Check lines: no address in a sentence, no box that asks the screen, no session's things."""
    faults = (
        (".py", SESSION, "a transaction may be followed by another in the same session"),
        (".py", LONG_NAME, "a customer in a sentence is its complete_name"),
        (".scss", SCREEN_WIDTH, "a box answers to its own width, by @container"),
    )
    lines = []
    for suffix, pattern, what in faults:
        for path in addon.files(suffix):
            if "tests" not in path.parts and pattern.search(path.read_text(encoding="utf-8")):
                lines.append(f"{path.relative_to(root)}: {what}")
    return lines


def _spoken(root, addon):
    """Check that every text finds its language: `_` looks for `self` in its own frame.

    A comprehension or a lambda has a frame of its own, into which `self` gets only when it is
    named there: else the text is in the language of the request, or in none.
    """
    lines = []
    for path in addon.files(".py"):
        if "tests" in path.parts:
            continue
        for node in nodes(path):
            for part in _inner(node):
                found = list(ast.walk(part))
                if any(isinstance(it, ast.Name) and it.id == "self" for it in found):
                    continue
                lines += [
                    f"{path.relative_to(root)}:{it.lineno}: this text finds no language: self.env._"
                    for it in found
                    if isinstance(it, ast.Call)
                    and isinstance(it.func, ast.Name)
                    and it.func.id == "_"
                ]
    return lines


def _inner(node):
    """Return what of an expression has a frame of its own."""
    if isinstance(node, ast.Lambda):
        return [] if any(it.arg == "self" for it in node.args.args) else [node.body]
    if isinstance(node, ast.DictComp):
        first = [node.key, node.value]
    elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
        first = [node.elt]
    else:
        return []
    conditions = [it for part in node.generators for it in part.ifs]
    return [*first, *conditions, *(part.iter for part in node.generators[1:])]


def _offered(root, addon):
    """Check that what other addons may extend says which types it takes and gives."""
    lines = []
    for path in addon.files(".py"):
        for node in nodes(path):
            if not isinstance(node, ast.FunctionDef):
                continue
            if not _doc(node).startswith("Hook:"):
                continue
            if _has_no_hints(node):
                lines.append(f"{path.relative_to(root)}: hook {node.name} has no type hints")
    return lines


def _has_no_hints(node):
    taken = node.args.args[1:] + node.args.kwonlyargs
    return node.returns is None or any(arg.annotation is None for arg in taken)


def _readers(root):
    """Check that whatever reads for others says which types it takes and gives.

    An override that calls Odoo's own method says nothing, as Odoo says nothing; one that calls a
    reader of ours says what that says.
    """
    found = []
    for path in (path for addon in addons(root) for path in addon.files(".py")):
        if not {"tests", "migrations"} & set(path.relative_to(root).parts):
            found += [(path, node) for node in nodes(path) if _is_reader(node)]
    ours = {node.name for _path, node in found if not _calls_super(node)}
    lines = [
        f"{path.relative_to(root)}:{node.lineno}: reader {node.name} has no type hints"
        for path, node in found
        if node.name in ours and _has_no_hints(node)
    ]
    hooks = {node.name for _path, node in found if _doc(node).startswith("Hook:")}
    return lines + [
        f"{path.relative_to(root)}:{node.lineno}: {node.name} does not say in which currency"
        for path, node in found
        if node.returns and ast.unparse(node.returns).startswith("float")
        if not UNIT.search(_doc(node)) and not _overrides(node, hooks)
    ]


def _overrides(node, hooks):
    """Say whether another docstring speaks for this method: that of the hook, or of the model."""
    doc = _doc(node)
    return "# EXTENDS" in doc or (node.name in hooks and not doc.startswith("Hook:"))


def _doc(node):
    return ast.get_docstring(node) or ""


def _is_reader(node):
    if not isinstance(node, ast.FunctionDef) or not node.name.startswith(READERS):
        return False
    return bool(node.args.args) and node.args.args[0].arg in ("self", "cls")


def _calls_super(node):
    return f"super().{node.name}(" in ast.unparse(node)


def _store_page(root, addon):
    """Check that the page shows today's pictures, which are those of the README."""
    folder = addon.path / "static" / "description"
    page = folder / "index.html"
    if not page.is_file():
        return [f"{addon.name}: no static/description/index.html"]
    lines = []
    shown = re.findall(r'src="([^"]+)"', page.read_text(encoding="utf-8"))
    if len(shown) < LEAST:
        lines.append(f"{addon.name}: its page shows {len(shown)} pictures, {LEAST} are the least")
    shown += [name.rsplit("/", 1)[-1] for name in addon.manifest.get("images", ["no images"])]
    for name in sorted(set(shown)):
        picture, source = folder / name, root / "docs" / "images" / name
        if not picture.is_file():
            lines.append(f"{addon.name}: its page or manifest shows {name}, which is not there")
        elif not source.is_file() or source.read_bytes() != picture.read_bytes():
            lines.append(f"{addon.name}: {name} is not the picture in docs/images")
    return lines


def _news(root):
    lines = []
    for path in sorted((root / "changes").iterdir()):
        if path.name == "README.md":
            continue
        parts = path.name.split(".")
        if len(parts) != 3 or parts[1] not in KINDS or parts[2] != "md":
            lines.append(f"changes/{path.name}: must be NAME.KIND.md, KIND one of {KINDS}")
    return lines


def _decisions(root):
    """Check that records of decisions have numbers of their own and stand in the list."""
    folder = root / "docs" / "decisions"
    lines, taken = [], {}
    index = folder / "README.md"
    listed = index.read_text(encoding="utf-8") if index.is_file() else ""
    for path in sorted(folder.glob("[0-9]*.md")):
        number = path.name.partition("-")[0]
        if number in taken:
            lines.append(f"docs/decisions/{path.name}: {taken[number]} has its number")
        taken[number] = path.name
        if f"[{number}]({path.name})" not in listed:
            lines.append(f"docs/decisions/{path.name}: is not in the list of README.md")
        if not path.read_text(encoding="utf-8").startswith(f"# {number}: "):
            lines.append(f"docs/decisions/{path.name}: its title must begin with {number}")
    return lines


def _hooks(root):
    """Check that what `make lint` runs stands in the hooks of pre-commit."""
    hooks = (root / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    named = set(" ".join(re.findall(r"entry: .* lint (.*)", hooks)).split())
    return [
        f".pre-commit-config.yaml: {name} is in one of the two only"
        for name in sorted(named ^ {*lint.checkers(), "style"})
    ]
