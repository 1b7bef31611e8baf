"""What store credit costs at the till, in queries: few with it, none without it."""

from odoo import Command
from odoo.tests import tagged

from .common_till import TillCommon

MORE_WITH_CREDIT = 5
# Odoo books the payments of an own method that names the customer one by one: about 100 each.
MORE_PER_BOOKING = 30


@tagged("post_install", "-at_install")
class TestTillQueries(TillCommon):
    """The same order, sent from an empty cache, at tills with and without the method."""

    def setUp(self):
        """Open a second till without the method; walk every path once."""
        super().setUp()
        self.product.is_storable = False
        self.give_credit(5000.0)
        self.with_credit = self.config, self.pos_session
        journal = self.env["account.journal"].create(
            {"name": "Other Drawer", "type": "cash", "code": "DRAW"}
        )
        self.other_cash = self.env["pos.payment.method"].create(
            {"name": "Other Cash", "journal_id": journal.id}
        )
        self.config = self.env["pos.config"].create(
            {"name": "Bare", "payment_method_ids": [Command.set(self.other_cash.ids)]}
        )
        self.open_new_session()
        self.bare = self.config, self.pos_session
        for till, method in self.every_way():
            self.queries_of(till, [(method, 100.0)])

    def every_way(self):
        """Return the ways to pay as (till, method)."""
        return [
            (self.with_credit, self.credit_pm),
            (self.with_credit, self.cash_pm1),
            (self.bare, self.other_cash),
        ]

    def queries_of(self, till, payments):
        """Return how many queries an order takes at a till; now and then Odoo takes one more."""
        self.config, self.pos_session = till
        return min(self.queries_of_one(payments) for _time in range(3))

    def queries_of_one(self, payments):
        """Return how many queries this order takes."""
        data = self.order_data(payments, customer=self.customer)
        orders = self.env["pos.order"].with_user(self.cashier)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        orders.sync_from_ui([data])
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_an_order_paid_by_credit_takes_five_more_than_by_cash(self):
        by_credit = self.queries_of(self.with_credit, [(self.credit_pm, 100.0)])
        by_cash = self.queries_of(self.bare, [(self.other_cash, 100.0)])
        self.assertLessEqual(by_credit, by_cash + MORE_WITH_CREDIT)

    def test_an_order_paid_otherwise_takes_not_one_more(self):
        beside_credit = self.queries_of(self.with_credit, [(self.cash_pm1, 100.0)])
        self.assertLessEqual(beside_credit, self.queries_of(self.bare, [(self.other_cash, 100.0)]))

    def test_no_journal_is_read_to_know_a_customers_account(self):
        methods = (self.cash_pm1 + self.credit_pm).sudo()
        self.env.flush_all()
        self.env.invalidate_all()
        methods.fetch(["journal_id"])
        with self.assertQueryCount(0):
            found = methods.filtered(lambda method: method._is_customer_account())
        self.assertFalse(found)

    def test_only_a_method_to_pay_later_is_a_customers_account(self):
        methods = self.env["pos.payment.method"].sudo()
        account = methods.create({"name": "Customer Account"})
        online = methods.create({"name": "Online", "is_online_payment": True})
        found = (account + online + self.cash_pm1.sudo()).filtered(
            lambda method: method._is_customer_account()
        )
        self.assertEqual(found, account)

    def test_the_till_reads_what_an_order_moved_without_asking_the_ledger(self):
        self.config, self.pos_session = self.with_credit
        data = self.order_data([(self.credit_pm, 100.0)], customer=self.customer)
        self.env["pos.order"].with_user(self.cashier).sync_from_ui([data])
        order = self.env["pos.order"].search([("uuid", "=", data["uuid"])])
        order._get_store_credit_payments()
        with self.assertQueryCount(0):
            moved = order.store_credit_moved
        self.assertEqual(moved, -100.0)

    def test_cash_beside_credit_costs_what_cash_costs(self):
        part = [(self.credit_pm, 60.0), (self.cash_pm1, 40.0)]
        self.queries_of(self.with_credit, part)
        by_cash = self.queries_of(self.with_credit, [(self.cash_pm1, 100.0)])
        by_both = self.queries_of(self.with_credit, part)
        self.assertLessEqual(by_both, by_cash + MORE_WITH_CREDIT + 1)

    def queries_of_closing(self, count):
        """Return how many queries it takes to close the till after so many orders."""
        self.config = self.with_credit[0]
        self.open_new_session()
        for _number in range(count):
            self.sell([(self.credit_pm, 10.0), (self.cash_pm1, 90.0)])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.close_till()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_closing_books_all_orders_at_once(self):
        self.config, self.pos_session = self.with_credit
        self.close_till()
        few, many = self.queries_of_closing(2), self.queries_of_closing(8)
        self.assertLessEqual((many - few) / 6, MORE_PER_BOOKING)

    def queries_of_opening(self):
        """Return how many queries it takes to open the till in a browser."""
        session = self.with_credit[1].with_user(self.cashier)
        session.load_data([])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        session.load_data([])
        return self.env.cr.sql_log_count - before

    def test_opening_the_till_asks_no_more_however_many_have_credit(self):
        before = self.queries_of_opening()
        for number in range(20):
            self.give_credit(1.0, self.env["res.partner"].create({"name": f"C{number}"}))
        self.assertEqual(self.queries_of_opening(), before)

    def test_the_credit_of_many_customers_is_read_at_once(self):
        customers = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(20)])
        for customer in customers:
            self.give_credit(1.0, customer)
        Partner = self.env["res.partner"].with_user(self.cashier)

        def read(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = Partner.get_store_credit_for_till(customers[:count].ids, self.with_credit[0].id)
            self.assertEqual(sum(values["available"] for values in found.values()), count)
            return self.env.cr.sql_log_count - before

        read(1)
        self.assertEqual(read(20), read(2))
