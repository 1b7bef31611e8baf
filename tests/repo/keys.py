"""Request keys: every door makes them by ``core/keys.py``, out of nothing that a client chose."""

import ast

from tests.repo.source import addons, tree

# Where the key stands among the arguments of the ledger's private calls.
CALLS = {"_append_entry": 2, "_reserve": 1, "_capture": 0, "_release": 0}
FIELD = "store_credit_request_key"
MAKERS = ("request_key", "extend_key")


def problems(root):
    """Return every place where a key is a text, a field of a document, or put together by hand."""
    lines = []
    for addon in addons(root):
        for path in addon.files(".py"):
            if "tests" not in path.parts:
                lines += [f"{addon.inner(path)}:{line}" for line in handmade(tree(path))]
    return [f"{place}: make the request key with core/keys.py" for place in lines]


def handmade(module):
    """Return the lines of a syntax tree where a request key is not made by the makers."""
    nodes = [node for node in ast.walk(module) if not _is_key(node)]
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    made = [
        node.lineno
        for function in functions
        if function.name.endswith(("_request_key", "_mirror_key", "_credit_key"))
        or any(_keys(node) for node in ast.walk(function))
        for node in ast.walk(function)
        if isinstance(node, ast.JoinedStr) and _names_an_event(node)
    ]
    return sorted({*made, *(node.lineno for node in nodes)})


def _names_an_event(node):
    """A text put together with a colon right after a word or value, as keys are."""
    texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
    return any(":" in text and " " not in text for text in texts) and not any(
        text == ":" and len(node.values) == 2 for text in texts
    )


def _is_key(node):
    """Say whether all keys that this node hands over are names, or made by a call."""
    return all(_is_made(value) for value in _keys(node))


def _keys(node):
    """Return the expressions of request keys that this node hands over."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        position = CALLS.get(node.func.attr)
        named = [item.value for item in node.keywords if item.arg in ("key", FIELD)]
        # Of whatever model: the ledger's own is called on no record.
        if node.func.attr == "_release" and getattr(node.func.value, "id", None) == "self":
            return []
        if position is None or len(node.args) <= position:
            return named if node.func.attr in CALLS else []
        return [*named, node.args[position]]
    if isinstance(node, ast.Dict):
        return [
            value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and key.value in (FIELD, "request_key")
        ]
    return []


def _is_made(value):
    """A key is a variable, a call of a method that makes it, or the key of a row."""
    if isinstance(value, ast.BoolOp):
        return all(map(_is_made, value.values))
    if isinstance(value, ast.Call):
        name = value.func.attr if isinstance(value.func, ast.Attribute) else value.func.id
        return name in MAKERS or name.endswith("_key")
    if isinstance(value, ast.Attribute):
        return value.attr in ("request_key", FIELD)
    return isinstance(value, ast.Name)
