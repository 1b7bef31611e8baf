"""Documents under a credit policy: limit, reasons against them, decisions on many at once."""

from collections.abc import Iterable

from odoo import _, api, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.core.exposure import Exposure
from odoo.addons.customer_credit_balance.core.verdict import Blocker, Verdict

from ...decision import CreditDecision, CreditFigures

# Reasons that an approved request takes away, where they wait for approval.
OWN = {"hold", "over_limit", "overdue", "limit_expired"}


class CustomerCreditMixin(models.AbstractModel):
    """Adds the decision to documents, because one verdict holds for every route and nothing but an
    approved request takes a reason away.

    The same sentence on the portal, in the shop and at the till.
    """

    _inherit = "customer.credit.mixin"

    # --- hooks

    def _get_approved_request(
        self, decision: object = None, waiting: list | None = None
    ) -> models.BaseModel:
        """Hook: return the approved request that covers this document now, or none.

        It must name this customer and company, not be expired, allow the amount, and have told
        every reason that waits for approval.

        :param waiting: those reasons, ``Blocker`` objects, where the caller knows them
        """
        self.ensure_one()
        return self.env["customer.credit.profile"].browse()

    def _request_credit_approval(self, verdict: Verdict, confirm: bool = True) -> models.BaseModel:
        """Hook: record that an exception is asked for; one open request per document.

        :param verdict: core ``Verdict`` that stopped the document
        :param bool confirm: confirmation was asked for and follows the last approval
        :return: customer.credit.request
        """
        self.ensure_one()
        return self.env["customer.credit.request"]._ensure_for(self, verdict, confirm)

    def _is_credit_prepaid(self, decision: object = None) -> bool:
        """Hook: say whether the document is paid already, so that it uses no credit."""
        self.ensure_one()
        return False

    def _is_credit_gated(self, decision: object = None) -> bool:
        """Hook: say whether the reasons of policy and hold apply to this document."""
        self.ensure_one()
        return True

    def _get_credit_decision_values(self, figures: dict) -> dict:
        """Hook: return {name: value} by which a decision on these documents reads more along.

        :param dict figures: {customer: CreditFigures} without exposure yet
        :return: values of a ``CreditQuestion``; ``asked`` lists codes of
            ``res.partner._get_credit_lookup_queries``
        """
        return {}

    def _set_credit_decision_figures(self, figures: dict, found: dict) -> None:
        """Hook: put what was read along into the figures.

        :param dict found: {code: {customer: amount}}
        """

    def _get_credit_limit(self, decision: object = None) -> float | None:
        """Return what the customer may owe today; None when unlimited.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        return self._get_credit_figures(decision).limit

    def _get_credit_exposure(self, decision: object = None) -> Exposure:
        """Return what counts against the limit, without this document.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        figures = self._get_credit_figures(decision)
        exposure = figures.exposure
        for code, amount in self._get_credit_counted_terms(decision).items():
            if figures.counts(code):
                exposure = exposure.with_term(code, float(exposure.term(code)) - amount)
        return exposure

    def _get_credit_verdict(self, decision: object = None) -> Verdict:
        """Return the ``Verdict`` for display, with the customer's figures read once.

        An approved request that covers the document takes those reasons away that wait for
        approval: they are ``waived``.

        :param decision: ``CreditDecision`` of whoever decides on several documents

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        customer, company = self._get_credit_partner(), self._get_credit_company()
        if not customer:
            return super()._get_credit_verdict(decision)
        if not (decision and decision.of(self)):
            decision = CreditDecision(company, customer.sudo()._get_credit_figures(company))
        verdict = super()._get_credit_verdict(decision)
        waiting = self._get_credit_waiting(verdict.blockers)
        if waiting and self.sudo()._get_approved_request(decision, waiting):
            return verdict.waive(waiting)
        return verdict

    def _get_credit_blockers(self, decision: object = None) -> list:
        """Add ``over_limit``, ``overdue``, ``hold`` and ``limit_expired``.

        # EXTENDS 'customer_credit_balance'
        """
        blockers = super()._get_credit_blockers(decision)
        if not self._get_credit_partner() or not self._is_credit_gated(decision):
            return blockers
        own = (
            self._get_hold_blocker(decision),
            self._get_over_limit_blocker(decision),
            self._get_overdue_blocker(decision),
            self._get_limit_expired_blocker(decision),
        )
        return blockers + [blocker for blocker in own if blocker]

    def _get_credit_customer_message(self) -> str | bool:
        """Return the message of the hold, which is written for customers, or False.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        message = self.sudo()._get_credit_hold_profile()._get_hold_message()
        return message or super()._get_credit_customer_message()

    # --- private

    @api.model
    def _get_credit_waiting(self, blockers: Iterable[Blocker]) -> list[Blocker]:
        """Return the reasons that an approved request can take away."""
        return [it for it in blockers if it.code in OWN and it.level == "approval"]

    def _get_credit_figures(self, decision: object = None) -> CreditFigures:
        """Return the ``CreditFigures`` of this document's customer: in hand, or read now."""
        self.ensure_one()
        if figures := decision and decision.of(self):
            return figures
        customer = self._get_credit_partner().sudo()
        return customer._get_credit_figures(self._get_credit_company())[customer]

    def _get_credit_policy(self, decision: object = None) -> models.BaseModel:
        """Return the policy (sudo) that holds for this document, or an empty recordset."""
        self.ensure_one()
        if figures := decision and decision.of(self):
            return figures.policy
        customer = self._get_credit_partner()
        if not customer:
            return self.env["customer.credit.policy"].sudo()
        return customer._get_credit_policy_by_partner(self._get_credit_company())[customer]

    def _get_over_limit_blocker(self, decision: object = None) -> Blocker | None:
        """Return the reason that the document takes the customer over the limit, or None."""
        figures = self._get_credit_figures(decision)
        currency = self._get_credit_company().currency_id
        amount = currency.round(self._get_credit_amount(decision))
        if figures.limit is None or figures.mode == "off" or amount <= 0:
            return None
        headroom = currency.round(
            float(self._get_credit_exposure(decision).headroom(figures.limit))
        )
        excess = currency.round(amount - headroom)
        if excess <= 0:
            return None
        if not figures.limit:
            message = _("No credit is allowed: %s must be paid first.", currency.format(excess))
        else:
            message = _(
                "%(excess)s over the limit of %(limit)s.",
                excess=currency.format(excess),
                limit=currency.format(figures.limit),
            )
        return Blocker("over_limit", message, figures.mode)

    def _get_overdue_blocker(self, decision: object = None) -> Blocker | None:
        """Return the reason that the customer pays too late, or None."""
        figures = self._get_credit_figures(decision)
        policy = figures.policy
        if not policy or policy.overdue_mode == "off" or self._is_credit_prepaid(decision):
            return None
        currency = policy.currency_id
        if currency.compare_amounts(figures.overdue, policy.overdue_tolerance) <= 0:
            return None
        if currency.round(self._get_credit_amount(decision)) <= 0:
            return None
        message = _(
            "%(amount)s overdue, the oldest for %(days)s days (%(allowed)s are allowed).",
            amount=currency.format(figures.overdue),
            days=figures.overdue_days,
            allowed=policy.overdue_days,
        )
        return Blocker("overdue", message, policy.overdue_mode)

    def _get_hold_blocker(self, decision: object = None) -> Blocker | None:
        """Return the reason that the customer is held, or None."""
        figures = self._get_credit_figures(decision)
        profile, policy = figures.profile, figures.policy
        if not profile or not profile._is_on_hold():
            return None
        if policy.prepaid_allowed_on_hold and self._is_credit_prepaid(decision):
            return None
        level = "warn" if profile._get_hold_level() == "warn" else "approval"
        return Blocker("hold", profile._get_hold_sentence(), level)

    def _get_limit_expired_blocker(self, decision: object = None) -> Blocker | None:
        """Return the warning that the limit was to be reviewed by now, or None."""
        profile = self._get_credit_figures(decision).profile
        if not profile or not profile._is_review_due():
            return None
        message = _("The limit was to be reviewed by %s.", profile._format_review_date())
        return Blocker("limit_expired", message, "warn")

    def _decide_credit(self):
        """Return {document: Verdict} for gates; what passes counts for the next one.

        The credit account rows of limited customers are updated first, so that two transactions
        cannot both use the same headroom: the second is replayed and sees the first. Raises
        nothing by itself. Constant number of queries per company.
        """
        decisions = {}
        by_company = {}
        for document in self:
            by_company.setdefault(document.sudo()._get_credit_company(), []).append(document)
        for company, documents in by_company.items():
            decisions.update(self.browse(it.id for it in documents)._decide_credit_in(company))
        return decisions

    def _decide_credit_in(self, company):
        """Decide on documents of one company, in their order."""
        documents = self.sudo()
        contacts = documents._get_credit_contacts()
        figures = contacts._get_credit_figures(company, decide=True, documents=documents)
        decisions = {}
        decision = CreditDecision(company, figures)
        for document, sudo_document in zip(self, documents, strict=True):
            verdict = decisions[document] = sudo_document._get_credit_verdict(decision)
            known = decision.of(sudo_document)
            if verdict.state != "blocked" and known:
                known.add(sudo_document._get_credit_added(verdict, decision))
        return decisions

    def _get_credit_added(self, verdict: Verdict, decision: object) -> float:
        """Return what the exposure read so far lacks of this document once it has passed.

        Company currency; negative where the exposure counts more than the document is worth.
        """
        figures = self._get_credit_figures(decision)
        terms = self._get_credit_counted_terms(decision)
        return float(verdict.amount) - sum(terms[code] for code in terms if figures.counts(code))

    def _stop_blocked(self, advice=None):
        """Raise for documents that may not go on.

        :param str advice: what to do instead, for people
        :raise UserError: with every reason, and what to do
        """
        blocked = {
            document: verdict
            for document, verdict in self._decide_credit().items()
            if verdict.state == "blocked"
        }
        if not blocked:
            return
        self.env["customer.credit.audit"]._log_when_over(
            [document._get_blocked_values(verdict) for document, verdict in blocked.items()]
        )
        lines = [
            self.env._("%(document)s: %(reasons)s", document=document.display_name,
                       reasons=" ".join(verdict.messages))
            for document, verdict in blocked.items()
        ]  # fmt: skip
        raise UserError(
            _(
                "This needs an approved credit request:\n%(reasons)s\n%(advice)s",
                reasons="\n".join(lines),
                advice=advice
                or _("Ask for approval, or choose one of the ways shown on the document."),
            )
        )

    def _log_blocked(self, verdict):
        """Put on record that a verdict stopped this document; trying again is no new event."""
        self.env["customer.credit.audit"]._append_stops([self._get_blocked_values(verdict)])

    def _get_blocked_values(self, verdict: Verdict) -> dict:
        """Return the line of the audit that says what stopped this document."""
        self.ensure_one()
        return self.env["customer.credit.audit"]._get_log_values(
            "blocked",
            self._get_credit_partner(),
            self._get_credit_company(),
            note=" ".join(verdict.messages),
            figures=verdict.as_dict(),
            document=self,
        )

    def _get_credit_hold_profile(self) -> models.BaseModel:
        """Return the profile (sudo) that holds the customer today, or an empty recordset."""
        self.ensure_one()
        customer = self._get_credit_partner().sudo()
        profiles = customer._get_credit_profile_by_partner(self._get_credit_company())
        profile = profiles.get(customer) or self.env["customer.credit.profile"].sudo()
        return profile if profile and profile._is_on_hold() else profile.browse()

    def _get_credit_hold_key(self, decision: object = None) -> str | None:
        """Return what tells today's hold from another one (JSON), or None without a hold."""
        self.ensure_one()
        figures = decision and decision.of(self)
        profile = figures.profile if figures else self._get_credit_hold_profile()
        return profile._get_hold_key() if profile and profile._is_on_hold() else None
