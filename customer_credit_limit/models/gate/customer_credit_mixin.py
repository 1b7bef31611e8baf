"""Documents under a credit policy: limit, reasons against them, decisions on many at once."""

from odoo import _, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.core.verdict import Blocker

from ..credit_desk import desk, is_approved, mark_approved, on_desk


class CustomerCreditMixin(models.AbstractModel):
    """Nothing but an approved request takes a reason away, whoever asks and however.

    The same sentence on the portal, in the shop and at the till.
    """

    _inherit = "customer.credit.mixin"

    # --- hooks

    def _get_approved_request(self):
        """Hook: return the approved request that covers this document now, or none.

        It must name this customer and company, not be expired, and allow the amount.
        """
        self.ensure_one()
        return self.env["customer.credit.profile"].browse()

    def _request_credit_approval(self, verdict, confirm=True):
        """Hook: record that an exception is asked for; one open request per document.

        :param verdict: core ``Verdict`` that stopped the document
        :param bool confirm: confirmation was asked for and follows the last approval
        :return: customer.credit.request
        """
        self.ensure_one()
        return self.env["customer.credit.request"]._ensure_for(self, verdict, confirm)

    def _is_credit_prepaid(self):
        """Hook: say whether the document is paid already, so that it uses no credit."""
        self.ensure_one()
        return False

    def _is_credit_gated(self):
        """Hook: say whether the reasons of policy and hold apply to this document."""
        self.ensure_one()
        return True

    def _get_credit_decision_values(self, figures):
        """Hook: return {name: value} by which a decision on these documents reads more along.

        :param dict figures: {customer: CreditFigures} without exposure yet
        :return: values of a ``CreditQuestion``; ``asked`` lists codes of
            ``res.partner._get_credit_lookup_queries``
        """
        return {}

    def _set_credit_decision_figures(self, figures, found):
        """Hook: put what was read along into the figures.

        :param dict found: {code: {customer: amount}}
        """

    def _get_credit_limit(self):
        """Return what the customer may owe today; None when unlimited.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        return self._get_credit_figures().limit

    def _get_credit_exposure(self):
        """Return what counts against the limit, without this document.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        figures = self._get_credit_figures()
        exposure = figures.exposure
        for code, amount in self._get_credit_counted_terms().items():
            if figures.counts(code):
                exposure = exposure.with_term(code, float(exposure.term(code)) - amount)
        return exposure

    def _get_credit_verdict(self):
        """Return the ``Verdict`` for display, with the customer's figures read once.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        customer, company = self._get_credit_partner(), self._get_credit_company()
        if not customer or on_desk(self.env, customer, company):
            return super()._get_credit_verdict()
        figures = customer.sudo()._get_credit_figures(company)
        with desk(self.env, company, figures):
            return super()._get_credit_verdict()

    def _get_credit_blockers(self):
        """Add ``over_limit``, ``overdue``, ``hold`` and ``limit_expired``.

        An approved request that covers the document takes those away that wait for approval.

        # EXTENDS 'customer_credit_balance'
        """
        blockers = super()._get_credit_blockers()
        if not self._get_credit_partner() or not self._is_credit_gated():
            return blockers
        own = [
            blocker
            for blocker in (
                self._get_hold_blocker(),
                self._get_over_limit_blocker(),
                self._get_overdue_blocker(),
                self._get_limit_expired_blocker(),
            )
            if blocker
        ]
        if any(it.level == "approval" for it in own) and self._get_approved_request():
            mark_approved(self.env, self)
            own = [it for it in own if it.level != "approval"]
        return blockers + own

    def _get_credit_customer_message(self):
        """Return the message of the hold, which is written for customers, or False.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        message = self.sudo()._get_credit_hold_profile().hold_message
        return message or super()._get_credit_customer_message()

    # --- private

    def _get_credit_figures(self):
        """Return the ``CreditFigures`` of this document's customer."""
        self.ensure_one()
        customer, company = self._get_credit_partner(), self._get_credit_company()
        figures = on_desk(self.env, customer, company)
        return figures or customer.sudo()._get_credit_figures(company)[customer.sudo()]

    def _get_credit_policy(self):
        """Return the policy (sudo) that holds for this document, or an empty recordset."""
        self.ensure_one()
        customer, company = self._get_credit_partner(), self._get_credit_company()
        figures = on_desk(self.env, customer, company)
        if figures or not customer:
            return figures.policy if figures else self.env["customer.credit.policy"].sudo()
        return customer._get_credit_policy_by_partner(company)[customer]

    def _get_over_limit_blocker(self):
        """Return the reason that the document takes the customer over the limit, or None."""
        figures = self._get_credit_figures()
        currency = self._get_credit_company().currency_id
        amount = currency.round(self._get_credit_amount())
        if figures.limit is None or figures.mode == "off" or amount <= 0:
            return None
        headroom = currency.round(float(self._get_credit_exposure().headroom(figures.limit)))
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

    def _get_overdue_blocker(self):
        """Return the reason that the customer pays too late, or None."""
        figures = self._get_credit_figures()
        policy = figures.policy
        if not policy or policy.overdue_mode == "off" or self._is_credit_prepaid():
            return None
        currency = policy.currency_id
        if currency.compare_amounts(figures.overdue, policy.overdue_tolerance) <= 0:
            return None
        if currency.round(self._get_credit_amount()) <= 0:
            return None
        message = _(
            "%(amount)s overdue, the oldest for %(days)s days (%(allowed)s are allowed).",
            amount=currency.format(figures.overdue),
            days=figures.overdue_days,
            allowed=policy.overdue_days,
        )
        return Blocker("overdue", message, policy.overdue_mode)

    def _get_hold_blocker(self):
        """Return the reason that the customer is held, or None."""
        figures = self._get_credit_figures()
        profile, policy = figures.profile, figures.policy
        if not profile or not profile._is_on_hold():
            return None
        if policy.prepaid_allowed_on_hold and self._is_credit_prepaid():
            return None
        level = "warn" if profile._get_hold_level() == "warn" else "approval"
        return Blocker("hold", profile._get_hold_sentence(), level)

    def _get_limit_expired_blocker(self):
        """Return the warning that the limit was to be reviewed by now, or None."""
        profile = self._get_credit_figures().profile
        if not profile or not profile._is_review_due():
            return None
        message = _("The limit was to be reviewed by %s.", profile._format_review_date())
        return Blocker("limit_expired", message, "warn")

    def _decide_credit(self):
        """Return {document: (Verdict, approved)} for gates; what passes counts for the next one.

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
        customers = documents._get_credit_partners()
        figures = customers._get_credit_figures(company, decide=True, documents=documents)
        decisions = {}
        with desk(self.env, company, figures):
            for document, sudo_document in zip(self, documents, strict=True):
                verdict = sudo_document._get_credit_verdict()
                customer = sudo_document._get_credit_partner()
                if verdict.state != "blocked" and customer in figures:
                    figures[customer].add(sudo_document._get_credit_added(verdict))
                decisions[document] = (verdict, is_approved(self.env, sudo_document))
        return decisions

    def _get_credit_added(self, verdict):
        """Return what the exposure read so far lacks of this document once it has passed."""
        figures = self._get_credit_figures()
        terms = self._get_credit_counted_terms()
        return float(verdict.amount) - sum(terms[code] for code in terms if figures.counts(code))

    def _stop_blocked(self, advice=None):
        """Raise for documents that may not go on.

        :param str advice: what to do instead, for people
        :raise UserError: with every reason, and what to do
        """
        blocked = {
            document: verdict
            for document, (verdict, _approved) in self._decide_credit().items()
            if verdict.state == "blocked"
        }
        if not blocked:
            return
        self.env["customer.credit.audit"]._log_when_over(
            [document._get_blocked_values(verdict) for document, verdict in blocked.items()]
        )
        lines = [
            _("%(document)s: %(reasons)s", document=document.display_name,
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
        """Put on record that a verdict stopped this document."""
        self.env["customer.credit.audit"]._append([self._get_blocked_values(verdict)])

    def _get_blocked_values(self, verdict):
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

    def _get_credit_hold_profile(self):
        """Return the profile (sudo) that holds the customer today, or an empty recordset."""
        self.ensure_one()
        customer = self._get_credit_partner().sudo()
        profiles = customer._get_credit_profile_by_partner(self._get_credit_company())
        profile = profiles.get(customer) or self.env["customer.credit.profile"].sudo()
        return profile if profile and profile._is_on_hold() else profile.browse()
