"""The till in a real browser: pay, pay a part, be refused, top up, refund, lose the connection."""

from odoo.tests import tagged

from .common_till_tours import TillTourCommon


@tagged("post_install", "-at_install")
class TestTillTours(TillTourCommon):
    """A cashier with nothing but the rights of a till user."""

    def setUp(self):
        """Open the till as the cashier."""
        super().setUp()
        self.open_till()

    def test_pay_all(self):
        self.start_pos_tour("till_store_credit_pay_all")
        self.assertEqual(self.credit_of(self.bakery), 25.0)
        self.assert_ties_out()

    def test_pay_part(self):
        self.start_pos_tour("till_store_credit_pay_part")
        self.assertEqual(self.credit_of(self.bakery), 0.0)

    def test_refused_without_credit(self):
        self.start_pos_tour("till_store_credit_refused")
        self.assertEqual(self.credit_of(self.stores), 0.0)

    def test_over_available_is_refused_by_the_server(self):
        self.start_pos_tour("till_store_credit_over_available")
        self.assertEqual(self.credit_of(self.bakery), 0.0)
        entries = self.env["customer.credit.entry"].search([("event", "=", "till_payment")])
        self.assertEqual(entries.mapped("amount"), [-45.0])

    def test_topup_then_spend(self):
        self.start_pos_tour("till_store_credit_topup")
        self.assertEqual(self.credit_of(self.stores), 40.0)
        self.assert_ties_out()

    def test_half_a_topup_is_no_trap_and_a_whole_one_is_undone_by_right(self):
        payout = self.env.ref("customer_credit_pos_web.group_pos_store_credit_payout")
        self.pos_user.group_ids += payout
        self.start_pos_tour("till_store_credit_topup_left")
        self.assertEqual(self.credit_of(self.stores), 0.0)
        undo = self.env["pos.order"].search([("store_credit_undone_id", "!=", False)])
        self.assertEqual(sorted(undo.payment_ids.mapped("amount")), [-50.0, 50.0])
        self.assert_ties_out()

    def test_the_credit_of_a_customer_is_known_after_a_reload(self):
        self.start_pos_tour("till_store_credit_badge_after_reload")

    def test_refund(self):
        self.start_pos_tour("till_store_credit_refund")
        self.assertEqual(self.credit_of(self.bakery), 45.0)

    def test_offline_is_refused_and_online_again_works(self):
        self.start_pos_tour("till_store_credit_offline")
        self.assertEqual(self.credit_of(self.bakery), 25.0)

    def test_a_replay_after_a_broken_connection_takes_once(self):
        self.start_pos_tour("till_store_credit_replay")
        self.assertEqual(self.credit_of(self.bakery), 25.0)
        entries = self.env["customer.credit.entry"].search([("event", "=", "till_payment")])
        self.assertEqual(entries.mapped("amount"), [-20.0])

    def test_an_allowed_overdraft_is_spent(self):
        account = self.env["customer.credit.account"]._find(self.bakery, self.company)
        account.overdraft_limit = 20.0
        self.start_pos_tour("till_store_credit_overdraft")
        self.assertEqual(self.credit_of(self.bakery), -15.0)
        self.assert_ties_out()

    def test_without_a_customer_the_till_asks_for_one(self):
        self.start_pos_tour("till_store_credit_no_customer")
        self.assertEqual(self.credit_of(self.bakery), 25.0)

    def test_nobody_chosen_pays_otherwise(self):
        self.start_pos_tour("till_store_credit_no_customer_chosen")
        self.assertEqual(self.credit_of(self.bakery), 45.0)

    def test_closing_through_the_screen_books_each_customer(self):
        session = self.main_pos_config.current_session_id
        self.start_pos_tour("till_store_credit_close")
        self.assertEqual(session.state, "closed")
        entries = session._get_store_credit_entries().sorted("id")
        self.assertEqual(entries.mapped("amount"), [-20.0, -25.0, 30.0])
        items = entries.move_line_id
        self.assertEqual(items.mapped("balance"), [20.0, 25.0, -30.0])
        self.assertEqual(items.partner_id, self.bakery)
        self.assertEqual(items.account_id, self.company.store_credit_account_id)
        self.assertEqual(set(items.move_id.mapped("state")), {"posted"})
        self.assertLessEqual(items.move_id, session._get_related_account_moves())
        balance = sum(session._get_related_account_moves().line_ids.mapped("balance"))
        self.assertEqual(balance, 0.0)
        self.assert_ties_out()
