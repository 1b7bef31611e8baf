"""The fields that the web client reads for a form or a list, taken from the view itself."""

from lxml import etree

from tools import paths

SUBVIEWS = ("list", "kanban", "form")


def form_spec(env, model):
    """Return the specification that ``web_read`` gets from the model's form."""
    return _view_spec(env, model, "form")


def list_spec(env, model):
    """Return the specification that ``web_search_read`` gets from the model's list."""
    return _view_spec(env, model, "list")


def _view_spec(env, model, view_type):
    arch = env[model].get_views([(False, view_type)])["views"][view_type]["arch"]
    return _spec(env, model, etree.fromstring(arch))


def _spec(env, model, node):
    """Return {field: what to read of it} of a view node, without the fields of its sub-views."""
    spec = {}
    for child in node.iterchildren(etree.Element):
        if child.tag != "field":
            spec.update(_spec(env, model, child))
            continue
        field = env[model]._fields[child.get("name")]
        spec[field.name] = {}
        if field.type in ("one2many", "many2many"):
            inner = {}
            for view in child.iterchildren(*SUBVIEWS):
                inner.update(_spec(env, field.comodel_name, view))
            if field.type == "many2many" and not inner:
                inner = {"display_name": {}}
            spec[field.name] = {"fields": inner, "limit": 40}
        elif field.type == "many2one":
            spec[field.name] = {"fields": {"display_name": {}}}
    return spec


def without_addons(env, model, spec):
    """Return the specification without the fields that this repository adds to the model."""
    own = set(paths.addons())
    fields = env[model]._fields
    return {name: part for name, part in spec.items() if not own & set(fields[name]._modules)}
