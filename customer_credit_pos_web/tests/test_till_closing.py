"""Closing the till: journal entries per customer, every entry linked, no difference."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillClosing(TillCommon):
    """Before closing entries wait, after closing the books say the same."""

    def setUp(self):
        """Two customers have credit."""
        super().setUp()
        self.give_credit(150.0)
        self.give_credit(150.0, self.other_customer)

    def test_entries_wait_while_the_session_is_open(self):
        order = self.sell([(self.credit_pm, 100.0)])
        entry = order._get_store_credit_entries()
        self.assertFalse(entry.move_line_id)
        self.assertEqual(entry._is_allowed_to_wait(), entry)
        self.assert_ties_out()

    def test_closing_links_each_entry_to_its_journal_item(self):
        first = self.sell([(self.credit_pm, 100.0)])
        second = self.sell([(self.credit_pm, 40.0), (self.cash_pm1, 60.0)])
        third = self.sell([(self.credit_pm, 100.0)], customer=self.other_customer)
        session = self.close_till()
        self.assertEqual(session.state, "closed")
        self.assertEqual(sorted(self.liability_items()), [-150.0, 40.0, 100.0])
        self.assertEqual(self.liability_items(self.other_customer), [-150.0, 100.0])
        for order in first | second | third:
            entry = order._get_store_credit_entries()
            self.assertEqual(len(entry), 1)
            self.assertEqual(entry.move_line_id.balance, -entry.amount)
            self.assertIn(entry.move_id, session._get_related_account_moves())
        self.assert_store_credit(10.0)
        self.assert_ties_out()

    def open_receivable(self):
        """Return what is open on the customer's account."""
        return self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("account_id", "=", self.c1_receivable.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )

    def test_nothing_stays_open_on_the_receivable(self):
        self.sell([(self.credit_pm, 100.0)])
        self.sell([(self.credit_pm, 40.0), (self.cash_pm1, 60.0)], to_invoice=True)
        self.close_till()
        self.assertFalse(self.open_receivable())

    def test_a_card_pays_at_once_where_journals_leave_entries_to_the_bank(self):
        """With an accounting app, and without an outstanding account."""
        self.patch(
            self.registry["account.move"],
            "_get_invoice_in_payment_state",
            lambda move: "in_payment",
        )
        card = self.bank_split_pm1
        # Set up before the till was opened; Odoo refuses it afterwards.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pos_payment_method SET outstanding_account_id = NULL WHERE id = %s", [card.id]
        )
        card.invalidate_recordset()
        card.journal_id.inbound_payment_method_line_ids.payment_account_id = False
        self.sell([(card, 60.0), (self.credit_pm, 40.0)])
        self.close_till()
        self.assertFalse(self.open_receivable())
        self.assert_ties_out()

    def test_an_invoiced_order_is_paid_and_linked(self):
        order = self.sell([(self.credit_pm, 100.0)], to_invoice=True)
        self.assertEqual(order.account_move.payment_state, "paid")
        self.assert_ties_out()
        self.close_till()
        self.assertTrue(order._get_store_credit_entries().move_line_id)
        self.assert_store_credit(50.0)
        self.assert_ties_out()

    def test_an_order_invoiced_after_closing_moves_no_credit(self):
        order = self.sell([(self.credit_pm, 100.0)])
        self.close_till()
        order.action_pos_order_invoice()
        self.assertEqual(order.account_move.payment_state, "paid")
        self.assert_store_credit(50.0)
        self.assert_ties_out()

    def test_a_difference_on_store_credit_is_refused(self):
        self.sell([(self.credit_pm, 100.0)])
        session = self.pos_session.with_user(self.cashier)
        session.post_closing_cash_details(0.0)
        result = session.close_session_from_ui([(self.credit_pm.id, -5.0)])
        self.assertFalse(result["successful"])
        self.assertIn("cannot have a difference", result["message"])
        with self.assertRaisesRegex(UserError, "cannot have a difference"):
            session.action_pos_session_closing_control(
                bank_payment_method_diffs={self.credit_pm.id: -5.0}
            )

    def test_the_closing_screen_has_nothing_to_count(self):
        self.sell([(self.credit_pm, 100.0)])
        data = self.pos_session.with_user(self.cashier).get_closing_control_data()
        method = next(
            item for item in data["non_cash_payment_methods"] if item["id"] == self.credit_pm.id
        )
        self.assertEqual((method["type"], method["amount"]), ("store_credit", 100.0))

    def every_kind(self):
        """Pay, add, keep change, give back, undo; return what that was, apart."""
        sold = self.sell([(self.credit_pm, 100.0)])
        self.sell([(self.credit_pm, 30.0), (self.cash_pm1, 70.0)])
        self.top_up(50.0)
        self.sell([(self.cash_pm1, 120.0), (self.credit_pm, -20.0)])
        self.refund(sold, [(self.credit_pm, -100.0)])
        topup = self.top_up(15.0)
        self.cashier.group_ids += self.env.ref(
            "customer_credit_pos_web.group_pos_store_credit_payout"
        )
        topup.with_user(self.cashier).action_undo_store_credit_topup()
        return {"paid": 130.0, "added": 85.0, "given_back": 100.0, "undone": 15.0}

    def test_paid_added_and_given_back_stand_apart(self):
        kinds = self.every_kind()
        data = self.pos_session.with_user(self.cashier).get_closing_control_data()
        method = next(
            item for item in data["non_cash_payment_methods"] if item["id"] == self.credit_pm.id
        )
        self.assertEqual({row["kind"]: row["amount"] for row in method["apart"]}, kinds)
        self.assertEqual(sum(row["signed"] for row in method["apart"]), method["amount"])
        self.close_till()
        self.assert_ties_out()

    def test_the_session_report_has_a_row_for_each(self):
        self.every_kind()
        report = self.env["report.point_of_sale.report_saledetails"]
        session = self.pos_session

        def rows(**which):
            payments = report.get_sale_details(**which)["payments"]
            return {
                row["name"].split(" · ")[1]: row["total"]
                for row in payments
                if row.get("id") == self.credit_pm.id and not row["count"]
            }

        apart = {
            "Paid with it": 130.0,
            "Added": -85.0,
            "Given back": -100.0,
            "Top-ups undone": 15.0,
        }
        self.assertEqual(rows(session_ids=session.ids), apart)
        self.close_till()
        self.assertEqual(rows(session_ids=session.ids), apart)
        self.assertEqual(rows(config_ids=self.config.ids), apart)

    def test_a_till_without_credit_shows_no_kinds(self):
        self.sell([(self.cash_pm1, 100.0)])
        data = self.pos_session.with_user(self.cashier).get_closing_control_data()
        method = next(
            item for item in data["non_cash_payment_methods"] if item["id"] == self.credit_pm.id
        )
        self.assertEqual((method["amount"], method["apart"]), (0, []))

    def test_nothing_flushes_while_the_entry_is_half_built(self):
        """Where a stored field of entries depends on others, a flush would balance it."""
        self.sell([(self.cash_pm1, 100.0)])
        self.sell([(self.credit_pm, 100.0)])
        Cursor = type(self.env.cr)
        flush, session, seen = Cursor.flush, self.pos_session, []

        def watched(cursor):
            lines = self.env["account.move.line"].browse(session.move_id.line_ids._ids)
            seen.append(session.currency_id.round(sum(lines.mapped("balance"))))
            flush(cursor)

        self.patch(Cursor, "flush", watched)
        self.close_till()
        self.assertTrue(seen)
        self.assertEqual(set(seen), {0.0})
        self.assert_ties_out()

    def test_a_failing_booking_names_the_order(self):
        order = self.sell([(self.credit_pm, 100.0)])
        self.patch(
            self.registry["account.payment"],
            "action_post",
            lambda payments: (_ for _ in ()).throw(UserError("The period is locked")),
        )
        with self.assertRaisesRegex(UserError, f"{order.name}.*period is locked"):
            self.close_till()

    def test_of_many_orders_the_one_at_fault_is_named_and_nothing_is_booked(self):
        good = self.sell([(self.credit_pm, 100.0)])
        bad = self.sell([(self.credit_pm, 100.0)], customer=self.other_customer)
        Session = self.registry["pos.session"]
        prepare = Session._prepare_store_credit_payment
        reason = "This customer has no account"

        def prepare_but_one(session, payment, entry):
            if payment.pos_order_id == bad:
                raise UserError(reason)
            return prepare(session, payment, entry)

        self.patch(Session, "_prepare_store_credit_payment", prepare_but_one)
        with (
            self.assertRaises(UserError) as caught,
            self.env.cr.savepoint(),
        ):
            self.close_till()
        self.assertIn(f"{bad.display_name}: {reason}", str(caught.exception))
        self.assertNotIn(good.name, str(caught.exception))
        self.assertEqual(self.liability_items(), [-150.0])
        self.assertFalse((good | bad)._get_store_credit_entries().move_line_id)

    def test_a_draft_is_not_booked(self):
        data = self.order_data([(self.credit_pm, 100.0)], customer=self.customer, state="draft")
        order = self.sync(data)
        order.with_user(self.cashier).action_pos_order_cancel()
        self.sell([(self.cash_pm1, 100.0)])
        self.close_till()
        self.assertEqual(self.liability_items(), [-150.0])
        self.assert_store_credit(150.0)

    def test_a_tie_out_after_closing_has_no_excuse_left(self):
        order = self.sell([(self.credit_pm, 100.0)])
        self.close_till()
        entry = order._get_store_credit_entries()
        self.assertFalse(entry._is_allowed_to_wait())

    def test_smart_buttons_reach_the_entries(self):
        order = self.sell([(self.credit_pm, 100.0)])
        self.assertEqual(order.store_credit_moved, -100.0)
        self.assertEqual(self.pos_session.store_credit_entry_count, 1)
        entries = order._get_store_credit_entries()
        for record in (order, self.pos_session):
            action = record.with_user(self.till_manager).action_view_store_credit_entries()
            self.assertEqual(self.Entry.search(action["domain"]), entries)

    def test_a_till_in_another_currency_books_company_currency(self):
        self.config = self.other_currency_config
        self.config.store_credit_enabled = True
        self.open_new_session()
        product = self.create_product("Lamp", self.categ_basic, 100.0, 50.0)
        # 0.5 of the other currency to one of the company's: 50 there are 100 here.
        self.pricelist.item_ids = [
            Command.create({"product_tmpl_id": product.product_tmpl_id.id, "fixed_price": 50.0,
                            "compute_price": "fixed", "applied_on": "1_product"})
        ]  # fmt: skip
        data = self.order_data(
            [(self.credit_pm, 50.0)], customer=self.customer, lines=[(product, 1)]
        )
        order = self.sync(data)
        self.assertEqual(self.till_entries(order), [("till_payment", -100.0)])
        self.pos_session.with_user(self.cashier).close_session_from_ui()
        self.assertEqual(self.pos_session.state, "closed")
        self.assert_store_credit(50.0)
        self.assert_ties_out()
