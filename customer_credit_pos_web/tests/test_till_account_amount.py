"""An amount on account pays what falls due first; what customers owe stands on the till's list."""

import json

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_settlement import SettlementCommon

FORGED = '[{"name": "All", "amount": 9999.0}]'


@tagged("post_install", "-at_install")
class TestTillAmountOnAccount(SettlementCommon):
    """The browser asks what an amount pays, and sends the amount: the server decides again."""

    @classmethod
    def setUpClass(cls):
        """The customer owes two invoices; the newer one was made first."""
        super().setUpClass()
        cls.new = cls.invoice(cls, 60.0, invoice_date_due="2026-02-15")
        cls.old = cls.invoice(cls, 100.0, invoice_date_due="2026-01-15")

    # --------------------------------------------------------------- arrange

    def ask(self, amount, customer=None, user=None):
        """Return what the till is told that an amount pays."""
        self.env.flush_all()
        self.env.invalidate_all()
        Partner = self.env["res.partner"].with_user(user or self.cashier)
        return Partner.get_due_for_amount((customer or self.customer).id, self.config.id, amount)

    def paid_by(self, amount):
        """Return the same as (name, amount) pairs."""
        return [(row["name"], row["amount"]) for row in self.ask(amount)]

    def amount_data(self, amount, payments=None, documents=(), **vals):
        """Return the order as the till sends it: an amount on account, paid in cash."""
        total = amount + sum(part for _document, part in documents)
        data = self.settlement_data(
            [("account.move,0", amount), *documents], payments or [(self.cash_pm1, total)], **vals
        )
        data["payment_ids"][0][2].update(settled_document=False, customer_credit_oldest_first=True)
        return data

    def pay(self, amount, payments=None, user=None, **vals):
        """Pay an amount on account; return the order."""
        return self.sync(self.amount_data(amount, payments, **vals), user)

    def settled(self, order):
        """Return (name, amount) of what the receipt of this order lists."""
        payment = order.payment_ids.filtered(lambda it: it._is_settlement())
        return [
            (part["name"], part["amount"])
            for part in json.loads(payment.customer_credit_settled_parts)
        ]

    def owed(self, *partners, user=None):
        """Return what the till's list says that these contacts owe."""
        self.env.flush_all()
        self.env.invalidate_all()
        ids = [partner.id for partner in partners]
        Partner = self.env["res.partner"].with_user(user or self.cashier)
        found = Partner.get_store_credit_for_till(ids, self.config.id)
        return [found[partner_id].get("owed") for partner_id in ids]

    # --------------------------------------------------------------- what it pays

    def test_an_amount_pays_what_falls_due_first(self):
        self.assertEqual(self.paid_by(30.0), [(self.old.name, 30.0)])
        self.assertEqual(self.paid_by(130.0), [(self.old.name, 100.0), (self.new.name, 30.0)])
        self.assertFalse(any(row["waiting"] for row in self.ask(130.0)))

    def test_more_than_is_due_is_refused_with_what_is_due(self):
        self.assertEqual(len(self.ask(160.0)), 2)
        with self.assertRaisesRegex(UserError, "160.00 is due"):
            self.ask(160.01)

    def test_what_is_no_amount_is_refused(self):
        for amount in (0, -5.0, float("nan"), float("inf"), "ten", None):
            with self.assertRaisesRegex(UserError, "Enter the amount"):
                self.ask(amount)

    def test_others_are_told_nothing(self):
        for user in (self.employee, self.portal_user):
            with self.assertRaises(AccessError):
                self.ask(10.0, user=user)

    # --------------------------------------------------------------- paying it

    def test_the_oldest_is_paid_as_a_whole_and_the_next_in_part(self):
        order = self.pay(130.0)
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.old.payment_state, "paid")
        self.assertEqual(self.new.amount_residual, 30.0)
        self.assertEqual(self.settled(order), [(self.old.name, 100.0), (self.new.name, 30.0)])
        self.assertIn(self.old.name, order.payment_ids.account_move_id.ref)
        self.close_till()
        self.assertEqual(self.open_items(), [30.0])
        self.assert_ties_out()

    def test_a_replay_pays_nothing_again(self):
        data = self.amount_data(130.0)
        order = self.sync(data)
        self.assertEqual(self.sync(data), order)
        self.assertEqual(self.due(), {self.new.name: 30.0})
        self.assertEqual(len(order.payment_ids.account_move_id), 1)

    def test_what_was_paid_meanwhile_is_left_out(self):
        data = self.amount_data(100.0)
        self._register_payment(self.old, amount=70.0)
        order = self.sync(data)
        self.assertEqual(self.settled(order), [(self.old.name, 30.0), (self.new.name, 60.0)])
        self.assertEqual(self.open_items(), [-10.0])
        self.assertIn("10.00", order.message_ids[:1].body)
        self.assertIn("rest stays as outstanding credits", self.customer.message_ids[:1].body)

    def test_store_credit_pays_no_more_than_is_due_now(self):
        self.give_credit(200.0)
        data = self.amount_data(100.0, [(self.credit_pm, 100.0)])
        self._register_payment(self.old)
        with self.assertRaisesRegex(UserError, "60.00"), self.env.cr.savepoint():
            self.sync(data)
        self.assert_credit(200.0)
        self.pay(60.0, [(self.credit_pm, 60.0)])
        self.assert_credit(140.0)
        self.assertEqual(self.due(), {})
        self.close_till()
        self.assert_ties_out()

    def test_a_contact_pays_for_its_company(self):
        company = self.contact.parent_id
        invoice = self.invoice(25.0, company)
        self.pay(25.0, customer=self.contact)
        self.assertEqual(invoice.payment_state, "paid")

    def test_orders_of_the_open_session_wait_for_their_end(self):
        sold = self.sell([(self.pay_later_pm, 100.0)])
        rows = self.ask(260.0)
        self.assertEqual([row["waiting"] for row in rows], [False, False, True])
        order = self.pay(160.0, documents=[(sold, 100.0)])
        self.assertEqual(self.due(), {})
        self.assertEqual(order.state, "paid")
        self.close_and_reopen()
        self.assertEqual(self.open_items(), [])

    def test_store_credit_pays_no_order_of_the_open_session_by_an_amount(self):
        """Nothing is booked of it yet: the money would lie open as an outstanding credit."""
        sold = self.sell([(self.pay_later_pm, 100.0)])
        self.give_credit(300.0)
        data = self.amount_data(260.0, [(self.credit_pm, 260.0)])
        with self.assertRaisesRegex(UserError, "160.00"), self.env.cr.savepoint():
            self.sync(data)
        self.assert_credit(300.0)
        self.pay(160.0, [(self.credit_pm, 260.0)], documents=[(sold, 100.0)])
        self.assert_credit(40.0)
        self.close_and_reopen()
        self.assertEqual(self.open_items(), [])

    def test_the_early_payment_discount_is_granted(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "2 % in 10 days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [fields.Command.create({"value_amount": 100, "nb_days": 30})],
            }
        )
        today = self.today
        invoice = self.invoice(
            200.0, self.other_customer, invoice_date=today, invoice_payment_term_id=terms.id
        )
        rows = self.ask(196.0, self.other_customer)
        self.assertEqual([row["amount"] for row in rows], [196.0])
        order = self.pay(196.0, customer=self.other_customer)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(self.settled(order), [(invoice.name, 196.0)])
        self.close_till()
        self.assertEqual(self.open_items(self.other_customer), [])

    # --------------------------------------------------------------- forged

    def assert_refused(self, message, data):
        """The server says why; nothing was booked."""
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            self.sync(data)
        self.assertEqual(self.old.amount_residual, 100.0)

    def test_forged_amounts_are_refused(self):
        self.assert_refused("owes .*160.00", self.amount_data(161.0))
        self.assert_refused("amount that is paid", self.amount_data(-10.0))
        self.assert_refused("Collect .*100.00", self.amount_data(100.0, [(self.cash_pm1, 10.0)]))
        self.assert_refused(
            "use another method", self.amount_data(100.0, [(self.pay_later_pm, 100.0)])
        )
        goods = self.amount_data(100.0, [(self.cash_pm1, 200.0)])
        goods["lines"] = self.order_data([(self.cash_pm1, 100.0)])["lines"]
        self.assert_refused("order of its own", {**goods, "amount_total": 100.0})
        money = self.amount_data(100.0)
        money["payment_ids"][0][2]["payment_method_id"] = self.bank_pm1.id
        self.assert_refused("not due by", money)
        twice = self.amount_data(50.0, [(self.cash_pm1, 100.0)], documents=[(self.new, 50.0)])
        twice["payment_ids"][1][2].update(settled_document=False, customer_credit_oldest_first=True)
        self.assert_refused("once in an order", twice)

    def test_what_the_receipt_lists_is_the_servers(self):
        data = self.amount_data(30.0)
        data["payment_ids"][0][2]["customer_credit_settled_parts"] = FORGED
        order = self.sync(data)
        self.assertEqual(self.settled(order), [(self.old.name, 30.0)])
        payment = order.payment_ids.filtered("customer_credit_oldest_first").with_user(
            self.till_manager
        )
        payment.write({"customer_credit_settled_parts": FORGED})
        self.assertEqual(self.settled(order), [(self.old.name, 30.0)])
        for vals in ({"customer_credit_oldest_first": False}, {"amount": -1.0}):
            with self.assertRaisesRegex(UserError, "cannot change"), self.env.cr.savepoint():
                payment.write(vals)

    # --------------------------------------------------------------- lists

    def test_lists_say_what_orders_without_goods_were_for(self):
        topup = self.top_up(50.0)
        undone = self.top_up(20.0)
        self.cashier.group_ids += self.env.ref(
            "customer_credit_pos_web.group_pos_store_credit_payout"
        )
        undone.with_user(self.cashier).action_undo_store_credit_topup()
        undo = self.env["pos.order"].search([("store_credit_undone_id", "=", undone.id)])
        orders = [topup, undo, self.pay(30.0), self.sell([(self.cash_pm1, 100.0)])]
        self.assertEqual(
            [(order.customer_credit_kind, order.customer_credit_kind_amount) for order in orders],
            [("topup", 50.0), ("undo", -20.0), ("settlement", 30.0), (False, 0.0)],
        )

    # --------------------------------------------------------------- what is owed

    def assert_owed_is_the_list(self):
        """The figure beside the name is the sum of the list behind it."""
        self.assertEqual(self.owed(self.customer), [sum(self.due().values())])

    def test_the_list_says_what_each_customer_owes(self):
        self.invoice(25.0, self.contact.parent_id)
        self.assertEqual(
            self.owed(self.customer, self.contact, self.other_customer), [160.0, 25.0, 0.0]
        )

    def test_what_is_owed_is_the_sum_of_the_list(self):
        self.assert_owed_is_the_list()
        sold = self.sell([(self.pay_later_pm, 100.0)])
        self.sell([(self.pay_later_pm, 100.0)], to_invoice=True)
        self.assert_owed_is_the_list()
        self.settle([(sold, 40.0)])
        self.assert_owed_is_the_list()
        self.refund(sold, [(self.pay_later_pm, -100.0)])
        self.assert_owed_is_the_list()
        self.close_and_reopen()
        self.assert_owed_is_the_list()
        self.pay(200.0)
        self.assert_owed_is_the_list()

    def test_many_customers_cost_as_many_queries_as_one(self):
        many = self.customer | self.other_customer | self.contact.parent_id
        for partner in many:
            self.invoice(10.0, partner)
        counts = []
        for partners in (self.customer, many, self.customer, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners.sudo()._get_owed_at_till(self.company)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3])

    def test_a_till_that_settles_nothing_shows_no_debts(self):
        self.pos_session.action_pos_session_closing_control()
        methods = self.config.payment_method_ids
        self.config.payment_method_ids -= methods.filtered(lambda it: it._is_customer_account())
        self.assertEqual(self.owed(self.customer), [None])

    def test_customers_with_credit_are_found(self):
        self.give_credit(10.0)
        self.give_credit(50.0, self.contact.parent_id)
        Partner = self.env["res.partner"].with_user(self.cashier)
        found = Partner.get_store_credit_customers_for_till(self.config.id)
        parent = self.contact.parent_id
        self.assertEqual([i for i in found if i in (parent | self.customer).ids],
                         [parent.id, self.customer.id])  # fmt: skip
        self.assertIn(self.contact.id, found)
        self.assertNotIn(self.other_customer.id, found)
        for user in (self.employee, self.portal_user):
            with self.assertRaises(AccessError):
                Partner.with_user(user).get_store_credit_customers_for_till(self.config.id)
