"""Change that is kept as store credit: a top-up beside the goods, of cash that has arrived."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_till import TillCommon

TOPUP = "customer_credit_pos_web.group_pos_store_credit_topup"
PAYOUT = "customer_credit_pos_web.group_pos_store_credit_payout"


@tagged("post_install", "-at_install")
class TestTillChange(TillCommon):
    """A chair costs 100; what the customer gives above it may stay as store credit."""

    def keep(self, change, payments=None, user=None, **vals):
        """Sell a chair for cash and keep change of it."""
        payments = payments or [(self.cash_pm1, 100.0 + change)]
        return self.sell([*payments, (self.credit_pm, -change)], user=user, **vals)

    def test_change_becomes_credit_at_once(self):
        order = self.keep(23.5)
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.till_entries(order), [("till_topup", 23.5)])
        self.assertFalse(order.is_store_credit_topup)
        self.assertEqual(order.store_credit_moved, 23.5)
        self.assert_credit(23.5)

    def test_a_part_is_kept_and_the_rest_given_back(self):
        order = self.keep(20.0, [(self.cash_pm1, 150.0)], amount_return=-30.0)
        self.assertEqual(self.till_entries(order), [("till_topup", 20.0)])
        cash = order.payment_ids.filtered("payment_method_id.is_cash_count")
        self.assertEqual(sum(cash.mapped("amount")), 120.0)

    def test_a_replay_adds_nothing(self):
        data = self.order_data(
            [(self.cash_pm1, 120.0), (self.credit_pm, -20.0)], customer=self.customer
        )
        self.assertEqual(self.sync(data), self.sync(data))
        self.assert_credit(20.0)

    def test_the_books_owe_it_after_closing(self):
        self.keep(20.0)
        self.keep(5.0, to_invoice=True)
        session = self.close_till()
        self.assertEqual(self.liability_items(), [-20.0, -5.0])
        self.assertEqual(sum(session.order_ids.mapped("amount_total")), 200.0)
        self.assertEqual(session.order_ids.account_move.payment_state, "paid")
        self.assert_nothing_open()

    def test_invoiced_after_closing_nothing_stays_open(self):
        order = self.keep(20.0)
        self.close_till()
        order.action_pos_order_invoice()
        self.assertEqual(order.account_move.payment_state, "paid")
        self.assertEqual(self.liability_items(), [-20.0])
        self.assert_nothing_open()

    def assert_nothing_open(self):
        """The customer owes nothing, and has no credit but store credit."""
        self.assert_ties_out()
        open_items = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )
        self.assertFalse(open_items)

    def test_it_can_be_spent_and_the_goods_refunded(self):
        order = self.keep(20.0)
        self.sell([(self.credit_pm, 20.0), (self.cash_pm1, 80.0)])
        self.assert_credit(0.0)
        self.refund(order, [(self.cash_pm1, -100.0)])
        self.close_till()
        self.assert_ties_out()

    def test_the_smallest_topup_does_not_count_and_the_largest_does(self):
        self.config.write({"store_credit_topup_min": 10.0, "store_credit_topup_max": 50.0})
        self.keep(0.5)
        self.assert_credit(0.5)
        with self.assertRaisesRegex(UserError, "largest top-up is .*50.00"):
            self.keep(60.0)

    # --------------------------------------------------------------- forged

    def assert_refused(self, message, payments, **vals):
        """The server says why; no credit was made."""
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            self.sell(payments, **vals)
        self.env.invalidate_all()
        self.assertFalse(self.credit_account().balance)

    def test_credit_comes_of_cash_only(self):
        credit = (self.credit_pm, -20.0)
        self.assert_refused("Only change .*0.00", [(self.bank_pm1, 120.0), credit])
        self.assert_refused("Only change .*5.00",
                            [(self.bank_pm1, 115.0), (self.cash_pm1, 5.0), credit])  # fmt: skip
        self.assert_refused("needs money", [(self.pay_later_pm, 120.0), credit])
        self.assert_refused("buy store credit", [(self.credit_pm, 120.0), credit])

    def test_no_more_than_was_paid_above_the_goods(self):
        less = "not fully paid|Only change"
        self.assert_refused(less, [(self.cash_pm1, 100.0), (self.credit_pm, -20.0)])
        self.assert_refused(less, [(self.cash_pm1, 110.0), (self.credit_pm, -10.01)])
        lies = {"amount_total": 80.0, "amount_paid": 80.0}
        self.assert_refused(".", [(self.cash_pm1, 100.0), (self.credit_pm, -20.0)], **lies)

    def test_cash_that_goes_back_is_not_kept_as_well(self):
        self.assert_refused(
            "not fully paid|Only change",
            [(self.cash_pm1, 120.0), (self.credit_pm, -20.0)],
            amount_return=-20.0,
        )

    def test_goods_that_come_back_are_no_change(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        with self.assertRaisesRegex(UserError, "can be refunded to store credit"):
            self.refund(order, [(self.cash_pm1, 50.0), (self.credit_pm, -150.0)])

    def test_whoever_may_not_top_up_keeps_no_change(self):
        self.take_right(self.cashier, TOPUP)
        with self.assertRaisesRegex(AccessError, "may not top up"):
            self.keep(20.0)

    def test_somebody_keeps_it(self):
        data = self.order_data([(self.cash_pm1, 120.0), (self.credit_pm, -20.0)])
        data["partner_id"] = False
        with self.assertRaisesRegex(UserError, "Choose a customer"):
            self.sync(data)

    def test_it_is_no_topup_that_is_undone(self):
        order = self.keep(20.0)
        self.cashier.group_ids += self.env.ref(PAYOUT)
        with self.assertRaisesRegex(UserError, "refund it instead"):
            order.with_user(self.cashier).action_undo_store_credit_topup()
