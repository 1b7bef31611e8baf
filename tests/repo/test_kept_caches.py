"""What Odoo keeps in memory goes back with a test, whatever the test did to it."""

import sys
import types

import pytest

from tools import kept_caches

lru = pytest.importorskip("odoo.tools.lru")
RIGHTS, VIEWS = ("user", 7), ("view", 1)


@pytest.fixture
def registry():
    """Give a registry with two caches that know something."""
    caches = {"rights": lru.LRU(10, [(RIGHTS, True)]), "views": lru.LRU(10, [(VIEWS, "<form/>")])}
    return types.SimpleNamespace(_Registry__caches=caches, cache_invalidated=set())


def cache(registry, name):
    return registry._Registry__caches[name]


def test_what_nobody_cleared_is_kept_with_what_was_learned(registry):
    memory = kept_caches.Memory(registry)
    cache(registry, "views")["view", 2] = "<list/>"
    memory.restore()
    assert cache(registry, "views").snapshot == {VIEWS: "<form/>", ("view", 2): "<list/>"}


def test_what_was_cleared_comes_back_without_what_was_learned(registry):
    """A right that a test gave, and what was read of it, go with the test."""
    memory = kept_caches.Memory(registry)
    cache(registry, "rights")["user", 8] = "read before it was cleared"
    cache(registry, "rights").clear()
    registry.cache_invalidated.add("rights")
    cache(registry, "rights")[RIGHTS] = False
    memory.restore()
    assert cache(registry, "rights").snapshot == {RIGHTS: True}
    assert registry.cache_invalidated == set()


def test_moments_nest(registry):
    """A class that clears a cache in its set-up, and two tests; then the class is over."""
    of_class = kept_caches.Memory(registry)
    cache(registry, "rights").clear()
    cache(registry, "rights")[RIGHTS] = "as the class has it"
    for _test in range(2):
        of_test = kept_caches.Memory(registry)
        assert cache(registry, "rights").snapshot == {RIGHTS: "as the class has it"}
        cache(registry, "views").clear()
        of_test.restore()
    cache(registry, "rights")["user", 9] = "learned while the class stood"
    of_class.restore()
    assert cache(registry, "rights").snapshot == {RIGHTS: True}
    assert cache(registry, "views").snapshot == {VIEWS: "<form/>"}


def test_classes_that_count_queries_are_known(tmp_path, monkeypatch):
    for name, text in (("counts", "self.assertQueryCount(3)"), ("does_not", "self.assertEqual()")):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        module = types.ModuleType(name)
        module.__file__ = str(tmp_path / f"{name}.py")
        monkeypatch.setitem(sys.modules, name, module)
        leaf = type("Leaf", (), {"__module__": name})
        assert kept_caches.counts_queries(leaf) == (name == "counts")


def test_the_clean_up_of_odoo_is_replaced_or_missed():
    """If Odoo empties its caches in another way one day, tests say so."""

    def clear():
        """Stand for what Odoo calls."""

    def decorated():
        """Stand for what Odoo registers."""

    decorated.__wrapped__ = clear
    case = types.SimpleNamespace(_cleanups=[(print, (), {}), (decorated, (), {})])
    kept_caches._replace(case, clear, "ours")
    assert case._cleanups == [(print, (), {}), ("ours", (), {})]
    with pytest.raises(AssertionError, match="another way"):
        kept_caches._replace(case, clear, "ours")
