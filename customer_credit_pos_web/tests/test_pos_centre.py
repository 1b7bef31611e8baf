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

    def assert_adds_up(self, waiting=0.0):
        """What remains in the list is the customer's credit balance, but for what is not booked.

        :param waiting: what the open till gave (positive) or took, company currency
        """
        remaining = sum(self.credits().mapped("remaining_amount"))
        entries = self.env["customer.credit.entry"].search(
            [("partner_id", "=", self.customer.id), ("move_line_id", "=", False)]
        )
        self.assertEqual(sum(entries.mapped("amount")), waiting)
        self.assertEqual(
            self.company.currency_id.round(remaining + waiting), self.customer.credit_balance
        )

    def test_spent_at_the_till(self):
        """Given before, topped up and spent at the till, before and after its closing."""
        self.give_credit(58)
        self.assert_adds_up()
        self.top_up(50)
        order = self.sell([(self.credit_pm, 20), (self.cash_pm1, 80)])
        self.assert_adds_up(waiting=30)
        self.close_till()
        self.assert_adds_up()
        self.assertEqual(self.customer.credit_balance, 88)
        self.open_new_session()
        self.refund(order, [(self.credit_pm, -100)])
        self.assert_adds_up(waiting=100)
        self.close_till()
        self.assert_adds_up()
        self.assertEqual(self.customer.credit_balance, 188)
        given = self.credits().filtered(lambda row: row.kind == "store_credit")
        self.assertEqual(
            sorted(given.filtered(lambda row: row.amount != 58).mapped("origin")),
            ["refund", "topup"],
        )
        closings = self.env["pos.session"].search([]).move_id
        self.assertFalse(self.credits().move_id & closings, "a closing only passes on")
