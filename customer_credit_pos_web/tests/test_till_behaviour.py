"""Store credit at the till beside Odoo's own habits: split bills, tips, rounding, companies."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.customer_credit_balance.exceptions import InsufficientCredit

from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestTillBehaviour(SettlementCommon):
    """What the till does to orders must not move credit twice, or by the wrong amount."""

    def setUp(self):
        """The customer has 150 of store credit."""
        super().setUp()
        self.give_credit(150.0)

    # --------------------------------------------------------------- split bills

    def split_bill(self):
        """Return a draft of three chairs, sent to the server, and its data."""
        data = self.order_data([], 3, self.customer, state="draft", payment_ids=[])
        return self.sync(data), data

    def pay_rest(self, order, data, quantity, payments):
        """Pay what is left on the draft after a part was split off."""
        rest = self.order_data(payments, quantity, self.customer)
        line = rest["lines"][0][2]
        line.pop("id")
        line.pop("pack_lot_ids")
        return self.sync(
            {
                **rest,
                "uuid": data["uuid"],
                "access_token": data["access_token"],
                "lines": [Command.update(order.lines.id, line)],
            }
        )

    def test_each_part_of_a_split_bill_takes_its_own(self):
        order, data = self.split_bill()
        self.assert_credit(150.0)
        part = self.sell([(self.credit_pm, 100.0)])
        self.pay_rest(order, data, 2, [(self.credit_pm, 50.0), (self.cash_pm1, 150.0)])
        self.assertEqual((order.state, order.amount_total), ("paid", 200.0))
        self.assertEqual(self.till_entries(part), [("till_payment", -100.0)])
        self.assertEqual(self.till_entries(order), [("till_payment", -50.0)])
        self.assert_credit(0.0)
        self.close_till()
        self.assert_ties_out()

    def test_a_split_bill_cannot_spend_the_same_credit_twice(self):
        order, data = self.split_bill()
        self.sell([(self.credit_pm, 100.0)])
        with self.assertRaises(InsufficientCredit):
            self.pay_rest(order, data, 2, [(self.credit_pm, 100.0), (self.cash_pm1, 100.0)])

    def test_a_payment_saved_with_the_draft_counts_for_what_is_left(self):
        data = self.order_data([(self.credit_pm, 150.0)], 2, self.customer, state="draft")
        order = self.sync(data)
        saved = order.payment_ids
        with self.assertRaisesRegex(UserError, "no change"), self.env.cr.savepoint():
            order.lines.qty = 1
            order.with_user(self.cashier)._compute_prices()
            order.with_user(self.cashier).write({"state": "paid"})
        self.assertEqual(order.payment_ids, saved)
        self.assert_credit(150.0)

    # --------------------------------------------------------------- tips

    def test_a_tip_is_paid_with_credit_like_any_line(self):
        tip = self.create_product("Tips", self.categ_basic, 10.0)
        order = self.sync(
            self.order_data(
                [(self.credit_pm, 110.0)],
                customer=self.customer,
                lines=[(self.product, 1), (tip, 1)],
                is_tipped=True,
                tip_amount=10.0,
            )
        )
        self.assertEqual(self.till_entries(order), [("till_payment", -110.0)])

    def test_a_tip_above_the_credit_is_refused(self):
        tip = self.create_product("Tips", self.categ_basic, 60.0)
        with self.assertRaises(InsufficientCredit):
            self.sync(
                self.order_data(
                    [(self.credit_pm, 160.0)],
                    customer=self.customer,
                    lines=[(self.product, 1), (tip, 1)],
                )
            )

    # --------------------------------------------------------------- rounding

    def round_to_five_cents(self, only_cash):
        """Round at the till to 0.05."""
        self.pos_session.close_session_from_ui()
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Five cents",
                "rounding": 0.05,
                "rounding_method": "HALF-UP",
                "profit_account_id": self.sale_account.id,
                "loss_account_id": self.company_data["default_account_expense"].id,
            }
        )
        self.config.write(
            {
                "cash_rounding": True,
                "rounding_method": rounding.id,
                "only_round_cash_method": only_cash,
            }
        )
        self.open_new_session()
        return self.create_product("Cushion", self.categ_basic, 100.03, 50.0)

    def buy(self, product, payments):
        """Buy one piece of the product."""
        return self.sync(self.order_data(payments, customer=self.customer, lines=[(product, 1)]))

    def test_where_all_is_rounded_credit_pays_the_rounded_total(self):
        product = self.round_to_five_cents(only_cash=False)
        order = self.buy(product, [(self.credit_pm, 100.05)])
        self.assertEqual(self.till_entries(order), [("till_payment", -100.05)])
        self.close_till()
        self.assert_ties_out()

    def test_where_only_cash_is_rounded_credit_pays_to_the_cent(self):
        product = self.round_to_five_cents(only_cash=True)
        with self.assertRaisesRegex(UserError, "no change"), self.env.cr.savepoint():
            self.buy(product, [(self.credit_pm, 100.05)])
        order = self.buy(product, [(self.credit_pm, 100.03)])
        self.assertEqual(self.till_entries(order), [("till_payment", -100.03)])
        mixed = self.buy(product, [(self.credit_pm, 20.01), (self.cash_pm1, 80.0)])
        self.assertEqual(self.till_entries(mixed), [("till_payment", -20.01)])
        self.close_till()
        self.assert_ties_out()

    def test_a_settlement_in_cash_is_rounded(self):
        self.round_to_five_cents(only_cash=True)
        invoice = self.invoice(60.03)
        self.settle([(invoice, 60.03)], [(self.cash_pm1, 60.05)])
        self.assertEqual(invoice.payment_state, "paid")
        self.close_till()
        self.assertEqual(self.open_items(), [])

    def test_coins_that_rounding_saves_are_no_change_to_keep(self):
        product = self.round_to_five_cents(only_cash=True)
        with self.assertRaisesRegex(UserError, "Only change"), self.env.cr.savepoint():
            self.sell([(self.cash_pm1, 100.0), (self.credit_pm, -0.02)])
        order = self.buy(product, [(self.cash_pm1, 120.0), (self.credit_pm, -19.95)])
        self.assertEqual(self.till_entries(order), [("till_topup", 19.95)])
        self.product.list_price = 100.02
        order = self.buy(self.product, [(self.cash_pm1, 120.0), (self.credit_pm, -20.0)])
        self.assertEqual(self.till_entries(order), [("till_topup", 20.0)])
        self.close_till()
        self.assert_ties_out()

    # --------------------------------------------------------------- the credit product

    def test_the_credit_product_is_not_sold_as_goods(self):
        product = self.env.ref("customer_credit_pos_web.product_store_credit")
        with self.assertRaisesRegex(UserError, "Add credit"):
            self.sync(
                self.order_data(
                    [(self.cash_pm1, 50.0)], customer=self.customer, lines=[(product, 1)]
                )
            )
        with self.assertRaisesRegex(ValidationError, "Add credit"):
            product.available_in_pos = True

    # --------------------------------------------------------------- companies, currencies

    def test_credit_of_another_company_is_not_spent_here(self):
        other = self.setup_other_company()["company"]
        self.customer.property_account_receivable_id = self.customer.with_company(
            self.company
        ).property_account_receivable_id
        theirs = self.env["customer.credit.account"]._get_or_create(self.other_customer, other)
        theirs._append_entry(500.0, "topup", "elsewhere", self.other_customer)
        shown = (
            self.env["res.partner"]
            .with_user(self.cashier)
            .get_store_credit_for_till(self.other_customer.ids, self.config.id)
        )
        self.assertEqual(shown[self.other_customer.id]["available"], 0.0)
        with self.assertRaises(InsufficientCredit):
            self.sell([(self.credit_pm, 100.0)], customer=self.other_customer)

    def test_a_till_in_another_currency_settles_company_currency(self):
        invoice = self.invoice(100.0)
        self.config = self.other_currency_config
        self.config.payment_method_ids = [Command.link(self.pay_later_pm.id)]
        self.open_new_session()
        rows = self.due_rows()
        # 0.5 of the other currency to one of the company's.
        self.assertEqual([row["open"] for row in rows], [50.0])
        self.assertIn("100.00", rows[0]["open_text"])
        self.settle([(invoice, 50.0)], [(self.cash_pm2, 50.0)])
        self.assertEqual(invoice.payment_state, "paid")
        self.pos_session.with_user(self.cashier).post_closing_cash_details(50.0)
        self.pos_session.with_user(self.cashier).close_session_from_ui()
        self.assertEqual(self.pos_session.state, "closed")
        self.assertEqual(self.open_items(), [])

    def test_an_invoice_in_another_currency_is_settled_in_full(self):
        journal = self.company_data["default_journal_sale"]
        invoice = self.invoice(50.0, currency_id=self.other_currency.id, journal_id=journal.id)
        self.assertEqual(invoice.amount_residual_signed, 100.0)
        self.settle([(invoice, 30.0)])
        self.assertEqual(invoice.amount_residual, 35.0)
        self.settle([(invoice, 70.0)])
        self.assertEqual(invoice.payment_state, "paid")
        self.close_till()
        self.assertEqual(self.open_items(), [])
