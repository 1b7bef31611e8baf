"""The desk: figures of the customers under decision, and what a gate has decided already.

Both live as plain objects on the cursor, for one call: no client can send them, and a commit,
rollback or savepoint forgets them, after which the gate simply decides again.
"""

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from odoo.addons.customer_credit_balance.core.exposure import Exposure

DESK = "customer_credit_limit.desk"
PASSED = "customer_credit_limit.passed"


@dataclass
class CreditFigures:
    """What decides on one customer in one company; amounts in company currency."""

    policy: Any
    profile: Any
    limit: float | None = None
    exposure: Exposure = field(default_factory=Exposure)
    overdue: float = 0.0
    overdue_days: int = 0
    # Documents that nobody pays online: their payments need not be looked for.
    unpaid_ids: frozenset = frozenset()

    @property
    def mode(self):
        """What happens over the limit: off, warn or approval."""
        return (self.policy and self.policy.mode) or "off"

    @property
    def depends_on_amount(self):
        """Say whether it matters to any reason what a document adds."""
        if not self.policy:
            return False
        limited = self.limit is not None and self.mode != "off"
        held = self.profile and self.profile._is_on_hold()
        return bool(limited or held or self.policy.overdue_mode != "off")

    def counts(self, code):
        """Say whether a term counts against the limit by this policy; unknown ones do."""
        if code in ("orders", "authorized"):
            return not self.policy or self.policy.basis == "orders"
        if code == "draft_invoices":
            return not self.policy or self.policy.include_draft_invoices
        return True

    def add(self, amount):
        """Count a document that was just let through, before it is in the books."""
        terms = dict(self.exposure.terms)
        passed = float(terms.get("passed", 0)) + max(amount, 0.0)
        self.exposure = self.exposure.with_term("passed", passed)


@contextmanager
def desk(env, company, figures):
    """Let the hooks of documents read these figures instead of the database."""
    cache = env.cr.cache
    before = cache.get(DESK)
    cache[DESK] = (company.id, {customer.id: it for customer, it in figures.items()}, set())
    try:
        yield
    finally:
        cache.pop(DESK, None)
        if before:
            cache[DESK] = before


def on_desk(env, customer, company):
    """Return the CreditFigures that a running decision has of this customer, or None."""
    company_id, figures, _approved = env.cr.cache.get(DESK) or (None, {}, None)
    return figures.get(customer.id) if company_id == company.id else None


def mark_approved(env, document):
    """Note that an approved request was needed to let the document through."""
    if DESK in env.cr.cache:
        env.cr.cache[DESK][2].add((document._name, document.id))


def is_approved(env, document):
    """Say whether an approved request was needed in this decision."""
    return DESK in env.cr.cache and (document._name, document.id) in env.cr.cache[DESK][2]


@contextmanager
def passed(env, amounts):
    """Remember, for one call, up to which amount documents were let through.

    :param dict amounts: {document: float}, company currency
    """
    known = env.cr.cache.setdefault(PASSED, {})
    mine = {(document._name, document.id): amount for document, amount in amounts.items()}
    before = dict(known)
    known.update(mine)
    try:
        yield
    finally:
        env.cr.cache[PASSED] = before


def has_passed(env, document, amount=None):
    """Say whether the gate let the document through in this call, at this amount or more."""
    known = env.cr.cache.get(PASSED, {}).get((document._name, document.id))
    if known is None:
        return False
    return amount is None or amount <= known + 1e-6
