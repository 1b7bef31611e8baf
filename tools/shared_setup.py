"""A pytest plugin: test classes share what their parents set up, as far as they have it in common.

Odoo sets a company, its chart of accounts and a dozen users up for each class, which takes longer
than most classes do. Here each parent's `setUpClass` runs once for all its children, level upon
level, in one transaction that is never committed: every level lies behind a savepoint of its own,
so does every class, and what it did is rolled back before the next. Classes are put in the order
of that tree. Those that replace something that a parent's set-up may use start below that parent;
those that freeze the time or say `shares_setup = False` start with nothing. TEST_SHARED=0 switches
it off.
"""

import contextlib
import os
from collections import deque
from copy import deepcopy

import psycopg2

from . import kept_caches, one_browser, quick

MOST = int(os.environ.get("TEST_SHARED_MOST", 40))  # classes in one transaction
# What a class may say of itself without changing how its parents set up. Names in double
# underscores are Python's own: __annotations__ appears on whatever pytest has looked at.
OWN = {
    "test_tags", "test_module", "_classSetupFailed", "_class_cleanups", "setUp", "setUpClass",
    "_canonical_tag", "allow_inherited_tests_method", "profile", "browser_size", "touch_enabled",
}  # fmt: skip


class Level:
    """What some parents have set up above the level below, in a class that stands for them."""

    def __init__(self, below, classes, module):
        """Name the classes, lowest first, that set up here; `below` is None for the first."""
        self.below, self.classes = below, classes
        self.done = [*(below.done if below else ()), *classes]
        # Odoo gives classes of addons their tags, and those of tests/ none.
        own = {"__module__": module, "test_tags": {"standard", "at_install"}}
        self.stage = type("Shared", _bases(self.done), own)
        self.fixed = set(vars(self.stage))

    def open(self, lend):
        """Set up; `lend` gives the stage what lies below and undoes it at the end."""
        http = _http_case()
        done = lend(self.stage, self.below)
        if http in self.classes and self.below:
            # Among its parents it comes first; here last, so that the others are shared with
            # classes that need no HTTP.
            http.setUpClass.__func__(self.stage)
            done.add(http)
        self.stage.setUpClass()

    @property
    def attributes(self):
        """Return what the set-up left on the class, with what came from below."""
        return {key: value for key, value in vars(self.stage).items() if key not in self.fixed}

    def close(self):
        """Take down what was set up; return what went wrong."""
        self.stage.doClassCleanups()
        return [error[1] for error in self.stage.tearDown_exceptions]


class Sharing:
    """Which levels are open, and which class stands on them."""

    def __init__(self):
        """Start without a level."""
        self.levels, self.served = [], 0
        self.done = {}  # class that is set up -> the classes whose set-up it has already
        self.shimmed = set()
        self.paths = {}  # class -> its levels; nothing for those that share nothing
        self.last = None  # the class of the last test

    def set_up(self, leaf, own):
        """Let a class find what its parents have set up; what it adds is undone at its end."""
        path = self.paths.get(leaf)
        if not path:
            self.close(0)
            vacuum()
            own()
            return
        same = 0
        while same < min(len(path), len(self.levels)) and self.levels[same].classes == path[same]:
            same += 1
        self.close(0 if self.served >= MOST else same)
        if not self.levels:
            vacuum()
        for classes in path[len(self.levels) :]:
            level = Level(self.levels[-1] if self.levels else None, classes, leaf.__module__)
            for each in classes:
                self.shim(each)
            self.levels.append(level)
            try:
                level.open(self.lend)
            except BaseException:
                self.end(0)
                raise
        self.served += 1
        if leaf is self.last:
            # At its end, since what pytest starts for all tests ends with the last of them.
            leaf.addClassCleanup(self.close, 0)
        try:
            done, http = self.lend(leaf, self.levels[-1]), _http_case()
            if issubclass(leaf, http) and http not in done:
                self.shim(http)
                http.setUpClass.__func__(leaf)
                done.add(http)
            own()
        except BaseException:
            leaf.doClassCleanups()
            raise

    def close(self, kept):
        """End the levels above the number kept; raise what went wrong."""
        for error in self.end(kept):
            raise error

    def end(self, kept):
        """End the levels above the number kept; return what went wrong."""
        errors = []
        while len(self.levels) > kept:
            errors += self.levels.pop().close()
        if not kept:
            self.served = 0
        return errors

    def lend(self, cls, level):
        """Give a class what a level and those below it have set up, until its end.

        Return the classes whose set-up it has now, for who sets up more.
        """
        done = self.done[cls] = set(level.done if level else ())
        if not level:
            return done
        names = level.attributes
        for name, value in names.items():
            setattr(cls, name, value)
        cls.addClassCleanup(self._leave, cls, names)
        self._begin(cls)
        return done

    def _begin(self, cls):
        from odoo.sql_db import Savepoint

        env, cr = cls.env, cls.cr
        env.flush_all()
        envs, default = env.transaction.envs, env.transaction.default_env
        known = list(envs)
        callbacks = [cr.precommit, cr.postcommit, cr.prerollback, cr.postrollback]
        kept = [(it, deque(it._funcs), deepcopy(it.data)) for it in callbacks]
        savepoint = Savepoint(cr)
        memory = kept_caches.Memory(cls.registry) if kept_caches.wanted() else None
        if memory and kept_caches.counts_queries(cls):
            self._forget(cls)

        def undo():
            savepoint.close(rollback=True)
            for it in list(envs):
                it.clear()
            envs.clear()
            envs.update(known)
            env.transaction.default_env = default
            for callback, functions, data in kept:
                callback._funcs, callback.data = functions, data
            if memory:
                memory.restore()
            else:
                self._forget(cls)

        cls.addClassCleanup(undo)

    def _forget(self, cls):
        with cls.muted_registry_logger:
            cls.registry.clear_all_caches()

    def _leave(self, cls, names):
        self.done.pop(cls, None)
        for name in names:
            with contextlib.suppress(AttributeError):
                delattr(cls, name)

    def shim(self, base):
        """Let a parent's `setUpClass` return at once where its work is done."""
        original = vars(base).get("setUpClass")
        if base in self.shimmed or not original:
            return
        self.shimmed.add(base)

        def set_up_class(cls):
            if base not in self.done.get(cls, ()):
                original.__func__(cls)

        base.setUpClass = classmethod(set_up_class)

    def adopt(self, leaf):
        """Make a class look for what is shared before its own set-up."""
        original = vars(leaf).get("setUpClass")

        def set_up_class(cls):
            def own():
                (original.__func__(cls) if original else super(leaf, cls).setUpClass())

            if cls is leaf:
                self.set_up(leaf, own)
            else:
                own()

        # Whoever asks whether the set-up was replaced by a decorator looks at the module.
        set_up_class.__module__ = original.__func__.__module__ if original else leaf.__module__
        leaf.setUpClass = classmethod(set_up_class)


