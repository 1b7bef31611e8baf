"""Paying at the till: the credit is taken with the paid order, once, or not at all."""

from uuid import uuid4

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.customer_credit_balance.exceptions import InsufficientCredit

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillPayment(TillCommon):
    """Every rule is tried as a cashier through the method that the browser calls."""

    def setUp(self):
        """The customer has 150 of store credit."""
        super().setUp()
        self.give_credit(150.0)

    def test_credit_pays_the_whole_order(self):
        order = self.sell([(self.credit_pm, 100.0)])
        self.assertEqual(order.state, "paid")
        self.assert_credit(50.0)
        self.assertEqual(self.till_entries(order), [("till_payment", -100.0)])
        entry = order._get_store_credit_entries()
        self.assertEqual(entry.request_key, f"pos:{order.payment_ids.uuid}")
        self.assertEqual(entry.user_id, self.cashier)

    def test_credit_pays_a_part_and_cash_the_rest(self):
        order = self.sell([(self.credit_pm, 30.0), (self.cash_pm1, 70.0)])
        self.assertEqual(self.till_entries(order), [("till_payment", -30.0)])
        self.assert_credit(120.0)

    def test_more_than_available_is_refused_with_what_is_available(self):
        with self.assertRaisesRegex(InsufficientCredit, r"150\.00.*available.*200\.00"):
            self.sell([(self.credit_pm, 200.0)], quantity=2)
        self.assert_credit(150.0)

    def test_two_tills_cannot_spend_the_same_credit(self):
        self.sell([(self.credit_pm, 100.0)])
        with self.assertRaises(InsufficientCredit):
            self.sell([(self.credit_pm, 100.0)])

    def test_an_allowed_overdraft_may_be_spent(self):
        self.credit_account().overdraft_limit = 60.0
        self.sell([(self.credit_pm, 200.0)], quantity=2)
        self.assert_credit(-50.0)

    def test_a_frozen_account_spends_nothing(self):
        self.credit_account().action_freeze()
        with self.assertRaisesRegex(InsufficientCredit, "frozen"):
            self.sell([(self.credit_pm, 100.0)])

    def test_a_draft_takes_nothing_until_it_is_paid(self):
        data = self.order_data([(self.credit_pm, 100.0)], customer=self.customer, state="draft")
        order = self.sync(data)
        self.assertEqual(order.state, "draft")
        self.assert_credit(150.0)
        paid = {**data, "state": "paid", "lines": [], "payment_ids": []}
        self.assertEqual(self.sync(paid), order)
        self.assertEqual(order.state, "paid")
        self.assert_credit(50.0)

    def test_a_replayed_order_takes_nothing_again(self):
        data = self.order_data([(self.credit_pm, 100.0)], customer=self.customer)
        order = self.sync(data)
        self.assertEqual(self.sync(data), order)
        self.assert_credit(50.0)
        self.assertEqual(len(order._get_store_credit_entries()), 1)

    def test_an_order_without_a_state_is_paid_and_taken_once(self):
        data = self.order_data([(self.credit_pm, 100.0)], customer=self.customer)
        data.pop("state")
        self.sync(data)
        self.assert_credit(50.0)

    def test_an_order_that_fails_later_takes_nothing(self):
        data = self.order_data([(self.credit_pm, 60.0)], customer=self.customer)
        with self.assertRaisesRegex(UserError, "not fully paid"), self.env.cr.savepoint():
            self.sync(data)
        self.assert_credit(150.0)

    def test_without_a_customer_the_till_is_told_to_choose_one(self):
        with self.assertRaisesRegex(UserError, "Choose a customer"):
            self.sell([(self.credit_pm, 100.0)], customer=False)

    def test_a_contact_spends_the_credit_of_its_company(self):
        parent = self.contact.parent_id
        self.give_credit(100.0, parent)
        self.sell([(self.credit_pm, 100.0)], customer=self.contact)
        self.assert_credit(0.0, parent)

    def test_a_customer_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.env["res.partner"].create({"name": "Stranger", "company_id": other.id})
        with self.assertRaisesRegex(UserError, "another company"):
            self.sell([(self.credit_pm, 100.0)], customer=stranger)

    def test_credit_gives_no_change(self):
        payments = [(self.credit_pm, 150.0), (self.cash_pm1, -50.0)]
        with self.assertRaisesRegex(UserError, "no change.*100"):
            self.sell(payments)
        data = self.order_data([(self.credit_pm, 150.0)], customer=self.customer)
        data["amount_return"] = -50.0
        with self.assertRaisesRegex(UserError, "no change"):
            self.sync(data)

    def test_credit_cannot_buy_credit(self):
        with self.assertRaisesRegex(UserError, "cannot buy store credit"):
            self.sell([(self.credit_pm, 130.0), (self.credit_pm, -30.0)])

    def test_a_card_too_much_does_not_become_credit_within_a_sale(self):
        with self.assertRaisesRegex(UserError, "change of a payment in cash"):
            self.sell([(self.bank_pm1, 130.0), (self.credit_pm, -30.0)])
        self.assert_credit(150.0)

    def test_a_till_without_the_switch_refuses(self):
        data = self.order_data([(self.credit_pm, 100.0)], customer=self.customer)
        self.env.cr.execute(
            "DELETE FROM pos_config_pos_payment_method_rel WHERE pos_payment_method_id = %s",
            [self.credit_pm.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(ValidationError, "not allowed in the config"):
            self.sync(data)

    def test_a_cashier_without_the_right_cannot_take_credit(self):
        self.take_right(self.cashier, "customer_credit_pos_web.group_pos_store_credit_spend")
        with self.assertRaisesRegex(AccessError, "may not take"):
            self.sell([(self.credit_pm, 100.0)])
        self.sell([(self.cash_pm1, 100.0)])

    # --------------------------------------------------------------- other doors

    def test_writing_the_state_passes_the_same_gate(self):
        data = self.order_data([(self.credit_pm, 200.0)], 2, self.customer, state="draft")
        order = self.sync(data)
        for state in ("paid", "done"):
            with self.assertRaises(InsufficientCredit), self.env.cr.savepoint():
                order.with_user(self.cashier).with_context(force=True).write({"state": state})

    def test_creating_a_paid_order_passes_the_same_gate(self):
        data = self.order_data([(self.credit_pm, 200.0)], 2, self.customer)
        for line in data["lines"]:
            line[2].pop("id")
        order = self.env["pos.order"].with_user(self.cashier).create(data)
        self.assertEqual(order.state, "draft")
        with self.assertRaises(InsufficientCredit):
            order.action_pos_order_paid()

    def test_a_paid_credit_payment_cannot_be_edited_or_deleted(self):
        payment = self.sell([(self.credit_pm, 100.0)]).payment_ids.with_user(self.till_manager)
        other = str(uuid4())
        for vals in (
            {"amount": 1.0},
            {"payment_method_id": self.cash_pm1.id},
            {"uuid": other},
        ):
            with (
                self.assertRaisesRegex(
                    UserError, "only be refunded|cannot change any more|nothing of it can change"
                ),
                self.env.cr.savepoint(),
            ):
                payment.write(vals)
        with (
            self.assertRaisesRegex(
                UserError, "only be refunded|cannot change any more|nothing of it can change"
            ),
            self.env.cr.savepoint(),
        ):
            payment.unlink()
        with (
            self.assertRaisesRegex(
                UserError, "only be refunded|cannot change any more|nothing of it can change"
            ),
            self.env.cr.savepoint(),
        ):
            payment.pos_order_id.write({"payment_ids": [(1, payment.id, {"amount": 1.0})]})
        self.assertEqual(payment.amount, 100.0)

    def test_a_cash_payment_cannot_turn_into_credit_afterwards(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        payment = order.payment_ids.with_user(self.till_manager)
        with self.assertRaisesRegex(
            UserError, "only be refunded|cannot change any more|nothing of it can change"
        ):
            payment.write({"payment_method_id": self.credit_pm.id})

    def test_no_credit_payment_is_added_to_a_paid_order(self):
        order = self.sell([(self.cash_pm1, 100.0)]).with_user(self.till_manager)
        vals = {
            "pos_order_id": order.id, "payment_method_id": self.credit_pm.id, "amount": -50.0,
        }  # fmt: skip
        with self.assertRaisesRegex(
            UserError, "only be refunded|cannot change any more|nothing of it can change"
        ):
            self.env["pos.payment"].with_user(self.till_manager).create(vals)

    def test_the_customer_cannot_change_after_credit_was_taken(self):
        order = self.sell([(self.credit_pm, 100.0)]).with_user(self.till_manager)
        with self.assertRaisesRegex(UserError, "customer and session"):
            order.write({"partner_id": self.other_customer.id})
        order.write({"partner_id": self.customer.id})

    def test_a_till_cannot_choose_the_key_of_another_event(self):
        bank = self.bank_journal.default_account_id
        self.book([(self.liability, 100.0, self.customer), (bank, -100.0, self.customer)])
        booked = self.Entry.search([("amount", "=", -100.0)], limit=1)
        number = str(uuid4())
        foreign = (
            booked.request_key, f"aml:{booked.move_line_id.id + 1}:1", "S00005", "tx:1",
            f"pos:{number}", number.upper(), f"{{{number}}}", f" {number}", "²", "x" * 5000,
        )  # fmt: skip
        for uuid in foreign:
            data = self.order_data([(self.credit_pm, 100.0)], customer=self.customer)
            data["payment_ids"][0][2]["uuid"] = uuid
            with self.assertRaisesRegex(ValidationError, "no till makes"), self.env.cr.savepoint():
                self.sync(data)
        self.assert_credit(50.0)

    def test_an_entry_of_an_older_version_is_found_for_its_own_order_only(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        other = self.sell([(self.cash_pm1, 100.0)])
        account = self.credit_account()
        number = order.payment_ids.uuid
        entry = account._append_entry(-100.0, "till_payment", number, order)
        self.assertEqual(order.payment_ids._find_store_credit_entries(), {order.payment_ids: entry})
        wrong = account._append_entry(-1.0, "till_payment", other.payment_ids.uuid, order)
        self.assertTrue(wrong)
        self.assertFalse(other.payment_ids._find_store_credit_entries())

    def test_the_receipt_knows_what_is_left(self):
        data = self.order_data([(self.credit_pm, 30.0), (self.cash_pm1, 70.0)],
                               customer=self.customer)  # fmt: skip
        for command in data["payment_ids"]:
            command[2]["store_credit_balance_after"] = 0.0  # the browser sends every field
        result = self.env["pos.order"].with_user(self.cashier).sync_from_ui([data])
        left = {payment["payment_method_id"]: payment["store_credit_balance_after"]
                for payment in result["pos.payment"]}  # fmt: skip
        self.assertEqual(left, {self.credit_pm.id: 120.0, self.cash_pm1.id: 0.0})
