"""A till in a currency of its own whose rate moves: what was taken comes back, no more."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestTillCurrency(SettlementCommon):
    """0.5 of the till's currency are 1 of the company's: 50 there are 100 here."""

    def setUp(self):
        """Open the till in the other currency; a lamp costs 50 there."""
        super().setUp()
        self.home_config = self.config
        self.config = self.other_currency_config
        self.config.store_credit_enabled = True
        self.config.payment_method_ids |= self.pay_later_pm
        self.open_new_session()
        self.chair = self.product
        self.product = self.create_product("Lamp", self.categ_basic, 100.0, 50.0)
        self.pricelist.item_ids = [
            Command.create({"product_tmpl_id": self.product.product_tmpl_id.id, "fixed_price": 50.0,
                            "compute_price": "fixed", "applied_on": "1_product"})
        ]  # fmt: skip
        self.give_credit(1000.0)
        self.foreign = self.config.currency_id

    def set_rate(self, rate, days=0):
        """Set the rate from the day that is ``days`` from now."""
        day = fields.Date.add(fields.Datetime.now().date(), days=days)
        rates = self.foreign.rate_ids.filtered(
            lambda it: it.name == day and it.company_id == self.company
        )
        values = {"name": day, "rate": rate, "company_id": self.company.id}
        if rates:
            rates.write(values)
        else:
            self.foreign.rate_ids = [Command.create(values)]

    def age_session(self, days):
        """Let the session have been opened days ago."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pos_session SET create_date = create_date - %s * INTERVAL '1 day',"
            " start_at = start_at - %s * INTERVAL '1 day' WHERE id = %s",
            [days, days, self.pos_session.id],
        )
        self.env.invalidate_all()

    def sell_on(self, days, payments, **vals):
        """Sell as a till sends it that was offline since ``days`` from now."""
        moment = fields.Datetime.to_string(fields.Datetime.now() + timedelta(days=days))
        data = self.order_data(payments, customer=self.customer, date_order=moment, **vals)
        for command in data["payment_ids"]:
            command[2]["payment_date"] = moment
        return self.sync(data)

    def amounts(self, orders):
        """Return what the entries of these orders moved, company currency, oldest first."""
        return [amount for order in orders for _event, amount in self.till_entries(order)]

    def assert_closes(self):
        """Close; nothing of the customer stays open, and books and ledger agree."""
        self.close_till()
        self.env.invalidate_all()
        self.assertEqual(self.open_items(), [])
        self.assert_ties_out()
        account = self.credit_account()
        self.assertAlmostEqual(-sum(self.liability_items()), account.balance)

    # --------------------------------------------------------------- a cent of conversion

    def close_with_a_cent(self):
        """Close as the cashier; return what Odoo asks an account for, which is then named."""
        session, asked = self.pos_session, []
        cash = session.order_ids.payment_ids.filtered("payment_method_id.is_cash_count")
        counted = sum(cash.mapped("amount"))
        with (
            patch.object(self.env.cr, "rollback", lambda: None),  # the savepoint below does it
            patch.object(type(session), "_close_session_action",
                         lambda _session, cents: asked.append(cents) or {"name": "Asked"}),
            self.env.cr.savepoint() as savepoint,
        ):  # fmt: skip
            session.with_user(self.cashier).post_closing_cash_details(counted)
            session.with_user(self.cashier).close_session_from_ui()
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertEqual(session.state, "opened")
        session.with_user(self.cashier).post_closing_cash_details(counted)
        account = session._get_balancing_account()
        session.sudo().action_pos_session_closing_control(account, asked[0])
        self.assertEqual(session.state, "closed")
        return asked[0]

    def test_a_cent_between_payments_is_asked_for_as_odoo_does(self):
        """10 and 40 are 16.67 and 66.67, 50 are 83.33: a person is asked, with and without us.

        Each payment is converted on its own. Once the account is named, everything agrees.
        """
        for method in (self.cash_pm2, self.credit_pm):
            with self.subTest(method=method.name):
                self.set_rate(0.6)
                order = self.sell([(self.cash_pm2, 10.0), (method, 40.0)])
                self.assertAlmostEqual(self.close_with_a_cent(), 0.01)
                self.env.invalidate_all()
                self.assertEqual(order.state, "done")
                self.assert_ties_out()
                self.assertEqual(-sum(self.liability_items()), self.credit_account().balance)
                self.open_new_session()
        self.assertEqual(self.credit_account().balance, 1000 - 66.67)

    # --------------------------------------------------------------- refunds

    def test_a_refund_gives_what_was_taken(self):
        for rate, quantity in ((0.25, 1), (1.0, 1)):
            self.set_rate(0.5)
            order = self.sell([(self.credit_pm, 50.0)])
            self.set_rate(rate)
            refund = self.refund(order, [(self.credit_pm, -50.0)], quantity)
            self.assertEqual(self.amounts(order | refund), [-100.0, 100.0])
        self.assertEqual(self.credit_account().balance, 1000.0)
        self.assert_closes()

    def test_parts_add_up_to_what_was_taken(self):
        self.set_rate(0.6)
        order = self.sell([(self.credit_pm, 150.0)], quantity=3)
        self.assertEqual(self.amounts(order), [-250.0])
        refunds = order.browse()
        for rate in (0.6, 0.3, 0.9):
            self.set_rate(rate)
            refunds |= self.refund(order, [(self.credit_pm, -50.0)])
        self.assertEqual(self.amounts(refunds.sorted("id")), [83.33, 83.34, 83.33])
        self.assert_closes()

    def test_two_payments_in_one_refund(self):
        order = self.sell([(self.credit_pm, 50.0)])
        self.set_rate(0.25)
        refund = self.refund(order, [(self.credit_pm, -20.0), (self.credit_pm, -30.0)])
        self.assertEqual(sum(self.amounts(refund)), 100.0)
        self.assert_closes()

    def test_what_was_paid_in_money_is_worth_what_it_is_today(self):
        order = self.sell([(self.credit_pm, 30.0), (self.cash_pm2, 20.0)])
        self.set_rate(0.25)
        refund = self.refund(order, [(self.credit_pm, -50.0)])
        self.assertEqual(self.amounts(order | refund), [-60.0, 60.0 + 80.0])

    def test_exchanged_goods_come_back_as_they_were_paid(self):
        order = self.sell([(self.credit_pm, 50.0)])
        self.set_rate(0.25)
        data = self.order_data([], customer=self.customer, lines=[
            {"product": self.product, "quantity": -1, "refunded_orderline_id": order.lines.id},
            (self.product, 1),
        ])  # fmt: skip
        exchange = self.sync(data)
        sold = exchange.lines.filtered(lambda line: line.qty > 0)
        data = self.refund_data(exchange, [(self.credit_pm, -50.0)])
        data["lines"][0][2]["refunded_orderline_id"] = sold.id
        self.assertEqual(self.amounts(self.sync(data)), [100.0])

    def test_goods_sold_in_one_currency_do_not_come_back_in_another(self):
        lamp, self.product = self.product, self.chair
        names = ("config", "pos_session", "currency", "pricelist")
        abroad = {name: getattr(self, name) for name in names}
        self.config = self.home_config
        self.pos_session = self.config.current_session_id
        self.currency, self.pricelist = self.pos_session.currency_id, self.config.pricelist_id
        order = self.sell([(self.cash_pm1, 100.0)])
        for name, value in abroad.items():
            setattr(self, name, value)
        data = self.refund_data(order, [(self.credit_pm, -100.0)])
        data["lines"][0][2].update(
            price_unit=100.0, price_subtotal=-100.0, price_subtotal_incl=-100.0
        )
        data.update(amount_total=-100.0, amount_paid=-100.0)
        with self.assertRaisesRegex(UserError, "refund it at a till in that currency"):
            self.sync(data)
        self.product = lamp

    def test_an_undone_topup_takes_back_what_it_gave(self):
        group = self.env.ref("customer_credit_pos_web.group_pos_store_credit_payout")
        self.cashier.group_ids = [Command.link(group.id)]
        Order = self.env["pos.order"].with_user(self.cashier)
        topup = self.top_up(50.0, self.cash_pm2)
        self.assertEqual(self.amounts(topup), [100.0])
        self.set_rate(0.4)
        undo = Order.browse(Order.undo_store_credit_topup(topup.id, self.pos_session.id)["id"])
        self.assertEqual(self.amounts(undo), [-100.0])
        self.assert_credit(1000.0)
        self.assert_closes()

    def test_a_topup_in_one_currency_is_not_undone_in_another(self):
        """Two tills share a card terminal: 50 here are worth 100 there."""
        group = self.env.ref("customer_credit_pos_web.group_pos_store_credit_payout")
        self.cashier.group_ids = [Command.link(group.id)]
        shared = self.config.with_context(bypass_payment_method_ids_forbidden_change=True)
        shared.payment_method_ids |= self.bank_pm1
        abroad = self.pos_session
        names = ("config", "pos_session", "currency", "pricelist")
        before = {name: getattr(self, name) for name in names}
        self.config = self.home_config
        self.pos_session = self.config.current_session_id
        self.currency, self.pricelist = self.pos_session.currency_id, self.config.pricelist_id
        topup = self.top_up(50.0, self.bank_pm1)
        for name, value in before.items():
            setattr(self, name, value)
        Order = self.env["pos.order"].with_user(self.cashier)
        with self.assertRaisesRegex(UserError, "undo it at a till in that currency"):
            Order.undo_store_credit_topup(topup.id, abroad.id)
        self.assert_credit(1050.0)

    # --------------------------------------------------------------- the day

    def test_an_order_of_yesterday_counts_at_its_own_day_s_rate(self):
        self.age_session(3)
        self.set_rate(0.25, days=-1)
        self.set_rate(1.0)
        order = self.sell_on(-1, [(self.credit_pm, 50.0)])
        self.assertEqual(self.amounts(order), [-200.0])
        self.assertEqual(order.currency_rate, 0.25)
        self.assert_closes()

    def test_no_day_before_the_session_was_opened_counts(self):
        self.age_session(2)
        self.set_rate(10.0, days=-5)
        self.set_rate(0.25, days=-2)
        self.set_rate(0.5)
        order = self.sell_on(-4, [(self.credit_pm, 50.0)])
        self.assertEqual(self.amounts(order), [-200.0])
        self.assert_closes()

    def test_an_opening_that_somebody_wrote_counts_for_nothing(self):
        self.set_rate(10.0, days=-5)
        self.set_rate(0.5)
        self.pos_session.with_user(self.cashier).write(
            {"start_at": fields.Datetime.now() - timedelta(days=9)}
        )
        order = self.sell_on(-4, [(self.credit_pm, 50.0)])
        self.assertEqual(self.amounts(order), [-100.0])

    # --------------------------------------------------------------- what is owed

    def owe_halves(self):
        """Owe 0.05 twice: 0.017 each as they are offered, 0.033 together; return the invoices."""
        self.set_rate(0.333)
        invoices = [self.invoice(0.05) for _number in range(2)]
        self.assertEqual([row["open"] for row in self.due_rows()], [0.017, 0.017])
        return invoices

    def pay_amount(self, amount, payments):
        """Pay an amount on account at the till, as it offers it."""
        data = self.settlement_data([("account.move,0", amount)], payments)
        data["payment_ids"][0][2].update(settled_document=False, customer_credit_oldest_first=True)
        return self.sync(data)

    def test_what_is_offered_is_taken(self):
        for method in (self.cash_pm2, self.credit_pm):
            self.owe_halves()
            self.pay_amount(0.034, [(method, 0.034)])
            self.assertEqual(self.open_items(), [])

    def test_what_is_offered_one_by_one_is_taken(self):
        documents = [(invoice, 0.017) for invoice in self.owe_halves()]
        self.settle(documents, [(self.credit_pm, 0.034)])
        self.assertEqual(self.open_items(), [])

    def test_all_that_is_available_can_be_spent(self):
        """One step of the till is worth 2.00: half of it above what there is buys nothing."""
        self.set_rate(0.0005)
        Partner = self.env["res.partner"].with_user(self.cashier)
        for taken, offered in ((0.0, 0.5), (0.99, 0.499), (1.01, 0.499)):
            if taken:
                self.give_credit(-taken)
            figures = Partner.get_store_credit_for_till(self.customer.ids, self.config.id)
            self.assertEqual(figures[self.customer.id]["available"], offered)
        self.sell([(self.credit_pm, offered), (self.cash_pm2, 50.0 - offered)])
        self.assert_credit(0.0)

    def test_no_day_to_come_counts(self):
        self.set_rate(10.0, days=2)
        self.set_rate(0.5)
        order = self.sell_on(3, [(self.credit_pm, 50.0)])
        self.assertEqual(self.amounts(order), [-100.0])

    def test_the_day_of_a_payment_decides_nothing(self):
        self.age_session(3)
        self.set_rate(10.0, days=-1)
        self.set_rate(0.5)
        data = self.order_data([(self.credit_pm, 50.0)], customer=self.customer)
        yesterday = fields.Datetime.now() - timedelta(days=1)
        data["payment_ids"][0][2]["payment_date"] = fields.Datetime.to_string(yesterday)
        self.assertEqual(self.amounts(self.sync(data)), [-100.0])
        self.assert_closes()

    def test_a_rate_that_is_corrected_before_the_closing_leaves_nothing_open(self):
        self.sell([(self.credit_pm, 50.0)])
        self.set_rate(0.4)
        self.assert_closes()
        self.assertEqual(self.credit_account().balance, 900.0)
