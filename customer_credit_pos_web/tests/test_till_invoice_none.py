"""Tills that invoice every order (ES, AR, PE, UY, SA): what is no sale gets no invoice."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestPosNoInvoice(SettlementCommon):
    """The till sends "to invoice"; the server knows that there is nothing to invoice."""

    def test_a_topup_is_booked_without_invoice(self):
        order = self.top_up(50.0, to_invoice=True)
        self.assertEqual(order.state, "paid")
        self.assertFalse(order.account_move)
        self.assertFalse(order.to_invoice)
        self.assertTrue(order.is_store_credit_topup)

    def test_a_settlement_is_booked_without_invoice(self):
        debt = self.sell([(self.pay_later_pm, 100.0)])
        order = self.settle([(debt, 100.0)], to_invoice=True)
        self.assertEqual(order.state, "paid")
        self.assertFalse(order.account_move)
        self.assertEqual(self.due(), {})

    def test_a_settlement_with_store_credit_is(self):
        self.top_up(100.0, to_invoice=True)
        debt = self.sell([(self.pay_later_pm, 100.0)])
        order = self.settle([(debt, 100.0)], [(self.credit_pm, 100.0)], to_invoice=True)
        self.assertFalse(order.account_move)
        self.assertEqual(self.due(), {})

    def test_the_session_closes(self):
        self.top_up(50.0, to_invoice=True)
        self.sell([(self.credit_pm, 50.0), (self.cash_pm1, 50.0)], to_invoice=True)
        self.close_and_reopen()
        self.assertEqual(self.env["customer.credit.account"]._tie_out(self.company), [])

    def test_a_sale_is_still_invoiced(self):
        order = self.sell([(self.cash_pm1, 100.0)], to_invoice=True)
        self.assertEqual(order.account_move.state, "posted")

    def test_the_back_office_says_why_there_is_none(self):
        order = self.top_up(50.0)
        with self.assertRaisesRegex(UserError, "nothing to invoice"):
            order.action_pos_order_invoice()

    def test_a_topup_does_not_stop_the_invoice_of_others(self):
        """Orders invoiced together: the sale is, the top-up is left out."""
        topup = self.top_up(50.0)
        sale = self.sell([(self.cash_pm1, 100.0)])
        (topup | sale)._generate_pos_order_invoice()
        self.assertTrue(sale.account_move)
        self.assertFalse(topup.account_move)
