"""Store credit spent while offline: nothing lost, nothing silently negative, nothing beyond."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.customer_credit_balance.exceptions import InsufficientCredit

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillOffline(TillCommon):
    """The till allows 150 an order and 250 in all; every order is sent by the cashier."""

    @classmethod
    def setUpClass(cls):
        """Allow small amounts while offline."""
        super().setUpClass()
        cls.config.write(
            {
                "store_credit_offline": True,
                "store_credit_offline_order_max": 150.0,
                "store_credit_offline_till_max": 250.0,
            }
        )

    def offline_data(self, amount=100.0, quantity=1, customer=None, **vals):
        """Return an order of chairs paid with store credit while offline."""
        data = self.order_data(
            [(self.credit_pm, amount)], quantity, customer or self.customer, **vals
        )
        data["payment_ids"][0][2]["store_credit_offline"] = True
        return data

    def sell_offline(self, amount=100.0, quantity=1, **vals):
        """Sell as the till does when it is online again."""
        return self.sync(self.offline_data(amount, quantity, **vals))

    def shortfalls(self):
        """Return the list of the managers."""
        return self.env["customer.credit.shortfall"].search([])

    def owes(self, term):
        """Return what the exposure of the customer holds under this term."""
        self.env.flush_all()
        terms = self.customer._get_credit_exposure_terms(self.company)
        return terms[term].get(self.customer, 0.0)

    def assert_refused(self, data, user=None):
        """The order is refused as any other that costs too much; nothing is left behind."""
        with self.assertRaises(InsufficientCredit), self.env.cr.savepoint():
            self.sync(data, user)
        self.assertFalse(self.env["pos.order"].search([("uuid", "=", data["uuid"])]))

    # --------------------------------------------------------------- sync

    def test_available_credit_is_taken_as_if_online(self):
        self.give_credit(150.0)
        order = self.sell_offline(100.0)
        self.assertEqual(self.till_entries(order), [("till_payment", -100.0)])
        self.assertFalse(self.shortfalls())
        self.assertEqual(order.payment_ids.store_credit_shortfall, 0.0)

    def test_money_that_arrives_meanwhile_is_no_debt(self):
        """The row is locked before anything counts as missing: what changed is replayed."""
        self.give_credit(60.0)
        account = type(self.credit_account())
        late = SerializationFailure("changed since the transaction began")
        data = self.offline_data(100.0)
        with (
            patch.object(account, "_lock_before_refusing", side_effect=late),
            self.assertRaises(SerializationFailure),
            self.env.cr.savepoint(),
        ):
            self.sync(data)
        self.assertFalse(self.shortfalls())

    def test_what_is_missing_is_owed_and_on_the_list(self):
        self.give_credit(60.0)
        order = self.sell_offline(100.0)
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.till_entries(order), [("till_payment", -60.0)])
        self.assert_credit(0.0)
        self.assertEqual(self.credit_account().state, "active")
        shortfall = self.shortfalls()
        self.assertRecordValues(
            shortfall,
            [
                {
                    "payment_uuid": order.payment_ids.uuid,
                    "partner_id": self.customer.id,
                    "pos_order_id": order.id,
                    "config_id": self.config.id,
                    "session_id": self.pos_session.id,
                    "amount": 100.0,
                    "taken_amount": 60.0,
                    "shortfall": 40.0,
                    "open_amount": 40.0,
                    "state": "open",
                }
            ],
        )
        self.assertIn(self.credit_manager, shortfall.activity_ids.user_id)
        self.assertEqual(order.payment_ids.store_credit_shortfall, 40.0)
        self.assertEqual(self.owes("till"), 40.0)

    def test_without_any_credit_everything_is_owed(self):
        order = self.sell_offline(100.0)
        self.assertEqual(self.till_entries(order), [])
        self.assertEqual(self.shortfalls().shortfall, 100.0)

    def test_a_frozen_account_pays_nothing_and_stays_as_it_is(self):
        self.give_credit(60.0)
        self.credit_account().action_freeze()
        self.sell_offline(100.0)
        self.assert_credit(60.0)
        self.assertEqual(self.shortfalls().shortfall, 100.0)

    def test_reserved_credit_is_not_spent(self):
        self.give_credit(100.0)
        self.credit_account()._reserve(70.0, "offline-test")
        self.sell_offline(100.0)
        self.assertEqual(self.shortfalls().shortfall, 70.0)

    def test_a_replay_books_once(self):
        self.give_credit(60.0)
        data = self.offline_data(100.0)
        order = self.sync(data)
        self.sync(data)
        order._take_store_credit()
        order.action_pos_order_paid()
        self.assertEqual(self.till_entries(order), [("till_payment", -60.0)])
        self.assertEqual(self.shortfalls().mapped("shortfall"), [40.0])

    # --------------------------------------------------------------- maxima

    def test_offline_needs_the_setting(self):
        self.close_till()
        self.config.store_credit_offline = False
        self.open_new_session()
        self.assert_refused(self.offline_data(100.0))

    def test_an_order_that_does_not_say_offline_gets_nothing(self):
        data = self.offline_data(100.0)
        data["payment_ids"][0][2]["store_credit_offline"] = False
        self.assert_refused(data)

    def test_an_order_above_its_maximum_is_refused(self):
        self.assert_refused(self.offline_data(200.0, quantity=2))
        self.assert_refused(self.offline_data(200.0, quantity=2), self.till_manager)

    def test_splitting_the_payment_does_not_get_around_the_maximum(self):
        data = self.order_data([(self.credit_pm, 100.0)] * 2, 2, self.customer)
        for command in data["payment_ids"]:
            command[2]["store_credit_offline"] = True
        self.assert_refused(data)

    def test_a_till_lacks_no_more_than_its_maximum_in_a_session(self):
        self.sell_offline(100.0)
        self.sell_offline(100.0, customer=self.other_customer)
        self.assert_refused(self.offline_data(100.0))
        self.give_credit(50.0)
        self.sell_offline(100.0)
        self.assertEqual(sum(self.shortfalls().mapped("shortfall")), 250.0)
        self.assert_refused(self.offline_data(100.0))

    def test_two_tills_have_their_own_maximum(self):
        self.sell_offline(100.0)
        self.sell_offline(100.0)
        other = self.config.copy()
        other.payment_method_ids = [(4, self.credit_pm.id)]
        other.with_user(self.cashier).open_ui()
        other.current_session_id.set_opening_control(0, "")
        data = self.offline_data(100.0)
        data["session_id"] = other.current_session_id.id
        self.sync(data)
        self.assertEqual(len(self.shortfalls()), 3)
        self.assert_refused(self.offline_data(100.0))

    def test_topups_and_refunds_know_no_offline(self):
        data = self.order_data(
            [(self.cash_pm1, 50.0), (self.credit_pm, -80.0)], customer=self.customer, lines=[]
        )
        for command in data["payment_ids"]:
            command[2]["store_credit_offline"] = True
        with self.assertRaises(UserError):
            self.sync(data)
        self.assertFalse(self.shortfalls())

    def test_the_figures_of_a_client_count_for_nothing(self):
        self.give_credit(60.0)
        data = self.offline_data(100.0)
        data["payment_ids"][0][2]["store_credit_shortfall"] = 0.01
        order = self.sync(data)
        self.assertEqual(order.payment_ids.store_credit_shortfall, 40.0)

    # --------------------------------------------------------------- closing

    def test_closing_leaves_the_missing_part_on_the_customer(self):
        self.give_credit(60.0)
        self.sell_offline(100.0)
        self.sell_offline(100.0, customer=self.other_customer)
        self.close_till()
        first, second = self.shortfalls().sorted("id")
        for shortfall, missing in ((first, 40.0), (second, 100.0)):
            self.assertEqual(shortfall.move_line_id.amount_residual, missing)
            self.assertEqual(shortfall.move_line_id.partner_id, shortfall.partner_id)
            self.assertFalse(shortfall.move_line_id.no_followup)
        self.assertEqual(self.owes("till"), 0.0)
        self.assertEqual(self.owes("receivable"), 40.0)
        self.assertEqual(self.Account._tie_out(self.company), [])

    def test_an_invoiced_order_closes_the_same_way(self):
        self.give_credit(60.0)
        order = self.sell_offline(100.0, to_invoice=True)
        self.assertTrue(order.account_move)
        self.close_till()
        self.assertEqual(self.shortfalls().open_amount, 40.0)
        self.assertEqual(self.owes("receivable"), 40.0)
        self.assertEqual(self.Account._tie_out(self.company), [])

    def test_paying_the_debt_shows_on_the_list(self):
        self.sell_offline(100.0)
        self.close_till()
        shortfall = self.shortfalls()
        payment = self.pay_on_account(100.0)
        (self.receivable_line(payment.move_id) | shortfall.move_line_id).reconcile()
        self.assertEqual(shortfall.open_amount, 0.0)

    # --------------------------------------------------------------- refunds

    def test_what_is_owed_is_not_refunded_as_credit(self):
        self.give_credit(60.0)
        order = self.sell_offline(100.0)
        with self.assertRaisesRegex(UserError, r"Only .*60\.00"), self.env.cr.savepoint():
            self.refund(order, [(self.credit_pm, -100.0)])
        self.refund(order, [(self.credit_pm, -60.0), (self.pay_later_pm, -40.0)])
        self.assert_credit(60.0)
        self.close_till()
        self.assertEqual(self.owes("receivable") + self.owes("credits"), 0.0)

    # --------------------------------------------------------------- settling

    def settle(self, user, reason="Paid in cash"):
        """Settle the list as this user, through the dialog."""
        shortfalls = self.shortfalls().with_user(user)
        action = shortfalls.action_settle()
        wizard = self.env[action["res_model"]].with_user(user).with_context(action["context"])
        wizard.create({"reason": reason}).action_confirm()

    def test_a_credit_manager_settles_with_a_reason(self):
        self.sell_offline(100.0)
        self.settle(self.credit_manager)
        shortfall = self.shortfalls()
        self.assertEqual((shortfall.state, shortfall.reason), ("settled", "Paid in cash"))
        self.assertEqual(shortfall.settled_by_id, self.credit_manager)
        self.assertFalse(shortfall.activity_ids)
        self.assertEqual(shortfall.open_amount, 100.0, "settling pays nothing")

    def test_others_settle_nothing(self):
        self.sell_offline(100.0)
        shortfall = self.shortfalls()
        wizard = self.env["customer.credit.shortfall.settle"].create(
            {"reason": "Mine", "shortfall_ids": shortfall.ids}
        )
        for user in (self.cashier, self.till_manager, self.credit_user):
            with self.assertRaises(AccessError):
                shortfall.with_user(user).action_settle()
            with self.assertRaises(AccessError):
                wizard.with_user(user).action_confirm()
            with self.assertRaises(AccessError):
                shortfall.with_user(user).write({"state": "settled"})
        for door in ("write", "unlink"):
            with self.assertRaises(AccessError):
                shortfall = shortfall.with_user(self.credit_manager)
                shortfall.write({"shortfall": 1.0}) if door == "write" else shortfall.unlink()
        with self.assertRaises(UserError):
            self.settle(self.credit_manager, reason="  ")

    # --------------------------------------------------------------- settings

    def test_an_allowance_needs_both_maxima(self):
        self.close_till()
        for order_max, till_max in ((0.0, 100.0), (100.0, 50.0), (-1.0, 100.0)):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.config.write(
                    {
                        "store_credit_offline_order_max": order_max,
                        "store_credit_offline_till_max": till_max,
                    }
                )

    def test_an_open_till_keeps_its_allowance(self):
        with self.assertRaisesRegex(UserError, "while a session is open"):
            self.config.store_credit_offline_till_max = 1000.0

    def test_the_till_knows_what_is_used_up(self):
        self.sell_offline(100.0)
        data = self.env["pos.config"]._load_pos_data_read(self.config, self.config)
        self.assertEqual(data[0]["_store_credit_offline_used"], 100.0)
