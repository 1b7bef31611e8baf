"""What makes stories quick, and changes nothing of what they do."""

import contextlib
import gc
import weakref
from unittest.mock import patch

from odoo.api import SUPERUSER_ID, Environment
from odoo.tools import frozendict

COLLECT = 100_000  # new objects, before garbage is looked for
# What a story only reads, or writes by the ORM: its columns are the same after a request.
KEPT = {
    "account.account", "account.account.tag", "account.payment.term", "account.payment.term.line",
    "account.tax", "account.tax.group", "account.tax.repartition.line", "decimal.precision",
    "ir.model", "ir.sequence", "product.category", "product.pricelist", "product.product",
    "product.template", "res.company", "res.country", "res.currency", "res.groups", "res.lang",
    "res.users", "uom.uom",
}  # fmt: skip


def _environments(make):
    """Return how environments are made, when known ones are found by a dictionary.

    Odoo compares each new one with all that are there, hundreds after a busy step.
    """
    known = weakref.WeakValueDictionary()

    def found(cls, cr, uid, context, su=False):
        su = su or uid == SUPERUSER_ID
        key = (id(cr), uid, su, frozendict(context))
        env = known.get(key)
        transaction = cr.transaction
        if env is not None and env.cr is cr and env.transaction is transaction:
            return env
        if transaction is None or transaction.default_env is None:
            return make(cls, cr, uid, context, su)
        env = object.__new__(cls)
        env.cr, env.uid, env.su, env.context = cr, uid, su, key[3]
        env.transaction = transaction
        transaction.envs.add(env)
        known[key] = env
        return env

    return found


def forget(env):
    """Empty the cache, as the end of a request does; but for what is set up once."""
    env.flush_all()
    caches = env.transaction.field_data
    kept = {
        field: cache for field, cache in caches.items()
        if field.model_name in KEPT and field.store and field.column_type
    }  # fmt: skip
    env.invalidate_all()
    caches.update(kept)


@contextlib.contextmanager
def quick(cr):
    """Play stories quickly: no looking around for what Odoo and PostgreSQL know already."""
    cr.execute("SET LOCAL jit = off")  # statements are short: compiling them takes longer
    gc.collect()
    gc.freeze()  # Odoo's registry is no garbage
    before = gc.get_threshold()
    gc.set_threshold(COLLECT, 10, 10)
    try:
        with patch.object(Environment, "__new__", _environments(Environment.__new__)):
            yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
