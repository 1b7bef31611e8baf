"""The Credit Centre after sales at the till: what remains is what we owe, and says where from."""

from odoo.tests import tagged

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillInTheCentre(TillCommon):
    """Open till, closed till: the list adds up for whoever looks."""

    def credits(self):
        """Return the rows of the customer, as of the next commit."""
        self.env.cr.precommit.run()
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["customer.credit"].search([("partner_id", "=", self.customer.id)])

    def assert_adds_up(self):
        """What remains in the list is the customer's credit balance."""
        remaining = sum(self.credits().mapped("remaining_amount"))
        self.assertEqual(self.company.currency_id.round(remaining), self.customer.credit_balance)

    def test_spent_at_the_till(self):
        """Given before, topped up and spent at the till, before and after its closing."""
        self.give_credit(58)
        self.assert_adds_up()
        self.top_up(50)
        order = self.sell([(self.credit_pm, 20), (self.cash_pm1, 80)])
        self.assert_adds_up()
        self.close_till()
        self.assert_adds_up()
        self.open_new_session()
        self.refund(order, [(self.credit_pm, -100)])
        self.assert_adds_up()
        self.close_till()
        self.assert_adds_up()
