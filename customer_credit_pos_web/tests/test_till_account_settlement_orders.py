"""Settling till orders on the customer's account, before and after closing and invoicing."""

from odoo import Command
from odoo.tests import tagged

from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestTillSettlementOrders(SettlementCommon):
    """On account, close, invoice, settle, in each order: nothing stays open, nothing is lost."""

    def owe(self, amount=100.0, **vals):
        """Sell chairs on the customer's account."""
        return self.sell([(self.pay_later_pm, amount)], quantity=amount / 100.0, **vals)

    def assert_all_settled(self):
        """Nothing is due, and no credit is left to spend."""
        self.assertEqual(self.due(), {})
        self.assertEqual(self.open_items(), [])

    def test_an_order_of_this_session_is_due(self):
        order = self.owe()
        self.assertEqual(self.due(), {order.pos_reference: 100.0})

    def test_settled_in_the_same_session(self):
        order = self.owe()
        self.settle([(order, 100.0)])
        self.assertEqual(self.due(), {})
        self.close_and_reopen()
        self.assert_all_settled()

    def test_settled_in_part_in_the_same_session(self):
        order = self.owe()
        self.settle([(order, 30.0)])
        self.assertEqual(self.due(), {order.pos_reference: 70.0})
        self.close_and_reopen()
        self.assertEqual(self.due(), {order.pos_reference: 70.0})
        self.assertEqual(self.open_items(), [70.0])

    def test_settled_in_the_next_session(self):
        order = self.owe()
        self.close_and_reopen()
        self.assertEqual(self.due(), {order.pos_reference: 100.0})
        self.settle([(order, 100.0)])
        self.assert_all_settled()
        self.close_and_reopen()
        self.assert_all_settled()

    def test_exactly_the_chosen_order_is_settled(self):
        self.owe()
        chosen = self.owe()
        self.close_and_reopen()
        self.settle([(chosen, 100.0)])
        debt = chosen.payment_ids.customer_account_line_id
        self.assertTrue(debt.reconciled)
        self.assertEqual(len(self.due()), 1)

    def test_invoiced_then_settled(self):
        order = self.owe(to_invoice=True)
        self.assertEqual(self.due(), {order.account_move.name: 100.0})
        self.settle([(order.account_move, 100.0)])
        self.assertEqual(order.account_move.payment_state, "paid")
        self.close_and_reopen()
        self.assert_all_settled()

    def test_settled_then_invoiced_in_the_same_session(self):
        order = self.owe()
        self.settle([(order, 100.0)])
        order.action_pos_order_invoice()
        self.assertEqual(self.due(), {})
        self.close_and_reopen()
        self.assertEqual(order.account_move.payment_state, "paid")
        self.assert_all_settled()

    def test_closed_invoiced_then_settled(self):
        order = self.owe()
        self.close_and_reopen()
        order.action_pos_order_invoice()
        self.assertEqual(self.due(), {order.account_move.name: 100.0})
        self.assertEqual(self.open_items(), [100.0])
        self.settle([(order.account_move, 100.0)])
        self.assert_all_settled()

    def test_closed_settled_then_invoiced(self):
        order = self.owe()
        self.close_and_reopen()
        self.settle([(order, 100.0)])
        order.action_pos_order_invoice()
        self.assertEqual(order.account_move.payment_state, "paid")
        self.assert_all_settled()

    def test_chosen_before_it_was_invoiced(self):
        order = self.owe()
        data = self.settlement_data([(order, 100.0)], [(self.cash_pm1, 100.0)])
        order.action_pos_order_invoice()
        self.sync(data)
        self.assertEqual(order.account_move.payment_state, "paid")

    def test_another_till_settles_and_closes_first(self):
        order = self.owe()
        first = self.pos_session
        self.config = self.other_till()
        self.open_new_session()
        self.settle([(order, 100.0)], [(self.bank_pm1, 100.0)])
        self.assertEqual(self.due(), {})
        self.close_other_till(self.pos_session)
        self.assertEqual(self.due(), {})
        self.pos_session = first
        self.close_till()
        self.assert_all_settled()

    def test_another_till_settles_and_closes_last(self):
        order = self.owe()
        first = self.pos_session
        self.config = self.other_till()
        self.open_new_session()
        self.settle([(order, 100.0)], [(self.bank_pm1, 100.0)])
        second, self.pos_session = self.pos_session, first
        self.close_till()
        self.assertEqual(self.due(), {})
        self.close_other_till(second)
        self.assert_all_settled()

    def close_other_till(self, session):
        """Close the session of a till without cash."""
        result = session.with_user(self.cashier).close_session_from_ui()
        self.assertTrue(result["successful"], result)

    def other_till(self):
        """Return a second till of the company."""
        till = self.config.copy({"name": "Second Till"})
        methods = self.pay_later_pm | self.bank_pm1 | self.credit_pm
        till.payment_method_ids = [Command.set(methods.ids)]
        return till

    def test_the_exposure_falls_once(self):
        order = self.owe()
        self.settle([(order, 40.0)])
        terms = self.customer._get_credit_exposure_terms(self.company)
        total = sum(amounts.get(self.customer, 0.0) for amounts in terms.values())
        self.assertEqual(total, 60.0)
        self.close_till()
        terms = self.customer._get_credit_exposure_terms(self.company)
        total = sum(amounts.get(self.customer, 0.0) for amounts in terms.values())
        self.assertEqual(total, 60.0)

    def test_returned_on_account_is_not_due(self):
        order = self.owe()
        self.refund(order, [(self.pay_later_pm, -100.0)])
        self.assertEqual(self.due(), {})
        self.close_and_reopen()
        self.assert_all_settled()

    def test_orders_that_owe_nothing_are_refused(self):
        paid = self.sell([(self.cash_pm1, 100.0)])
        theirs = self.owe(customer=self.other_customer)
        for order in (paid, theirs):
            with self.assertRaisesRegex(Exception, "not due by"), self.env.cr.savepoint():
                self.settle([(order, 100.0)])
