"""Figures of a decision: policy, profile, limit, exposure and overdue, in two or three queries."""

from odoo import models

from .credit_desk import CreditFigures


class ResPartner(models.Model):
    """Whatever a decision must know is read along with the exposure, by one statement."""

    _inherit = "res.partner"

    def _get_credit_figures(self, company, decide=False, concise=False, documents=None):
        """Return what decides on each customer: policy, profile, limit, exposure, overdue.

        :param company: res.company whose books, limits and policies count
        :param bool decide: for gates: leave out the exposure that nothing depends on, and
            update the credit account rows of the others as it is read
        :param bool concise: for lists and bars: as for gates, but update nothing and leave out
            what is overdue
        :param documents: what is decided on; its selects are read along
        :return: {commercial res.partner: CreditFigures} for every customer
        """
        customers = self._origin.commercial_partner_id
        figures = customers._get_credit_standing_by_partner(company)
        counted = customers
        if decide or concise:
            counted = customers.filtered(
                lambda it: figures[it].limit is not None and figures[it].mode != "off"
            )
        lookups = {} if concise else customers._get_credit_overdue_queries(figures, company)
        if documents:
            lookups.update(documents._get_credit_decision_queries(figures))
        terms = {}
        if counted:
            touch = None
            if decide:
                touch = self.env["customer.credit.account"]._touch_query(counted.ids, company)
            policies = {customer: figures[customer].policy for customer in counted}
            terms = counted._get_credit_limit_exposure_terms(company, policies, lookups, touch)
        elif lookups:
            terms = customers._read_credit_terms(lookups, company)
        found = {code: terms.pop(code) for codes in lookups for code in codes}
        for customer, exposure in counted._make_credit_exposures(terms).items():
            figures[customer].exposure = exposure
        self._set_credit_overdue(figures, found)
        if documents:
            documents._set_credit_decision_figures(figures, found)
        return figures

    def _get_credit_standing_by_partner(self, company):
        """Return {customer: CreditFigures} with policy, profile and limit alone, in one query."""
        profiles = self._get_credit_profile_by_partner(company)
        default = self.env["customer.credit.policy"]._get_default(company)
        nobody = self.env["customer.credit.profile"].sudo()
        figures = {}
        for customer in self:
            profile = profiles.get(customer, nobody)
            limit = self._get_effective_credit_limit(profile, default)
            figures[customer] = CreditFigures(profile.policy_id or default, profile, limit)
        return figures

    def _get_credit_overdue_queries(self, figures, company):
        """Return {codes: SQL} of what is overdue for too long, one for each number of days."""
        by_days = {}
        for customer in self:
            policy = figures[customer].policy
            if policy and policy.overdue_mode != "off":
                by_days.setdefault(policy.overdue_days, []).append(customer.id)
        queries = {}
        for days, ids in by_days.items():
            codes = (f"overdue:{days}", f"overdue_days:{days}")
            query = self.browse(ids)._credit_overdue_query(company, days, *codes)
            if query:
                queries[codes] = query
        return queries

    def _set_credit_overdue(self, figures, found):
        """Put what is overdue into the figures of those whose policy looks at it."""
        for code, amounts in found.items():
            name = {"overdue": "overdue", "overdue_days": "overdue_days"}.get(code.split(":")[0])
            for customer, amount in amounts.items() if name else ():
                setattr(figures[customer], name, int(amount) if name != "overdue" else amount)
