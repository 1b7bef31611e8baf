"""Undoing a top-up at the till: the credit is taken back, then the money, once, by right."""

from uuid import uuid4

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_credit_balance.exceptions import InsufficientCredit

from .common_till import TillCommon

RIGHT = "customer_credit_pos_web.group_pos_store_credit_payout"


@tagged("post_install", "-at_install")
class TestTillUndo(TillCommon):
    """A wrong amount, or a wrong customer."""

    def setUp(self):
        """Top up 50 in cash with an allowed cashier."""
        super().setUp()
        self.cashier.group_ids += self.env.ref(RIGHT)
        self.topup = self.top_up(50.0)

    def undo(self, topup=None, user=None, session=None):
        """Undo as the till asks for it; return the order that does it."""
        result = (
            self.env["pos.order"]
            .with_user(user or self.cashier)
            .undo_store_credit_topup((topup or self.topup).id, (session or self.pos_session).id)
        )
        self.env.invalidate_all()
        return self.env["pos.order"].browse(result["id"])

    def test_credit_and_money_go_back_the_way_they_came(self):
        undo = self.undo()
        self.assertEqual(undo.state, "paid")
        self.assertEqual(self.till_entries(undo), [("till_undo", -50.0)])
        cash = undo.payment_ids.filtered(lambda it: it.payment_method_id == self.cash_pm1)
        self.assertEqual((cash.amount, undo.amount_total), (-50.0, 0.0))
        self.assertTrue(self.topup.store_credit_topup_undone)
        self.assert_credit(0.0)
        self.assert_ties_out()

    def test_change_of_the_topup_is_taken_off(self):
        data = self.order_data(
            [(self.cash_pm1, 60.0), (self.credit_pm, -50.0)], customer=self.customer, lines=[]
        )
        data["amount_return"] = -10.0
        undo = self.undo(self.sync(data))
        money = undo.payment_ids.filtered(lambda it: it.payment_method_id == self.cash_pm1)
        self.assertEqual(money.mapped("amount"), [-50.0])

    def test_closing_books_both_and_leaves_nothing(self):
        self.undo()
        self.close_till()
        self.assertEqual(sorted(self.liability_items()), [-50.0, 50.0])
        self.assert_store_credit(0.0)
        self.assert_ties_out()

    def test_a_topup_of_a_closed_session_is_undone_in_the_open_one(self):
        self.close_till()
        self.open_new_session()
        undo = self.undo()
        self.assertEqual(undo.session_id, self.pos_session)
        self.close_till()
        self.assertEqual(sorted(self.liability_items()), [-50.0, 50.0])
        self.assert_ties_out()

    def test_a_till_that_was_loaded_anew_finds_it_in_the_list(self):
        """Odoo's list asks for the lines of orders: those without goods were in none."""
        sale = self.sell([(self.cash_pm1, 100.0)])
        orders = self.env["pos.order"].with_user(self.cashier)
        found = orders.search_paid_order_ids(self.pos_session.config_id.id, [], 30, 0)
        dates = dict(found["ordersInfo"])
        self.assertEqual(len(dates), found["totalCount"])
        self.assertLessEqual({self.topup.id, sale.id}, set(dates))
        undo = self.undo()
        found = orders.search_paid_order_ids(self.pos_session.config_id.id, [], 30, 0)
        self.assertIn(undo.id, dict(found["ordersInfo"]))
        # What has changed is read again.
        self.assertGreaterEqual(dict(found["ordersInfo"])[self.topup.id], dates[self.topup.id])
        page = orders.search_paid_order_ids(self.pos_session.config_id.id, [], 1, 1)
        self.assertEqual((len(page["ordersInfo"]), page["totalCount"]), (1, 3))

    def test_twice_is_once(self):
        self.undo()
        with self.assertRaisesRegex(UserError, "undone already"):
            self.undo()
        self.assert_credit(0.0)

    def test_what_was_spent_is_not_given_back(self):
        self.sell([(self.credit_pm, 30.0), (self.cash_pm1, 70.0)])
        with self.assertRaises(InsufficientCredit):
            self.undo()
        self.assert_credit(20.0)
        self.assertFalse(self.topup.store_credit_topup_undone)

    def test_it_needs_the_right(self):
        self.cashier.group_ids -= self.env.ref(RIGHT)
        with self.assertRaisesRegex(AccessError, "pay out store credit"):
            self.undo()
        topup = self.topup.with_user(self.cashier).with_context(allowed=True)
        with self.assertRaisesRegex(AccessError, "pay out store credit"):
            topup.action_undo_store_credit_topup()

    def test_sales_are_refunded_instead(self):
        with self.assertRaisesRegex(UserError, "is no top-up"):
            self.undo(self.sell([(self.cash_pm1, 100.0)]))

    def test_a_closed_drawer_gives_nothing(self):
        session = self.pos_session
        self.close_till()
        with self.assertRaisesRegex(UserError, "Open the till first"):
            self.undo(session=session)
        with self.assertRaisesRegex(UserError, "Open the till first"):
            self.topup.with_user(self.cashier).action_undo_store_credit_topup()

    def test_the_office_undoes_it_in_the_open_session(self):
        action = self.topup.with_user(self.cashier).action_undo_store_credit_topup()
        self.assertIn("Cash", action["params"]["message"])
        self.assert_credit(0.0)

    def test_a_till_cannot_say_that_it_undoes(self):
        """The link is the server's: sent by a till it is dropped, and the order is refused."""
        data = self.order_data(
            [(self.cash_pm1, -50.0), (self.credit_pm, 50.0)], customer=self.customer, lines=[]
        )
        data["store_credit_undone_id"] = self.topup.id
        with self.assertRaisesRegex(UserError, "gives no change"):
            self.sync(data)
        with self.assertRaisesRegex(UserError, "no such order"):
            self.env["pos.order"].with_user(self.cashier).undo_store_credit_topup(
                float("nan"), str(uuid4())
            )
        self.assert_credit(50.0)

    def test_the_undo_itself_is_no_topup_and_stays(self):
        undo = self.undo()
        with self.assertRaisesRegex(UserError, "is no top-up"):
            self.undo(undo)
        with self.assertRaises(UserError):
            undo.with_user(self.till_manager).write({"partner_id": self.other_customer.id})
