"""Which test classes share what their parents set up, and which are left alone."""

import types

import pytest

from tools import shared_setup

tests = pytest.importorskip("odoo.tests")


class Company(tests.TransactionCase):
    """A parent as addons have it."""

    __test__ = False  # examples: nothing of them is run
    chart = "generic"

    @classmethod
    def setUpClass(cls):
        """Set a company up."""
        cls.company = cls.new_company()

    @classmethod
    def new_company(cls):
        return cls.chart


class Adds(Company):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = f"customer of {cls.company}"

    def test_one(self):
        assert self.customer


class AddsToo(Company):
    limit = 100

    def test_one(self):
        assert self.company


class ReplacesValue(Company):
    chart = "french"


class ReplacesMethod(Company):
    @classmethod
    def new_company(cls):
        return "another"


class Alone(tests.TransactionCase):
    __test__ = False


class Story(Company):
    shares_setup = False


@tests.freeze_time("2026-01-20")
class Frozen(Company):
    pass


@pytest.mark.parametrize("leaf", [Adds, AddsToo])
def test_classes_that_only_add_share(leaf):
    assert shared_setup.may_share(leaf)


@pytest.mark.parametrize("leaf", [ReplacesValue, ReplacesMethod, Alone, Story, Frozen])
def test_classes_that_change_what_parents_do_are_left_alone(leaf):
    assert not shared_setup.may_share(leaf)


def test_classes_with_the_same_parents_come_one_after_the_other(monkeypatch):
    """Those that share nothing come in their own place, and what is no class comes first."""
    monkeypatch.setattr(shared_setup.sharing, "adopt", lambda leaf: adopted.append(leaf))
    monkeypatch.setattr(shared_setup.sharing, "leave_alone", lambda leaf: None)
    adopted = []
    order = [Adds, Alone, ReplacesValue, AddsToo, None]
    items = [types.SimpleNamespace(cls=leaf) for leaf in order]
    shared_setup.pytest_collection_modifyitems(items)
    assert [item.cls for item in items] == [None, Adds, AddsToo, Alone, ReplacesValue]
    assert adopted == [Adds, AddsToo]
