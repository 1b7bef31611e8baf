"""Undoing a settlement at the till: as if it had never been, by right, while its drawer is open."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_settlement import SettlementCommon

RIGHT = "customer_credit_pos_web.group_pos_store_credit_payout"


@tagged("post_install", "-at_install")
class TestTillSettlementUndo(SettlementCommon):
    """The wrong customer or the wrong invoice, noticed at once."""

    def setUp(self):
        """The customer owes 100 and settled it, half by store credit; the cashier may undo."""
        super().setUp()
        self.cashier.group_ids += self.env.ref(RIGHT)
        self.give_credit(80.0)
        self.invoice_due = self.invoice(100.0)
        self.before = self.open_items()

    # --------------------------------------------------------------- arrange

    def settle_half_by_credit(self):
        """Settle the invoice: 50 of store credit, 60 in cash of which 10 go back."""
        data = self.settlement_data(
            [(self.invoice_due, 100.0)], [(self.credit_pm, 50.0), (self.cash_pm1, 60.0)]
        )
        return self.sync({**data, "amount_return": -10.0})

    def undo(self, order, reason="Wrong invoice", user=None, session=None):
        """Undo as the till asks for it; return the order that does it."""
        result = (
            self.env["pos.order"]
            .with_user(user or self.cashier)
            .undo_settlement(order.id, (session or self.pos_session).id, reason)
        )
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["pos.order"].browse(result["id"])

    def money(self, order):
        """Return {method: amount} of what moved besides the documents."""
        payments = order.payment_ids.filtered(lambda it: not it._is_settlement())
        return {method: sum(its.mapped("amount"))
                for method, its in payments.grouped("payment_method_id").items()}  # fmt: skip

    # --------------------------------------------------------------- undone

    def test_everything_goes_back_the_way_it_came(self):
        order = self.settle_half_by_credit()
        undo = self.undo(order, "  Wrong \n invoice ")
        self.assertEqual(self.open_items(), self.before)
        self.assertEqual(self.money(undo), {self.credit_pm: -50.0, self.cash_pm1: -50.0})
        self.assertEqual(self.till_entries(undo), [("till_refund", 50.0)])
        self.assert_credit(80.0)
        self.assertEqual(
            (undo.customer_credit_kind, undo.customer_credit_kind_amount),
            ("settlement_undo", -100.0),
        )
        self.assertTrue(order.store_credit_topup_undone)
        self.assertEqual(order.customer_credit_undo_reason, "Wrong invoice")
        self.assertIn("Wrong invoice", order.message_ids[:1].body)
        # And it can be settled again, by whoever owes it.
        self.settle([(self.invoice_due, 100.0)])
        self.assertEqual(self.invoice_due.payment_state, "paid")
        self.close_till()
        self.assertEqual(self.open_items(), [])
        self.assertEqual(sorted(self.liability_items()), [-80.0, -50.0, 50.0])
        self.assert_ties_out()

    def test_an_amount_on_account(self):
        data = self.settlement_data([("account.move,0", 100.0)], [(self.bank_pm1, 100.0)])
        data["payment_ids"][0][2].update(settled_document=False, customer_credit_oldest_first=True)
        undo = self.undo(self.sync(data))
        self.assertEqual(self.open_items(), self.before)
        mirror = undo.payment_ids.filtered("customer_credit_oldest_first")
        self.assertIn(self.invoice_due.name, mirror.customer_credit_settled_parts)
        self.close_till()
        self.assertEqual(self.open_items(), self.before)
        self.assert_ties_out()

    def test_money_that_found_nothing_is_no_credit_any_more(self):
        data = self.settlement_data([(self.invoice_due, 100.0)], [(self.cash_pm1, 100.0)])
        self._register_payment(self.invoice_due, amount=30.0)
        before = self.open_items()
        self.undo(self.sync(data))
        self.assertEqual(self.open_items(), before)

    def test_an_order_of_the_open_session_is_owed_again(self):
        sold = self.sell([(self.pay_later_pm, 100.0)])
        self.undo(self.settle([(sold, 100.0)]))
        self.assertEqual(self.due()[sold.pos_reference], 100.0)
        self.close_till()
        self.assertEqual(self.open_items(), [100.0, 100.0])
        self.assertEqual(self.due()[sold.pos_reference], 100.0)
        self.assert_ties_out()

    def test_an_earned_discount_ends_with_it(self):
        term = self.env["account.payment.term"].create(
            {"name": "2/10", "early_discount": True, "discount_percentage": 2.0,
             "discount_days": 10}
        )  # fmt: skip
        invoice = self.invoice(200.0, invoice_date=self.today, invoice_payment_term_id=term.id)
        before = self.open_items()
        order = self.settle([(invoice, 196.0)])
        self.assertEqual(invoice.payment_state, "paid")
        self.undo(order)
        self.assertEqual(self.open_items(), before)

    # --------------------------------------------------------------- refused

    def assert_refused(self, message, order, error=UserError, **vals):
        """The server says why; the customer owes nothing again."""
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            self.undo(order, **vals)

    def test_it_needs_the_right_a_reason_and_a_settlement(self):
        order = self.settle_half_by_credit()
        self.assert_refused("Say why", order, reason="  ")
        self.assert_refused("Say why", order, reason=None)
        self.assert_refused("settled nothing", self.sell([(self.cash_pm1, 100.0)]))
        self.assert_refused("right to pay out", order, AccessError, user=self.till_manager)
        undo = self.undo(order)
        self.assert_refused("undone already", order)
        self.assert_refused("settled nothing", undo)
        self.assert_credit(80.0)

    def test_after_closing_it_is_corrected_inside(self):
        order, session = self.settle_half_by_credit(), self.pos_session
        self.close_and_reopen()
        self.assert_refused("Ask your accountant to unapply", order)
        self.assert_refused("Ask your accountant to unapply", order, session=session)
        self.assertEqual(self.open_items(), [])

    def test_another_drawer_has_no_such_money(self):
        order = self.settle_half_by_credit()
        first = self.config
        self.config = first.copy({"name": "Second Till"})
        self.config.payment_method_ids = self.pay_later_pm | self.bank_pm1 | self.credit_pm
        self.open_new_session()
        self.assert_refused(f"drawer of {first.name}", order)

    def test_no_limit_stops_money_that_goes_back(self):
        """What a hold or a limit forbids is more debt: this debt was there before."""
        order = self.settle_half_by_credit()
        self.patch(
            type(self.env["pos.order"]),
            "_check_credit",
            lambda order: self.fail("the contract was asked"),
        )
        self.undo(order)

    def test_a_till_cannot_say_that_it_undoes(self):
        order = self.settle_half_by_credit()
        forged = self.settlement_data([(self.invoice_due, -100.0)], [(self.cash_pm1, -100.0)])
        forged.update(store_credit_undone_id=order.id, customer_credit_undo_reason="mine")
        with self.assertRaisesRegex(UserError, "Enter what is paid"):
            self.sync(forged)
        self.assertEqual(self.open_items(), [])
