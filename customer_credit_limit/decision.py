"""Plain objects of a decision: handed from hook to hook, kept nowhere."""

from dataclasses import dataclass, field
from typing import Any

from odoo.addons.customer_credit_balance.core.exposure import Exposure


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
        if code == "order_drafts":
            return self.counts("orders") and not self.counts("draft_invoices")
        if code == "set_aside":
            return self.counts("orders")
        return True

    def add(self, amount):
        """Count a document that was just let through, before it is in the books."""
        terms = dict(self.exposure.terms)
        passed = float(terms.get("passed", 0)) + max(amount, 0.0)
        self.exposure = self.exposure.with_term("passed", passed)


@dataclass
class CreditDecision:
    """What a gate has in hand while it decides on documents of one company.

    What passes is added to the figures of its customer, so that the next document sees it.
    """

    company: Any
    figures: dict  # {res.partner: CreditFigures}
    _known: dict = field(default_factory=dict)  # {(model, id): CreditFigures} asked for before

    def of(self, document):
        """Return the ``CreditFigures`` of a document's customer; None: they are not in hand."""
        key = document._name, document.id
        if key not in self._known:
            ours = document._get_credit_company().id == self.company.id
            self._known[key] = self.figures.get(document._get_credit_partner()) if ours else None
        return self._known[key]
