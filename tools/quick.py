"""Part of the pytest plugin: Odoo in one long process, without looking again for what is there.

A test makes hundreds of environments in its one transaction and Odoo compares each new one with all
that it has; Python looks for garbage in Odoo's registry again and again. Nothing here changes what
a test does. TEST_QUICK=0 switches it off.
"""

import functools
import gc
import os
import weakref

COLLECT = 100_000  # new objects, before garbage is looked for


def install():
    """Find known environments by a dictionary."""
    from odoo.api import Environment

    if os.environ.get("TEST_QUICK") != "0" and not hasattr(Environment.__new__, "__wrapped__"):
        Environment.__new__ = _environments(Environment.__new__)


@functools.cache
def settle():
    """Leave alone what is loaded by now, once: it is no garbage."""
    if os.environ.get("TEST_QUICK") != "0":
        gc.collect()
        gc.freeze()
        gc.set_threshold(COLLECT, 10, 10)


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
