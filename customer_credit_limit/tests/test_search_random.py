"""Searching by exposure finds exactly those whose own figures say so, whatever they bought."""

import operator
import os
import random
from unittest.mock import patch

from odoo.tests import tagged

from .search_common import CreditSearchCommon

COMPARE = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "!=": operator.ne,
}  # fmt: skip
FIGURES = ("credit_exposure", "credit_headroom", "credit_utilisation")


@tagged("post_install", "-at_install")
class TestSearchRandom(CreditSearchCommon):
    """Random customers, by seed, so that a failure can be replayed."""

    def test_a_search_and_the_figures_of_each_customer_agree(self):
        """For each figure and operator, at the figures themselves and beside them."""
        for seed in range(int(os.environ.get("CREDIT_RANDOM_SEARCHES", "1"))):
            with self.subTest(seed=seed):
                self.compare(random.Random(seed))

    def test_a_term_that_python_works_out_is_searched_too(self):
        """Debts of another addon that are no select are found as they are read."""
        self.set_limit(100.0)
        partner = self.registry["res.partner"]
        terms = partner._get_credit_exposure_terms

        def with_another(partners, company, question=None):
            return {**terms(partners, company, question), "elsewhere": {self.customer: 100.5}}

        def found():
            domain = [("credit_headroom", "<", 0), ("id", "in", self.customer.ids)]
            return self.env["res.partner"].search(domain)

        self.assertFalse(found())
        self.patch(partner, "_get_credit_exposure_terms", with_another)
        self.assertEqual(found(), self.customer)

    def compare(self, rand):
        """Make customers, choose policies and limits, and search for each figure."""
        partners, contacts = self.any_customers(rand)
        for company in (self.company, self.branch):
            everybody = (partners + contacts).with_company(company).with_context(active_test=False)
            self.env.invalidate_all()
            self.assert_found(everybody, rand)
            self.assert_read_alike(partners, company)

    def assert_read_alike(self, partners, company):
        """The function of the database says what the selects say as text, all that decides."""

        def figures():
            self.env.invalidate_all()
            return {
                customer: (it.exposure, it.overdue, it.overdue_days)
                for customer, it in partners._get_credit_figures(company).items()
            }

        Function = self.registry["customer.credit.exposure"]
        with patch.object(Function, "_has_function", lambda _self: False):
            expected = figures()
        with patch.object(Function, "_statement", side_effect=AssertionError("not by function")):
            self.assertEqual(figures(), expected)

    def assert_found(self, partners, rand):
        """Compare searches with the fields, for all partners and a choice of values."""
        for name in FIGURES:
            figures = {
                it: it[name]
                for it in partners
                if name == "credit_exposure" or not it.credit_is_unlimited
            }
            known = sorted(set(figures.values())) or [0.0]
            values = {0.0, known[0], known[-1], rand.choice(known), rand.choice(known) + 0.01}
            for sign, fits in COMPARE.items():
                for value in values:
                    expected = {it.id for it, figure in figures.items() if fits(figure, value)}
                    found = partners.search([("id", "in", partners.ids), (name, sign, value)])
                    self.assertEqual(set(found.ids), expected, f"{name} {sign} {value}")
