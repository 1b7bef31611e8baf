"""A pytest plugin: test classes with the same parents share what these parents set up.

Odoo sets a company, its chart of accounts and a dozen users up for each class, which takes longer
than most classes do. Here the parents' `setUpClass` runs once, in the transaction that is never
committed; each class works behind a savepoint of its own, and what it did is rolled back before
the next. Classes that replace something of their parents, or freeze the time for their set-up, are
left as they are, and those that say `shares_setup = False`: what was rolled back is vacuumed only
when the transaction ends, which is slow to read for long stories. So a stage ends after a few
classes, too. TEST_SHARED=0 switches it off.
"""

import contextlib
import os
from collections import deque
from copy import deepcopy

MOST = 8  # classes on one stage
# What a class may say of itself without changing how its parents set up.
OWN = {
    "__module__", "__doc__", "__qualname__", "__firstlineno__", "__static_attributes__",
    "test_tags", "test_module", "_classSetupFailed", "_class_cleanups", "setUp", "setUpClass",
    "_canonical_tag", "allow_inherited_tests_method",
}  # fmt: skip


class Shared:
    """The open stage: a class made of the parents alone, set up, and what that left on it."""

    def __init__(self, bases):
        """Set the parents up, in a class that stands for all their children."""
        self.bases = bases
        self.stage = type("Shared", bases, {"__module__": bases[0].__module__})
        before = set(vars(self.stage))
        self.stage.setUpClass()
        self.attributes = {
            name: value for name, value in vars(self.stage).items() if name not in before
        }

    def close(self):
        """Take down what the parents set up."""
        self.stage.tearDownClass()
        self.stage.doClassCleanups()
        for error in self.stage.tearDown_exceptions:
            raise error[1]


class Sharing:
    """Which stage is open, and which class is on it."""

    def __init__(self):
        """Start without a stage."""
        self.shared, self.served = None, 0
        self.lent = set()
        self.shimmed = set()

    def open(self, leaf):
        """Let a class find what its parents have set up; what it adds is undone at its end."""
        if self.shared and (self.shared.bases != leaf.__bases__ or self.served >= MOST):
            self.close()
        if not self.shared:
            self.shared, self.served = Shared(leaf.__bases__), 0
        self.served += 1
        for name, value in self.shared.attributes.items():
            setattr(leaf, name, value)
        leaf.addClassCleanup(self._leave, leaf)
        self._begin(leaf)

    def close(self):
        """End the stage that is open."""
        shared, self.shared = self.shared, None
        if shared:
            shared.close()

    def _begin(self, leaf):
        from odoo.sql_db import Savepoint

        env, cr = leaf.env, leaf.cr
        envs = env.transaction.envs
        env.flush_all()
        known = list(envs)
        callbacks = [cr.precommit, cr.postcommit, cr.prerollback, cr.postrollback]
        kept = [(it, deque(it._funcs), deepcopy(it.data)) for it in callbacks]
        savepoint = Savepoint(cr)

        def undo():
            savepoint.close(rollback=True)
            for it in list(envs):
                it.clear()
            envs.clear()
            envs.update(known)
            for callback, functions, data in kept:
                callback._funcs, callback.data = functions, data
            with leaf.muted_registry_logger:
                leaf.registry.clear_all_caches()

        leaf.addClassCleanup(undo)
        self.lent.add(leaf)

    def _leave(self, leaf):
        self.lent.discard(leaf)
        for name in self.shared.attributes if self.shared else ():
            with contextlib.suppress(AttributeError):
                delattr(leaf, name)

    def shim(self, base):
        """Let `super().setUpClass()` of a class on the stage find the work done."""
        if base in self.shimmed:
            return
        self.shimmed.add(base)
        original = vars(base).get("setUpClass")

        def set_up_class(cls):
            if cls in self.lent:
                return
            if original:
                original.__func__(cls)
            else:
                super(base, cls).setUpClass()

        base.setUpClass = classmethod(set_up_class)

    def adopt(self, leaf):
        """Make a class open the stage before its own set-up."""
        self.shim(leaf.__bases__[0])
        original = vars(leaf).get("setUpClass")

        def set_up_class(cls):
            if cls is not leaf:
                return (original.__func__ if original else super(leaf, cls).setUpClass)(cls)
            self.open(cls)
            try:
                (original.__func__(cls) if original else super(leaf, cls).setUpClass())
            except BaseException:
                cls.doClassCleanups()
                raise

        leaf.setUpClass = classmethod(set_up_class)

    def leave_alone(self, leaf):
        """Make a class that shares nothing close the stage first: its rows may be locked there."""
        original = vars(leaf).get("setUpClass")

        def set_up_class(cls):
            self.close()
            if original:
                original.__func__(cls)
            else:
                super(leaf, cls).setUpClass()

        leaf.setUpClass = classmethod(set_up_class)


def may_share(leaf):
    """Say whether the parents of a test class set the same up for it as for any other child."""
    from odoo.tests import TransactionCase

    if not issubclass(leaf, TransactionCase) or TransactionCase in leaf.__bases__:
        return False
    if not getattr(leaf, "shares_setup", True):
        return False
    own = vars(leaf).get("setUpClass")
    if own and own.__func__.__module__ != leaf.__module__:
        return False
    inherited = {name for base in leaf.__mro__[1:] for name in vars(base)}
    return not (set(vars(leaf)) - OWN) & {it for it in inherited if not it.startswith("test_")}


sharing = Sharing()


def pytest_collection_modifyitems(items):
    """Put classes with the same parents one after the other, in the order they first came."""
    if os.environ.get("TEST_SHARED") == "0":
        return
    leaves = {item.cls for item in items if item.cls}
    # A class that others extend is a parent: it is not changed.
    parents = {base for leaf in leaves for base in leaf.__mro__[1:]}
    order = {}
    for item in items:
        if item.cls and item.cls not in order:
            order[item.cls] = len(order)
    groups, places = {}, {}
    for leaf in order:
        shares = leaf not in parents and may_share(leaf)
        groups.setdefault(leaf.__bases__ if shares else leaf, []).append(leaf)
    for position, (key, some) in enumerate(groups.items()):
        for leaf in some:
            places[leaf] = (position, order[leaf])
            if isinstance(key, tuple) and len(some) > 1:
                sharing.adopt(leaf)
            elif _in_odoo(leaf) and leaf not in parents:
                sharing.leave_alone(leaf)
    items.sort(key=lambda item: places.get(item.cls, (-1, 0)))


def _in_odoo(leaf):
    from odoo.tests import BaseCase

    return issubclass(leaf, BaseCase)


def pytest_sessionfinish():
    """Take the last stage down."""
    sharing.close()
