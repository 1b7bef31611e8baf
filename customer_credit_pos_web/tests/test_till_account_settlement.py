"""Settling invoices at the till: matched with exactly the chosen ones, once, nothing lost."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestTillSettlement(SettlementCommon):
    """Every rule is tried as a cashier through the method that the browser calls."""

    @classmethod
    def setUpClass(cls):
        """The customer owes two invoices."""
        super().setUpClass()
        cls.old = cls.invoice(cls, 100.0, invoice_date_due="2026-01-15")
        cls.new = cls.invoice(cls, 60.0, invoice_date_due="2026-02-15")

    # --------------------------------------------------------------- what is due

    def test_the_list_tells_what_is_open(self):
        self.invoice(30.0, self.other_customer)
        self.invoice(40.0, post=False)
        self.invoice(10.0, move_type="out_refund")
        rows = self.due_rows()
        self.assertEqual(
            [(row["name"], row["open"], row["due_date"], row["overdue"]) for row in rows],
            [
                (self.old.name, 100.0, "2026-01-15", True),
                (self.new.name, 60.0, "2026-02-15", True),
            ],
        )
        self.assertEqual(rows[0]["reference"], f"account.move,{self.old.id}")
        self.assertIn("100.00", rows[0]["open_text"])

    def test_the_list_is_for_till_users(self):
        with self.assertRaises(AccessError):
            self.due_rows(user=self.employee)
        with self.assertRaises(AccessError):
            self.due_rows(user=self.portal_user)

    def test_the_list_costs_the_same_for_many_documents(self):
        few = self.count_queries()
        for _number in range(3):
            self.invoice(5.0)
        self.assertEqual(self.count_queries(), few)

    def count_queries(self):
        """Return how many queries the list costs now."""
        self.due_rows()  # what is read once per process
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["res.partner"].with_user(self.cashier).get_due_for_till(
            self.customer.id, self.config.id
        )
        return self.env.cr.sql_log_count - before

    def test_the_closing_screen_tells_each_way_apart(self):
        """Nobody counts what was put on accounts, settled or taken back; one sum says nothing."""
        sold = self.sell([(self.pay_later_pm, 100.0)], customer=self.other_customer)
        self.sell([(self.pay_later_pm, 30.0), (self.cash_pm1, 70.0)])
        self.settle([(self.old, 100.0), (self.new, 25.0)])
        self.refund(sold, [(self.pay_later_pm, -100.0)])
        data = self.pos_session.with_user(self.cashier).get_closing_control_data()
        method = next(
            it for it in data["non_cash_payment_methods"] if it["id"] == self.pay_later_pm.id
        )
        rows = {row["name"]: row["amount"] for row in method["apart"]}
        self.assertEqual(rows, {"Put on account": 130.0, "Settled": 125.0, "Taken back": 100.0})

    # --------------------------------------------------------------- settling

    def test_a_chosen_invoice_is_paid_at_once(self):
        order = self.settle([(self.new, 60.0)])
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.new.payment_state, "paid")
        self.assertEqual(self.old.amount_residual, 100.0)
        self.assertEqual(self.due(), {self.old.name: 100.0})

    def test_a_part_is_paid_and_the_rest_stays_due(self):
        self.settle([(self.old, 30.0)])
        self.assertEqual(self.old.payment_state, "partial")
        self.assertEqual(self.due()[self.old.name], 70.0)

    def test_several_at_once_by_two_methods(self):
        self.settle(
            [(self.old, 100.0), (self.new, 20.0)],
            [(self.bank_pm1, 90.0), (self.cash_pm1, 30.0)],
        )
        self.assertEqual(self.due(), {self.new.name: 40.0})

    def test_store_credit_settles(self):
        self.give_credit(80.0)
        order = self.settle([(self.new, 60.0)], [(self.credit_pm, 60.0)])
        self.assertEqual(self.till_entries(order), [("till_payment", -60.0)])
        self.assert_credit(20.0)
        self.close_till()
        self.assertEqual(self.liability_items(), [-80.0, 60.0])
        self.assert_ties_out()
        self.assertEqual(self.open_items(), [100.0])

    def test_store_credit_settles_no_more_than_was_chosen(self):
        self.give_credit(80.0)
        with self.assertRaisesRegex(UserError, "still due"):
            self.settle([(self.new, 60.0)], [(self.credit_pm, 70.0), (self.cash_pm1, -10.0)])

    def test_change_is_given_in_cash(self):
        data = self.settlement_data([(self.new, 60.0)], [(self.cash_pm1, 100.0)])
        data["amount_return"] = -40.0
        self.sync(data)
        self.assertEqual(self.new.payment_state, "paid")
        self.close_till()
        self.assertEqual(self.open_items(), [100.0])

    def test_a_contact_settles_for_its_company(self):
        invoice = self.invoice(25.0, self.contact.parent_id)
        self.settle([(invoice, 25.0)], customer=self.contact)
        self.assertEqual(invoice.payment_state, "paid")

    def test_a_draft_settles_nothing(self):
        data = self.settlement_data([(self.new, 60.0)], [(self.cash_pm1, 60.0)], state="draft")
        order = self.sync(data)
        self.assertFalse(order.payment_ids.account_move_id)
        self.sync({**data, "state": "paid", "payment_ids": []})
        self.assertEqual(self.new.payment_state, "paid")

    def test_a_replay_settles_nothing_again(self):
        data = self.settlement_data([(self.old, 30.0)], [(self.cash_pm1, 30.0)])
        order = self.sync(data)
        self.assertEqual(self.sync(data), order)
        self.assertEqual(self.due()[self.old.name], 70.0)
        self.assertEqual(len(order.payment_ids.account_move_id), 1)

    def test_closing_balances_and_leaves_nothing_open(self):
        self.settle([(self.old, 100.0), (self.new, 20.0)])
        self.sell([(self.cash_pm1, 100.0)])
        session = self.close_and_reopen()
        self.assertEqual(self.open_items(), [40.0])
        self.assertEqual(self.due(), {self.new.name: 40.0})
        suspense = self.company.account_default_pos_receivable_account_id
        items = self.env["account.move.line"].search(
            [("account_id", "=", suspense.id), ("reconciled", "=", False)]
        )
        self.assertFalse(items)
        settled = session.order_ids._get_settlements().account_move_id
        self.assertEqual(settled & session._get_related_account_moves(), settled)

    def test_sales_and_taxes_do_not_see_settlements(self):
        self.sell([(self.cash_pm1, 100.0)])
        self.settle([(self.old, 100.0)])
        self.env.flush_all()
        report = self.env["report.pos.order"].search([("session_id", "=", self.pos_session.id)])
        self.assertEqual(sum(report.mapped("price_total")), 100.0)
        session = self.close_till()
        income = session.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "income" or line.tax_line_id
        )
        self.assertEqual(sum(income.mapped("balance")), -100.0)

    def test_the_exposure_falls_once(self):
        self.settle([(self.old, 100.0)])
        terms = self.customer._get_credit_exposure_terms(self.company)
        total = sum(amounts.get(self.customer, 0.0) for amounts in terms.values())
        self.assertEqual(total, 60.0)

    # --------------------------------------------------------------- paid meanwhile

    def test_paid_meanwhile_the_money_stays_the_customers(self):
        data = self.settlement_data([(self.old, 100.0)], [(self.cash_pm1, 100.0)])
        self._register_payment(self.old, amount=70.0)
        order = self.sync(data)
        self.assertEqual(self.old.payment_state, "paid")
        self.assertEqual(self.open_items(), [60.0, -70.0])
        self.assertIn("70.00", order.message_ids[:1].body)
        self.assertIn("outstanding credits", self.customer.message_ids[:1].body)
        outstanding = self.customer._get_outstanding_credit_by_partner(self.company)
        self.assertEqual(outstanding[self.customer], 70.0)
        self.close_till()
        self.assertEqual(self.open_items(), [60.0, -70.0])

    # --------------------------------------------------------------- forged

    def assert_refused(self, message, documents, payments=None, **vals):
        """The server says why; nothing was booked."""
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            self.settle(documents, payments, **vals)
        self.assertEqual(self.old.amount_residual, 100.0)

    def test_documents_of_others_are_refused(self):
        theirs = self.invoice(100.0, self.other_customer)
        self.assert_refused("not due by", [(theirs, 100.0)])
        self.assertEqual(theirs.amount_residual, 100.0)

    def test_documents_of_another_company_are_refused(self):
        other = self.setup_other_company()["company"]
        theirs = self.env["account.move"].with_company(other)
        invoice = self.init_invoice(
            "out_invoice", partner=self.customer, amounts=[50.0], company=other, post=True
        )
        self.assertEqual(invoice.company_id, other)
        self.assertNotIn(invoice.name, self.due())
        self.assert_refused("not due by", [(theirs.browse(invoice.id), 50.0)])

    def test_what_is_no_posted_invoice_is_refused(self):
        draft = self.invoice(20.0, post=False)
        self.assert_refused("not a posted invoice", [(draft, 20.0)])
        gone = self.invoice(20.0)
        gone.button_draft()
        gone.button_cancel()
        self.assert_refused("not a posted invoice", [(gone, 20.0)])
        note = self.invoice(20.0, move_type="out_refund")
        self.assert_refused("not due by", [(note, 20.0)])
        bill = self.init_invoice("in_invoice", self.customer, amounts=[20.0], post=True)
        self.assert_refused("not due by", [(bill, 20.0)])
        entry = self.book([(self.receivable, 20.0, self.customer), (self.liability, -20.0, None)],
                          post=False)  # fmt: skip
        self.assert_refused("not due by", [(entry, 20.0)])

    def test_no_more_than_was_ever_due(self):
        self.assert_refused("no more than that", [(self.old, 100.5)])

    def test_a_document_is_settled_once_in_an_order(self):
        self.assert_refused("once in an order", [(self.old, 60.0), (self.old, 60.0)])

    def test_the_money_must_be_there(self):
        self.assert_refused("Collect .*100.00", [(self.old, 100.0)], [(self.cash_pm1, 10.0)])
        data = self.settlement_data([(self.old, 100.0)], [(self.cash_pm1, 10.0)], state="draft")
        order = self.sync(data).with_user(self.cashier)
        with self.assertRaisesRegex(UserError, "Collect .*100.00"):
            order.write({"state": "paid"})

    def test_owing_settles_nothing(self):
        self.assert_refused("use another method", [(self.old, 100.0)], [(self.pay_later_pm, 100.0)])

    def test_goods_and_settlements_do_not_mix(self):
        data = self.settlement_data([(self.old, 100.0)], [(self.cash_pm1, 200.0)])
        data["lines"] = self.order_data([(self.cash_pm1, 100.0)])["lines"]
        data["amount_total"] = 100.0
        with self.assertRaisesRegex(UserError, "order of its own"):
            self.sync(data)

    def test_topups_and_settlements_do_not_mix(self):
        self.assert_refused(
            "top-up", [(self.old, 100.0)], [(self.cash_pm1, 150.0), (self.credit_pm, -50.0)]
        )

    def test_only_the_customers_account_settles(self):
        data = self.settlement_data([(self.old, 100.0)], [(self.cash_pm1, 100.0)])
        data["payment_ids"][0][2]["payment_method_id"] = self.bank_pm1.id
        with self.assertRaisesRegex(UserError, "not due by"):
            self.sync(data)

    def test_without_a_customer_nobody_owes(self):
        data = self.settlement_data([(self.old, 100.0)], [(self.cash_pm1, 100.0)])
        data["partner_id"] = False
        with self.assertRaisesRegex(UserError, "Choose a customer"):
            self.sync(data)

    # --------------------------------------------------------------- afterwards

    def test_what_was_settled_cannot_be_changed(self):
        order = self.settle([(self.old, 100.0)]).with_user(self.till_manager)
        payment = order.payment_ids.filtered("settled_document")
        for vals in (
            {"amount": -50.0},
            {"settled_document": f"account.move,{self.new.id}"},
            {"payment_method_id": self.cash_pm1.id},
        ):
            with (
                self.assertRaisesRegex(UserError, "cannot change any more"),
                self.env.cr.savepoint(),
            ):
                payment.write(vals)
        with self.assertRaisesRegex(UserError, "cannot change any more"), self.env.cr.savepoint():
            payment.unlink()
        with self.assertRaisesRegex(UserError, "cannot change"), self.env.cr.savepoint():
            order.write({"partner_id": self.other_customer.id})
        with self.assertRaisesRegex(UserError, "nothing to invoice"), self.env.cr.savepoint():
            order.action_pos_order_invoice()

    def test_no_settlement_is_added_to_a_paid_order(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        vals = {
            "pos_order_id": order.id,
            "payment_method_id": self.pay_later_pm.id,
            "amount": -50.0,
            "settled_document": f"account.move,{self.old.id}",
        }
        with self.assertRaisesRegex(UserError, "cannot change any more"):
            self.env["pos.payment"].with_user(self.till_manager).create(vals)
