"""What makes stories quick, and changes nothing of what they do."""

# What a story only reads, or writes by the ORM: its columns are the same after a request.
KEPT = {
    "account.account", "account.account.tag", "account.payment.term", "account.payment.term.line",
    "account.tax", "account.tax.group", "account.tax.repartition.line", "decimal.precision",
    "ir.model", "ir.sequence", "product.category", "product.pricelist", "product.product",
    "product.template", "res.company", "res.country", "res.currency", "res.groups", "res.lang",
    "res.users", "uom.uom",
}  # fmt: skip


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


def quick(cr):
    """Let stories be played quickly, beyond what tools/quick.py does for every test."""
    cr.execute("SET LOCAL jit = off")  # statements are short: compiling them takes longer