def vacuum():
    """Remove what was rolled back, before a transaction begins that many tests stand on.

    Nobody else does (``postgres.SETTINGS``): every search would walk through those rows.
    """
    from odoo.sql_db import connection_info_for
    from odoo.tests.common import get_db_name

    with contextlib.closing(psycopg2.connect(**connection_info_for(get_db_name())[1])) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute("VACUUM")


def _http_case():
    from odoo.tests import HttpCase

    return HttpCase


def _bases(classes):
    """Return the bases of a class that stands for classes, lowest first, in their own order."""
    http = _http_case()
    ordered = [it for it in reversed(classes) if it is not http]
    if http in classes:
        ordered.append(http)  # where it is among the parents of whoever needs it
    return tuple(
        it for it in ordered if not any(it is not o and issubclass(o, it) for o in ordered)
    )


def levels(leaf):
    """Return the levels that a class stands on: lists of parents, lowest first.

    Parents that have to be set up together, since a higher one replaces something of a lower one,
    are one level. The list is empty where the class itself replaces something of the lowest.
    """
    from odoo.tests import TransactionCase

    http = _http_case()
    if not issubclass(leaf, TransactionCase) or not getattr(leaf, "shares_setup", True):
        return []
    own = vars(leaf).get("setUpClass")
    if own and own.__func__.__module__ != leaf.__module__:
        return []  # replaced by a decorator, as freezing the time does
    chain = [it for it in reversed(leaf.__mro__[1:]) if issubclass(it, TransactionCase)]
    if any("tearDownClass" in vars(it) for it in chain):
        return []
    if http in chain:
        chain.remove(http)
        first = next((n for n, it in enumerate(chain) if issubclass(it, http)), len(chain))
        chain.insert(first, http)
    found, level = [], []
    for number, each in enumerate(chain):
        level.append(each)
        if not _replaces([it for it in [*chain[number + 1 :], leaf] if it is not http], each):
            found.append(level)
            level = []
    return found


def _replaces(higher, lower):
    """Say whether one of the higher classes replaces what a class says or got from its parents."""
    said = {name for it in lower.__mro__ if it is not object for name in vars(it)}
    return any(
        name in said
        for it in higher
        for name in set(vars(it)) - OWN
        if not name.startswith(("test_", "__"))
    )


sharing = Sharing()


def pytest_pycollect_makeitem(obj):
    """Adopt each class before pytest remembers its `setUpClass`."""
    if os.environ.get("TEST_SHARED") == "0" or not isinstance(obj, type) or not _in_odoo(obj):
        return
    if obj not in sharing.paths:
        sharing.paths[obj] = []
        sharing.adopt(obj)


def pytest_collection_modifyitems(items):
    """Put the classes in the order of the tree of what they share; those alone come last."""
    kept_caches.install()
    one_browser.install()
    quick.install()
    if os.environ.get("TEST_SHARED") == "0":
        return
    places, ranks = {}, {}
    for item in items:
        if not item.cls or item.cls in places:
            continue
        path = levels(item.cls) if _in_odoo(item.cls) else []
        sharing.paths[item.cls] = path
        keys = [tuple(it for level in path[: n + 1] for it in level) for n in range(len(path))]
        places[item.cls] = [ranks.setdefault(key, len(ranks)) for key in keys]
        places[item.cls].append(ranks.setdefault(item.cls, len(ranks)))
    items.sort(key=lambda item: (item.cls is not None, _place(item, places)))
    sharing.last = items[-1].cls if items else None


def pytest_runtest_call():
    """Note that Odoo is loaded and a class is set up."""
    quick.settle()


def pytest_sessionfinish():
    """End what tests have shared to the end."""
    one_browser.end_all()


def _place(item, places):
    if not item.cls:
        return []
    return [0 if sharing.paths.get(item.cls) else 1, *places[item.cls]]


def _in_odoo(leaf):
    from odoo.tests import BaseCase

    return issubclass(leaf, BaseCase)
