"""What people do in the browser: real Chromium, at the width of a desk and of a phone."""

from odoo.tests import HttpCase, tagged

from .common import CreditCommon


class CreditTourCommon(CreditCommon, HttpCase):
    """A customer whom we owe 350 and who owes us 800, overdue."""

    def setUp(self):
        """Book store credit of 300, a payment on account of 50 and an old invoice of 800."""
        super().setUp()
        self.give_credit(300.0)
        self.pay_on_account(50.0)
        self.old_invoice = self.invoice(800.0, invoice_date_due="2026-02-15")


@tagged("post_install", "-at_install")
class TestToursOnDesktop(CreditTourCommon):
    """Wide screens."""

    def test_rep_sees_the_net_position(self):
        """A rep without accounting rights reads the bar on a new quotation."""
        self.start_tour(
            "/odoo/sales/new", "customer_credit_rep_sees_bar", login=self.salesperson.login
        )
        order = self.env["sale.order"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(order.create_uid, self.salesperson)

    def test_manager_works_in_the_centre(self):
        """Top up, apply, unapply and refund; the books agree and the history keeps it all."""
        self.start_tour(
            f"/odoo/res.partner/{self.customer.id}",
            "customer_credit_manager_centre",
            login=self.credit_manager.login,
        )
        self.env.invalidate_all()
        self.assertEqual(self.customer.credit_balance, 430.0)
        self.assertEqual(self.old_invoice.amount_residual, 800.0)
        states = self.env["customer.credit.application"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertIn("unapplied", states.mapped("state"))
        self.assert_ties_out()


@tagged("post_install", "-at_install")
class TestToursOnPhone(CreditTourCommon):
    """Narrow screens with touch."""

    browser_size = "375x667"
    touch_enabled = True

    def test_rep_sees_the_net_position_on_a_phone(self):
        """The same line reads on a phone."""
        self.start_tour(
            "/odoo/sales/new",
            "customer_credit_rep_sees_bar_on_phone",
            login=self.salesperson.login,
        )
