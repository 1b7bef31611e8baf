"""What is merged once is what Odoo would merge each time."""

import datetime
import sys
import types

import freezegun.api
import pytest

from tools import quick

registries = pytest.importorskip("odoo.orm.registry")


def tree(root=(), **below):
    """Return a tree of fields: those at its root, and more by the field that leads there."""
    return registries.TriggerTree(list(root), below)


@pytest.fixture
def registry():
    """Give a registry in which fields, named by letters, depend on "a" and on "b"."""
    trees = {
        "a": tree("xy", up=tree("z"), down=tree("", far=tree("w"))),
        "b": tree("yz", up=tree("xz"), other=tree("v")),
    }
    fake = types.SimpleNamespace(_field_triggers=dict(trees), get_field_trigger_tree=trees.get)
    return fake, trees


def shape(found):
    """Return a tree as plain values, in its order."""
    return list(found.root), [(label, shape(below)) for label, below in found.items()]


@pytest.mark.parametrize("fields", [["a"], ["b", "a"], ["a", "b"], ["a", "nothing"], ["nothing"]])
@pytest.mark.parametrize("left_out", ["", "z", "vw", "xyzvw"])
def test_the_fields_that_depend_on_others_are_those_of_odoo(registry, fields, left_out):
    merge = registries.Registry.get_trigger_tree
    merge = getattr(merge, "__wrapped__", merge)
    found = quick._trigger_trees(merge)
    for select in (bool, lambda field: field not in left_out, bool):
        expected = shape(merge(registry[0], fields, select))
        assert shape(found(registry[0], fields, select)) == expected


def test_a_field_that_comes_later_is_found(registry):
    """Odoo finds its dependencies anew when fields change, and so does this."""
    fake, trees = registry
    merge = registries.Registry.get_trigger_tree
    found = quick._trigger_trees(getattr(merge, "__wrapped__", merge))
    assert "v" not in found(fake, ["a"]).root
    trees["a"] = tree("xyv")
    fake._field_triggers = dict(trees)
    assert shape(found(fake, ["a"])) == (["x", "y", "v"], [])


def test_the_clock_is_moved_in_modules_that_come_later_and_get_more_names(monkeypatch):
    known = freezegun.api._get_module_attributes_hash
    counted = quick._names_of(getattr(known, "__wrapped__", known))
    monkeypatch.setattr(freezegun.api, "_get_module_attributes_hash", counted)
    module = types.ModuleType("tests_of_the_clock")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(sys.modules, "no_module", object())
    for name in ("date", "datetime"):
        real = getattr(datetime, name)
        setattr(module, name, real)
        for _turn in range(2):
            with freezegun.api.freeze_time("2026-02-28 12:00:00"):
                assert module.date.today().isoformat() == "2026-02-28"
                assert getattr(module, name) is not real
            assert getattr(module, name) is real
