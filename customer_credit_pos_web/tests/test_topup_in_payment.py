"""Journals whose payments get no entry before the bank's statement: credit is here at once."""

from unittest.mock import patch

from odoo.tests import tagged

from .common_shop import ShopCommon


@tagged("post_install", "-at_install")
class TestTopupInPayment(ShopCommon):
    """With an accounting app, and a provider whose journal has no outstanding account."""

    def setUp(self):
        """Let invoices be "in payment", and take the account from the provider's method."""
        super().setUp()
        state = patch.object(
            self.registry["account.move"],
            "_get_invoice_in_payment_state",
            lambda move: "in_payment",
        )
        state.start()
        self.addCleanup(state.stop)
        self.bank_journal.inbound_payment_method_line_ids.payment_account_id = False

    def test_a_topup_can_be_spent_and_nothing_is_owed(self):
        order = self.topup(50.0)
        tx = self.pay(order)
        self.assertEqual(tx.payment_id.move_id.state, "posted")
        self.assertEqual(order._get_topup_invoices().amount_residual, 0.0)
        self.assertEqual(self.available(), 50.0)
        self.assert_ties_out()

    def test_a_refund_takes_the_credit_back(self):
        tx = self.pay(self.topup(50.0))
        self.refund(tx, 20.0)
        self.assertEqual(self.available(), 30.0)
        self.assert_ties_out()

    def test_a_payment_without_credit_is_booked_as_its_journal_says(self):
        """Whoever left the entry to the bank's statement is not overruled."""
        tx = self.pay(self.topup(50.0), state="draft")
        tx.write({"sale_order_ids": False, "invoice_ids": self.invoice(50.0).ids})
        self.move_on(tx, "done")
        self.assertEqual(tx.payment_id.state, "in_process")
        self.assertFalse(tx.payment_id.move_id)
