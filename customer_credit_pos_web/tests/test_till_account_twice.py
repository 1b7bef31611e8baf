"""One document settled by two: taken money stays the customer's, store credit stays where it is."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestTillSettledTwice(SettlementCommon):
    """What a till shows may be old when it arrives: the server looks at what is due then."""

    def setUp(self):
        """The customer owes an invoice of 100, and has as much as one could wish."""
        super().setUp()
        self.due_invoice = self.invoice(100.0)
        self.give_credit(500.0)
        self.first, self.first_session = self.config, self.pos_session

    # --------------------------------------------------------------- arrange

    def go_to_second_till(self):
        """Open a second till of the company and stand before it."""
        self.config = self.first.copy({"name": "Second Till"})
        methods = self.pay_later_pm | self.bank_pm1 | self.credit_pm
        self.config.payment_method_ids = [Command.set(methods.ids)]
        self.open_new_session()

    def by_credit(self, document, amount=100.0, money=0.0):
        """Return an order that settles by store credit, and by card what is beside it."""
        payments = [(self.credit_pm, amount)]
        if money:
            payments.append((self.bank_pm1, money))
        return self.settlement_data([(document, amount + money)], payments)

    def assert_refused(self, data, due):
        """The server names what is due; no store credit moves."""
        before = self.credit_account().balance
        message = f"Only .*{due}.* still due"
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            self.sync(data)
        self.assert_credit(before)

    def close_both(self, *sessions):
        """Close these sessions in this order: books and ledger agree after each."""
        for session in sessions:
            self.pos_session = session
            if session == self.first_session:
                self.close_till()
            else:
                result = session.with_user(self.cashier).close_session_from_ui()
                self.assertTrue(result["successful"], result)
            self.assert_ties_out()

    # --------------------------------------------------------------- invoices

    def test_store_credit_comes_second(self):
        data = self.by_credit(self.due_invoice)
        self.settle([(self.due_invoice, 100.0)])
        self.assert_refused(data, "0.00")

    def test_money_comes_second(self):
        data = self.settlement_data([(self.due_invoice, 100.0)], [(self.cash_pm1, 100.0)])
        by_credit = self.by_credit(self.due_invoice)
        first = self.sync(by_credit)
        order = self.sync(data)
        self.assertIn("100.00", order.message_ids[:1].body)
        self.assertEqual(self.sync(by_credit), first)
        self.assertEqual(self.open_items(), [-100.0])
        self.assert_credit(400.0)
        self.close_till()
        self.assertEqual(self.open_items(), [-100.0])
        self.assert_ties_out()

    def test_both_by_store_credit(self):
        one = self.by_credit(self.due_invoice, 60.0)
        two = self.by_credit(self.due_invoice, 60.0)
        order = self.sync(one)
        self.go_to_second_till()
        two = {**two, "session_id": self.pos_session.id}
        self.assert_refused(two, "40.00")
        self.assertEqual(self.sync(one), order)  # a replay is no second one
        self.sync(self.by_credit(self.due_invoice, 40.0))
        self.assert_credit(400.0)
        self.close_both(self.pos_session, self.first_session)
        self.assertEqual(self.open_items(), [])

    def test_money_beside_store_credit_is_kept(self):
        data = self.by_credit(self.due_invoice, 40.0, money=60.0)
        worse = self.by_credit(self.due_invoice, 60.0, money=40.0)
        self._register_payment(self.due_invoice, amount=50.0)
        self.assert_refused(worse, "50.00")
        self.sync(data)
        self.assertEqual(self.open_items(), [-50.0])
        self.assert_credit(460.0)

    # --------------------------------------------------------------- orders of open sessions

    def owe(self):
        """Sell a chair on the customer's account; the invoice of the others is paid."""
        self._register_payment(self.due_invoice)
        return self.sell([(self.pay_later_pm, 100.0)])

    def test_an_order_of_the_open_session_by_two_tills(self):
        order = self.owe()
        self.go_to_second_till()
        data = self.by_credit(order)
        settled = self.sync(data)
        second = self.pos_session
        self.config, self.pos_session = self.first, self.first_session
        self.assert_refused(self.by_credit(order), "0.00")
        self.assertEqual(self.sync(data), settled)
        self.close_both(second, self.first_session)
        self.assertEqual(self.open_items(), [])
        self.assert_credit(400.0)

    def test_money_comes_second_for_an_order_of_the_open_session(self):
        order = self.owe()
        self.sync(self.by_credit(order))
        self.go_to_second_till()
        late = self.settle([(order, 100.0)], [(self.bank_pm1, 100.0)])
        self.assertIn("100.00", late.message_ids[:1].body)
        self.close_both(self.first_session, self.pos_session)
        self.assertEqual(self.open_items(), [-100.0])
        self.assert_credit(400.0)

    def test_an_order_and_its_invoice_are_one_document(self):
        order = self.owe()
        order.action_pos_order_invoice()
        data = self.settlement_data(
            [(order, 100.0), (order.account_move, 100.0)], [(self.cash_pm1, 200.0)]
        )
        with self.assertRaisesRegex(UserError, "once in an order"):
            self.sync(data)
        self.settle([(order.account_move, 100.0)])
        self.assert_refused(self.by_credit(order), "0.00")

    def test_what_was_returned_is_not_paid_by_store_credit(self):
        order = self.owe()
        self.refund(order, [(self.pay_later_pm, -100.0)])
        self.assert_refused(self.by_credit(order), "0.00")
