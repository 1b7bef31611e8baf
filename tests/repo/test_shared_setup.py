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


class Shop(Company):
    __test__ = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = f"shop of {cls.company}"


class InTheShop(Shop):
    def test_one(self):
        assert self.shop


class OnThePhone(Shop, tests.HttpCase):
    pass


class FrenchShop(Shop):
    chart = "french"


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


def names(leaf):
    return [[it.__name__ for it in level] for level in shared_setup.levels(leaf)]


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        (Adds, [["TransactionCase"], ["Company"]]),
        (AddsToo, [["TransactionCase"], ["Company"]]),
        (InTheShop, [["TransactionCase"], ["Company"], ["Shop"]]),
        # HTTP comes last, so that the shop is shared with classes that need none.
        (OnThePhone, [["TransactionCase"], ["Company"], ["Shop"], ["HttpCase"]]),
        (Alone, [["TransactionCase"]]),
    ],
)
def test_classes_share_what_they_have_in_common(leaf, expected):
    assert names(leaf) == expected


def test_what_pytest_leaves_on_a_class_is_nothing_of_its_own():
    assert Adds.__annotations__ == {}  # asking puts it there
    assert Company.__annotations__ == {}
    assert names(Adds) == [["TransactionCase"], ["Company"]]


@pytest.mark.parametrize("leaf", [ReplacesValue, ReplacesMethod, FrenchShop])
def test_what_a_class_replaces_is_set_up_for_it_alone(leaf):
    assert names(leaf) == [["TransactionCase"]]


class French(Company):
    __test__ = False
    chart = "french"


class InFrance(French):
    pass


def test_parents_that_replace_something_are_one_level_with_what_they_replace():
    assert names(InFrance) == [["TransactionCase"], ["Company", "French"]]


@pytest.mark.parametrize("leaf", [Story, Frozen])
def test_classes_that_freeze_the_time_or_ask_for_it_are_left_alone(leaf):
    assert names(leaf) == []


@pytest.fixture
def sharing(monkeypatch):
    """Give a fresh plugin, and our own parents whose set-up is counted; no database is needed."""
    fresh = shared_setup.Sharing()
    monkeypatch.setattr(shared_setup, "sharing", fresh)
    monkeypatch.setattr(fresh, "_begin", lambda cls: None)
    monkeypatch.setattr(shared_setup, "vacuum", lambda: None)
    monkeypatch.setattr(tests.TransactionCase, "setUpClass", classmethod(lambda cls: None))
    return fresh


def collect(*leaves):
    """Do with classes what pytest does: look at each, then order their tests."""
    for leaf in leaves:
        shared_setup.pytest_pycollect_makeitem(leaf)
    items = [types.SimpleNamespace(cls=leaf) for leaf in [*leaves, None]]
    shared_setup.pytest_collection_modifyitems(items)
    return [item.cls for item in items]


def test_neighbours_in_the_tree_come_one_after_the_other(sharing):
    """Those that share nothing come last, and what is no class comes first."""

    class First(Shop):
        pass

    class Second(Company):
        pass

    class Third(Shop):
        pass

    class Left(Company):
        shares_setup = False

    assert collect(Left, First, Second, Third) == [None, First, Third, Second, Left]


def parent(done, word, *bases):
    """Return a parent that notes in `done` when it is set up, and leaves its word on the class."""

    def set_up_class(cls):
        super(made, cls).setUpClass()
        done.append(word)
        setattr(cls, word, f"{word} is there")

    values = {"setUpClass": classmethod(set_up_class), "__module__": __name__}
    made = type(word.title(), bases or (tests.TransactionCase,), values)
    return made


def test_a_parent_sets_up_once_for_all_its_children(sharing):
    done = []
    Ground = parent(done, "ground")
    Till = parent(done, "till", Ground)

    class Sale(Till):
        @classmethod
        def setUpClass(cls):
            super().setUpClass()
            done.append(f"sale, as {cls.till}")

    class Refund(Till):
        pass

    class Ledger(Ground):
        pass

    for leaf in collect(Sale, Refund, Ledger)[1:]:
        leaf.setUpClass()
        assert leaf.ground == "ground is there"
        leaf.doClassCleanups()
        assert "ground" not in vars(leaf), "what was lent is given back"
    assert done == ["ground", "till", "sale, as till is there"]
    sharing.close(0)


def test_the_order_of_the_parents_is_kept(sharing):
    """A parent with many parents of its own does not hide one that a class names before it."""
    done = []
    Ground = parent(done, "ground")
    Deep = parent(done, "deep", type("Till", (Ground,), {"__module__": __name__}))
    Payment = parent(done, "payment", Ground)

    class Both(Payment, Deep):
        pass

    collect(Both)
    Both.setUpClass()
    Both.doClassCleanups()
    sharing.close(0)
    assert done == ["ground", "deep", "payment"]


def test_http_is_set_up_for_a_class_that_changes_something_of_it(sharing, monkeypatch):
    done = []
    monkeypatch.setattr(
        tests.HttpCase, "setUpClass", classmethod(lambda cls: done.append(f"http {cls.__name__}"))
    )

    Ground = parent(done, "ground")

    class Tour(Ground, tests.HttpCase):
        pass

    class OnDesktop(Tour):
        pass

    class Bare(Tour):
        registry_test_mode = False

    for leaf in collect(OnDesktop, Bare)[1:]:
        leaf.setUpClass()
        leaf.doClassCleanups()
    sharing.close(0)
    assert done == ["ground", "http Shared", "http Bare"]


def test_what_fails_in_the_set_up_of_a_parent_closes_the_levels(sharing):
    """The next class starts anew, and does not stand on half a set-up."""

    class Ground(tests.TransactionCase):
        broken = []

        @classmethod
        def setUpClass(cls):
            super().setUpClass()
            if not cls.broken:
                cls.broken.append(True)
                raise ValueError("no chart of accounts")
            cls.company = "company"

    class Sale(Ground):
        pass

    collect(Sale)
    with pytest.raises(ValueError, match="no chart"):
        Sale.setUpClass()
    assert not sharing.levels
    Sale.setUpClass()
    assert Sale.company == "company"
    Sale.doClassCleanups()
    sharing.close(0)
