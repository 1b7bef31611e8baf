"""What a gate let through, for as long as Odoo's own calls on it run.

Odoo's calls take no argument of ours, so it lies on the cursor, for one call: no client can send
it, and a commit, rollback or savepoint forgets it, after which the gate simply decides again.
"""

from contextlib import contextmanager

PASSED = "customer_credit_limit.passed"
REPRICED = "customer_credit_limit.repriced"


def passed(env, amounts):
    """Remember, for one call, up to which amount documents were let through.

    :param dict amounts: {document: float}, company currency
    """
    return _remembered(env, PASSED, amounts)


def has_passed(document, amount=None):
    """Say whether the gate let the document through in this call, at this amount or more."""
    known = document.env.cr.cache.get(PASSED, {}).get((document._name, document.id))
    if known is None or amount is None:
        return known is not None
    return document._get_credit_company().currency_id.compare_amounts(amount, known) <= 0


def repriced(env, amounts):
    """Remember, for one decision, by how much what is invoiced of documents costs more than before.

    :param dict amounts: {document: float}, company currency, > 0
    """
    return _remembered(env, REPRICED, amounts)


def get_repriced(document) -> float:
    """Return by how much what is invoiced of the document costs more, company currency."""
    known = document.env.cr.cache.get(REPRICED, {})
    return known.get((document._name, document._origin.id), 0.0)


@contextmanager
def _remembered(env, slot, amounts):
    """Keep amounts of documents in a slot of the cursor, beside those of outer calls."""
    before = env.cr.cache.get(slot, {})
    mine = {(document._name, document.id): amount for document, amount in amounts.items()}
    env.cr.cache[slot] = {**before, **mine}
    try:
        yield
    finally:
        env.cr.cache[slot] = before
