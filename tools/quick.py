"""Part of the pytest plugin: Odoo in one long process, without looking again for what is there.

A test makes hundreds of environments in its one transaction and Odoo compares each new one with all
that it has; at each write it merges anew which fields depend on those that were written; Python
looks for garbage in Odoo's registry again and again; whoever moves the clock reads all names of
four thousand modules each time. Nothing here changes what a test does. TEST_QUICK=0 switches it
off.
"""

import functools
import gc
import os
import weakref
from importlib import import_module

COLLECT = 100_000  # new objects, before garbage is looked for
MERGED = "_merged_trigger_trees"  # of a registry: its dependencies, {fields: merged tree}


def install():
    """Find known environments by a dictionary, and what depends on fields that were written."""
    from odoo.api import Environment
    from odoo.orm.registry import Registry

    if os.environ.get("TEST_QUICK") == "0" or hasattr(Environment.__new__, "__wrapped__"):
        return
    Environment.__new__ = _environments(Environment.__new__)
    Registry.get_trigger_tree = _trigger_trees(Registry.get_trigger_tree)
    clocks = import_module("freezegun.api")
    clocks._get_module_attributes_hash = _names_of(clocks._get_module_attributes_hash)


@functools.cache
def settle():
    """Leave alone what is loaded by now, once: it is no garbage."""
    if os.environ.get("TEST_QUICK") != "0":
        gc.collect()
        gc.freeze()
        gc.set_threshold(COLLECT, 10, 10)


def _trigger_trees(merge):
    """Return how dependent fields are found: merged once for the same fields, then selected."""

    @functools.wraps(merge)
    def found(self, fields, select=bool):
        triggers, trees = vars(self).get(MERGED, (None, None))
        if triggers is not self._field_triggers:  # they are new when the fields change
            triggers, trees = self._field_triggers, {}
            setattr(self, MERGED, (triggers, trees))
        key = tuple(fields)
        if key not in trees:
            trees[key] = merge(self, key)
        return selected(trees[key], select)

    def selected(tree, select):
        result = type(tree)([field for field in tree.root if select(field)])
        for label, subtree in tree.items():
            if kept := selected(subtree, select):
                result[label] = kept
        return result

    return found


def _names_of(read):
    """Return how the names of a module are compared with those of before: by their number."""

    @functools.wraps(read)
    def number(module):
        try:
            return id(module), len(vars(module))
        except TypeError:  # it is none
            return read(module)

    return number


def _environments(make):
    """Return how environments are made: as Odoo does, with one that its transaction knows first."""
    from odoo.api import SUPERUSER_ID
    from odoo.tools import frozendict

    known = weakref.WeakValueDictionary()

    @functools.wraps(make)
    def found(cls, cr, uid, context, su=False):
        transaction = getattr(cr, "transaction", None)
        if transaction is None or transaction.default_env is None:
            return make(cls, cr, uid, context, su)
        su = su or uid == SUPERUSER_ID
        key = (id(cr), uid, su, frozendict(context))
        env = known.get(key)
        if (
            env is not None and env.cr is cr and env.transaction is transaction
            and env in transaction.envs
        ):  # fmt: skip
            return env
        env = object.__new__(cls)
        env.cr, env.uid, env.su, env.context = cr, uid, su, key[3]
        env.transaction = transaction
        transaction.envs.add(env)
        known[key] = env
        return env

    return found
