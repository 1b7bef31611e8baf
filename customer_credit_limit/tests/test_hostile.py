"""Each public method of this addon, with a hostile context and arguments of wrong types."""

from odoo.tests import tagged

from odoo.addons.customer_credit_balance.tests.common_hostile import CreditHostileCommon


@tagged("post_install", "-at_install")
class TestHostile(CreditHostileCommon):
    """A sentence at most, no traceback, and no money moves."""

    addon = "customer_credit_limit"

    def contexts(self):
        """Claim to have passed the gate, too."""
        return [*super().contexts(), {"customer_credit_limit.passed": True}]

    def test_public_methods_answer_in_sentences(self):
        """As an employee, a salesperson, somebody who sees credit, and a portal user."""
        users = self.employee + self.salesperson + self.credit_user + self.portal_user
        self.assert_only_sentences(users, 40)
