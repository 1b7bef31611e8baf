"""Orders of the till that are completed by an online payment, beside store credit."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillOnlinePayment(TillCommon):
    """Whoever pays online is nobody at the till: the cashier added the store credit."""

    def setUp(self):
        """Have an order of 100 of which store credit pays 40, and 60 are paid by link."""
        super().setUp()
        if "online_account_payment_id" not in self.env["pos.payment"]._fields:
            self.skipTest("payments by link are not installed")
        self.give_credit(40.0)
        data = self.order_data([(self.credit_pm, 40.0)], customer=self.customer, state="draft")
        self.order = self.sync(data)
        self.assertEqual(self.order.state, "draft")

    def pay_by_link(self):
        """Let the rest arrive, as Odoo's page does in the name of the visitor."""
        method = (
            self.env["pos.payment.method"]
            .sudo()
            ._get_or_create_online_payment_method(self.company.id, self.config.id)
        )
        received = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 60.0,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        received.action_post()
        order = self.order.with_user(self.env.ref("base.public_user")).sudo()
        order.add_payment(
            {
                "amount": 60.0,
                "payment_method_id": method.id,
                "online_account_payment_id": received.id,
                "pos_order_id": order.id,
            }
        )
        self.assertTrue(order._is_pos_order_paid())
        order._process_saved_order(False)
        self.env.flush_all()

    def test_the_right_of_the_cashier_counts(self):
        self.pay_by_link()
        self.assertEqual(self.order.state, "paid")
        self.assertEqual(self.till_entries(self.order), [("till_payment", -40.0)])

    def test_without_that_right_nothing_is_taken(self):
        self.take_right(self.cashier, "customer_credit_pos_web.group_pos_store_credit_spend")
        self.pay_by_link()
        self.assertEqual(self.order.state, "draft")
        self.assertEqual(self.till_entries(self.order), [])

    def test_what_was_paid_by_link_is_booked_at_once(self):
        """Also where its journal leaves entries to the bank: closing matches it."""
        Transaction = self.env["payment.transaction"].sudo()
        self.assertTrue(Transaction.new({"pos_order_id": self.order.id})._needs_credit_entry())
        self.assertFalse(Transaction.new({})._needs_credit_entry())

    def test_credit_that_is_gone_loses_no_money(self):
        self.sell([(self.credit_pm, 30.0), (self.cash_pm1, 70.0)])
        self.pay_by_link()
        self.assertEqual(self.order.state, "draft")
        self.assertEqual(sum(self.order.payment_ids.mapped("amount")), 100.0)
        body = self.order.message_ids[0].body
        self.assertIn("Less store credit than that is available", body)
        # Whoever reads orders need not see what customers have.
        self.assertNotIn("40.00", body)
        self.assertTrue(self.pos_session.activity_ids)
        self.assertEqual(self.till_entries(self.order), [])

    def test_a_guest_s_own_store_credit_is_refused(self):
        order = self.order.with_user(self.env.ref("base.public_user")).sudo()
        payments = order._get_store_credit_payments()
        self.env.cr.execute(
            "UPDATE pos_payment SET create_uid = %s WHERE id IN %s",
            [self.env.ref("base.public_user").id, tuple(payments.ids)],
        )
        payments.invalidate_recordset()
        with self.assertRaises(AccessError):
            order._check_store_credit_right("till_payment", payments)
