"""Part of the pytest plugin: what Odoo keeps in memory outlives a test that changed nothing of it.

Odoo forgets all of it after each test: views, templates that were compiled, rules, rights, routes,
contents of bundles. To find it again takes longer than many tests do. Here a cache that nobody
cleared since a moment is left as it is, since by Odoo's own rule it holds what is true at that
moment; a cache that somebody cleared gets back what it held then, and what it learned since is
thrown away with the records that were rolled back. Classes that count queries begin with empty
caches, as ever. TEST_CACHES=0 switches it off.
"""

import functools
import os
import re
import sys
from pathlib import Path

COUNTS = re.compile(r"assertQuer(yCount|ies)|sql_log_count")


class Memory:
    """What the caches of a registry hold at a moment; `restore` goes back to it."""

    def __init__(self, registry):
        """Remember the moment; moments nest."""
        self.caches = _watched(registry)
        self.invalidated, self.registry = set(registry.cache_invalidated), registry
        self.forgot = {name: cache.forgot for name, cache in self.caches.items()}
        self.held = {name: cache.snapshot for name, cache in self.caches.items()}
        for cache in self.caches.values():
            cache.forgot = False

    def restore(self):
        """Let the caches hold what is true at that moment: at least what they held then."""
        for name, cache in self.caches.items():
            if cache.forgot:
                cache.clear()
                for key, value in self.held[name].items():
                    cache[key] = value
            cache.forgot = self.forgot[name]
        self.registry.cache_invalidated.clear()
        self.registry.cache_invalidated.update(self.invalidated)


def _watched(registry):
    """Return the caches of a registry by name; from now on each notes that it was cleared."""
    caches, watched = registry._Registry__caches, _watched_class()
    for name, cache in caches.items():
        if not isinstance(cache, watched):
            caches[name] = watched(cache.count, cache.snapshot.items())
    return caches


@functools.cache
def _watched_class():
    from odoo.tools.lru import LRU

    class Watched(LRU):
        """A cache that notes when it is cleared, by whatever way."""

        __slots__ = ("forgot",)

        def __init__(self, *arguments):
            self.forgot = False
            super().__init__(*arguments)

        def clear(self):
            self.forgot = True
            super().clear()

    return Watched


def wanted():
    """Tell whether caches are kept at all."""
    return os.environ.get("TEST_CACHES") != "0"


@functools.cache
def counts_queries(leaf):
    """Tell whether the tests of a class count queries, which depends on what is in memory."""
    file = getattr(sys.modules.get(leaf.__module__), "__file__", None)
    return bool(file and COUNTS.search(Path(file).read_text(encoding="utf-8")))


def install():
    """Let each test give the caches back instead of emptying them."""
    from odoo.tests import TransactionCase

    original = TransactionCase.setUp
    if not wanted() or hasattr(original, "__wrapped__"):
        return

    @functools.wraps(original)
    def set_up(self):
        original(self)
        if not counts_queries(type(self)):
            _replace(self, self.registry.clear_all_caches, Memory(self.registry).restore)

    TransactionCase.setUp = set_up


def _replace(case, found, wanted):
    """Put another clean-up of a test in the place of one that Odoo decorated."""
    for number, (function, *rest) in enumerate(case._cleanups):
        if getattr(function, "__wrapped__", None) == found:
            case._cleanups[number] = (wanted, *rest)
            return
    raise AssertionError("Odoo empties its caches after a test in another way than it did.")
