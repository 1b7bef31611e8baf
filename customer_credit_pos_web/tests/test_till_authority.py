"""What a till user can write decides nothing about money: forged orders, changes afterwards."""

from datetime import timedelta
from uuid import uuid4

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestTillAuthority(SettlementCommon):
    """Through the doors of a till user: ``sync_from_ui``, and direct calls as that user."""

    def setUp(self):
        """The customer has 150 of store credit; a bolt costs 1."""
        super().setUp()
        self.give_credit(150.0)
        self.bolt = self.create_product("Bolt", self.categ_basic, 1.0, 0.5)

    # --------------------------------------------------------------- arrange

    def as_cashier(self, records):
        """Return the records as the cashier has them."""
        return records.with_user(self.cashier).with_context(force=True, active_test=False)

    def buy(self, product, payments, **vals):
        """Sell one piece of a product."""
        customer = vals.pop("customer", self.customer)
        return self.sync(self.order_data(payments, customer=customer, lines=[(product, 1)], **vals))

    def refused(self, act, error=UserError, words=""):
        """The act is refused with these words, and changes nothing."""
        self.env.flush_all()
        with self.assertRaisesRegex(error, words), self.env.cr.savepoint():
            act()
            self.env.flush_all()
        self.env.invalidate_all()

    def frozen(self, order):
        """Everything that a decision stood on is refused for an order."""
        line, payment = order.lines[:1], order.payment_ids[:1]
        other = self.other_currency_config.current_session_id or self.env["pos.session"].create(
            {"config_id": self.other_currency_config.id}
        )
        methods = (self.pay_later_pm | self.bank_pm1) - payment.payment_method_id
        for vals in (
            {"amount_total": 5000.0},
            {"amount_paid": 5000.0},
            {"currency_rate": 1000.0},
            {"partner_id": self.other_customer.id},
            {"partner_id": False},
            {"session_id": other.id},
            {"date_order": "2020-01-01 10:00:00"},
            {"is_refund": not order.is_refund},
            {"uuid": str(uuid4())},
            {"account_move": self.invoice(10.0).id},
            {"lines": [Command.create(self.new_line())]},
            {"payment_ids": [Command.create(self.new_payment(-50.0))]},
            {"payment_ids": [Command.delete(payment.id)]},
            {"payment_ids": [Command.update(payment.id, {"amount": 1.0})]},
        ):
            with self.subTest(vals=vals):
                self.refused(lambda vals=vals: self.as_cashier(order).write(vals))
        for vals in (
            {"amount": 1.0},
            *({"payment_method_id": method.id} for method in methods),
            {"payment_date": "2020-01-01 10:00:00"},
            {"uuid": str(uuid4())},
        ):
            with self.subTest(vals=vals):
                self.refused(lambda vals=vals: self.as_cashier(payment).write(vals))
        self.refused(lambda: self.as_cashier(payment).unlink())
        Payment = self.env["pos.payment"].with_user(self.cashier)
        vals = {**self.new_payment(-99.0), "pos_order_id": order.id}
        self.refused(lambda: Payment.create(vals))
        if line:
            for vals in ({"price_unit": 5000.0}, {"qty": 7}, {"discount": 99}):
                self.refused(lambda vals=vals: self.as_cashier(line).write(vals))
        for state in ("draft", "cancel"):
            self.refused(lambda state=state: self.as_cashier(order).write({"state": state}))

    def new_line(self):
        """Return the values of a line that was not sold."""
        return {
            "product_id": self.bolt.id, "qty": 1, "price_unit": -50.0,
            "price_subtotal": -50.0, "price_subtotal_incl": -50.0,
        }  # fmt: skip

    def new_payment(self, amount):
        """Return the values of a payment in cash."""
        return {"payment_method_id": self.cash_pm1.id, "amount": amount}

    # --------------------------------------------------------------- totals of the client

    def test_a_total_written_on_the_original_gives_no_credit(self):
        order = self.buy(self.bolt, [(self.cash_pm1, 1.0)])
        self.as_cashier(order).write({"amount_total": 5000.0})
        data = self.refund_data(order, [(self.credit_pm, -5000.0)])
        data["amount_total"] = -5000.0
        data["lines"][0][2].update(price_unit=5000.0, price_subtotal_incl=-5000.0)
        self.refused(lambda: self.sync(data), words="Only .*1.0")
        self.assert_credit(150.0)

    def test_a_price_written_on_the_original_is_refused(self):
        order = self.buy(self.bolt, [(self.cash_pm1, 1.0)])
        for vals in ({"price_unit": 5000.0}, {"qty": 5000}):
            self.refused(lambda vals=vals: self.as_cashier(order.lines).write(vals))
        with self.assertRaisesRegex(UserError, "is paid"), self.env.cr.savepoint():
            self.as_cashier(order).write({"lines": [Command.create(self.new_line())]})

    def test_a_total_above_the_lines_takes_no_credit(self):
        data = self.order_data(
            [(self.credit_pm, 100.0)], customer=self.customer, lines=[(self.bolt, 1)]
        )
        data["amount_total"] = 100.0
        data["lines"][0][2].update(price_subtotal=100.0, price_subtotal_incl=100.0)
        self.refused(lambda: self.sync(data), words="worth .*1.00, not .*100.00")
        self.assert_credit(150.0)

    def test_an_order_says_paid_but_is_not(self):
        data = self.order_data([(self.pay_later_pm, 1.0)], customer=self.customer, state="draft")
        order = self.as_cashier(self.sync(data))
        order.write({"amount_paid": 100.0})
        self.refused(lambda: order.write({"state": "paid"}), words="worth .*100.00, not .*1.00")
        self.assertEqual(order.state, "draft")

    def test_what_is_written_together_with_the_state_is_decided_on(self):
        data = self.order_data([(self.credit_pm, 100.0)], customer=self.customer, state="draft")
        order = self.as_cashier(self.sync(data))
        self.refused(lambda: order.write({"state": "paid", "partner_id": self.other_customer.id}))
        self.refused(
            lambda: order.write(
                {"state": "paid", "lines": [Command.update(order.lines.id, {"price_unit": 1.0})]}
            ),
            words="worth",
        )
        self.assert_credit(150.0)

    # --------------------------------------------------------------- after the decision

    def test_nothing_of_a_top_up_changes(self):
        self.frozen(self.top_up(50.0))
        self.assert_credit(200.0)

    def test_nothing_of_a_sale_for_credit_changes(self):
        self.frozen(self.sell([(self.credit_pm, 60.0), (self.cash_pm1, 40.0)]))
        self.assert_credit(90.0)

    def test_nothing_of_a_settlement_changes(self):
        invoice = self.invoice(80.0)
        self.frozen(self.settle([(invoice, 80.0)]))
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_nothing_of_an_order_on_account_changes(self):
        self.frozen(self.sell([(self.pay_later_pm, 100.0)]))

    def test_nothing_of_an_original_changes_after_its_refund_to_credit(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        refund = self.refund(order, [(self.credit_pm, -100.0)])
        self.frozen(order)
        self.frozen(refund)
        line = self.as_cashier(refund.lines)
        self.refused(lambda: line.write({"refunded_orderline_id": False}))
        self.refused(
            lambda: self.as_cashier(order.lines).write({"refund_orderline_ids": [Command.clear()]})
        )

    def test_a_cash_sale_keeps_its_drawer_and_its_customer(self):
        """What was paid in cash is refunded to store credit of whoever bought it."""
        order = self.sell([(self.cash_pm1, 100.0)], customer=self.customer)
        mine = order.with_user(self.cashier)
        for vals in ({"session_id": False}, {"partner_id": self.other_customer.id},
                     {"partner_id": False}):  # fmt: skip
            with self.assertRaisesRegex(UserError, "is paid"), self.env.cr.savepoint():
                mine.write(vals)
        mine.write({"partner_id": self.customer.id, "session_id": order.session_id.id})
        nobody = self.sell([(self.cash_pm1, 100.0)], customer=self.env["res.partner"])
        nobody.with_user(self.cashier).partner_id = self.customer
        self.assertEqual((order + nobody).partner_id, self.customer)

    def test_a_refund_in_cash_stays_with_its_original(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        refund = self.refund(order, [(self.cash_pm1, -100.0)])
        line = self.as_cashier(refund.lines)
        self.refused(lambda: line.write({"refunded_orderline_id": False}))
        self.refused(lambda: self.refund(order, [(self.credit_pm, -100.0)]), words="Only")

    def test_honest_days_go_on(self):
        order = self.sell([(self.credit_pm, 60.0), (self.cash_pm1, 40.0)])
        mine = self.as_cashier(order)
        mine.write(
            {"amount_total": 100.0, "partner_id": self.customer.id, "nb_print": 1,
             "date_order": order.date_order, "internal_note": "by the window"}
        )  # fmt: skip
        self.sync(self.order_data([(self.credit_pm, 60.0)], customer=self.customer) | {
            "uuid": order.uuid})  # fmt: skip
        mine.payment_ids.write({"card_brand": "none"})
        self.assert_credit(90.0)
        mine.write({"to_invoice": True})
        mine.action_pos_order_invoice()
        self.assertTrue(order.account_move)
        self.close_till()
        self.assert_ties_out()

    def test_odoos_sample_shops_write_payments_last(self):
        """Their orders are paid before they have goods; goods that come back are looked at."""
        sold = self.sell([(self.cash_pm1, 100.0)])
        Order = self.as_cashier(self.env["pos.order"])
        data = self.forge(self.pos_session)
        line, payments = data["lines"][0][2], data["payment_ids"]
        order = Order.create(data | {"lines": [], "payment_ids": []})
        self.assertEqual(order.state, "paid")
        lines = self.as_cashier(self.env["pos.order.line"])
        for forged in ({"refunded_orderline_id": sold.lines.id}, {"price_unit": -100.0}):
            self.refused(
                lambda vals=forged: lines.create({**line, "order_id": order.id, **vals}),
                words="is paid",
            )
        lines.create({**line, "order_id": order.id})
        order.write({"payment_ids": payments})
        self.refused(lambda: lines.create({**line, "order_id": order.id}), words="is paid")
        self.assertEqual((order.state, order.amount_paid), ("paid", 1000.0))

    # --------------------------------------------------------------- customer's account

    def block(self):
        """Let the contract refuse whatever goes on the customer's account."""

        def refuse(order):
            raise UserError(order.env._("No more on account."))

        self.patch(type(self.env["pos.order"]), "_check_customer_account", refuse)

    def test_a_method_changed_to_the_customers_account_asks_again(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        self.block()
        payment = self.as_cashier(order.payment_ids)
        vals = {"payment_method_id": self.pay_later_pm.id}
        self.refused(lambda: payment.write(vals), words="No more")
        commands = [Command.update(payment.id, vals)]
        self.refused(
            lambda: self.as_cashier(order).write({"payment_ids": commands}), words="No more"
        )
        commands = [
            Command.delete(payment.id),
            Command.create({**vals, "amount": 100.0}),
        ]
        self.refused(
            lambda: self.as_cashier(order).write({"payment_ids": commands}), words="No more"
        )

    def test_a_method_changed_to_the_customers_account_passes_the_gate(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        self.as_cashier(order.payment_ids).write({"payment_method_id": self.pay_later_pm.id})
        self.assertEqual(order._get_credit_amount(), 100.0)
        self.close_till()
        self.assertEqual(self.open_items(), [100.0])

    def test_nothing_is_taken_off_the_account_by_a_paid_order(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        Payment = self.env["pos.payment"].with_user(self.cashier)
        vals = {
            "pos_order_id": order.id, "payment_method_id": self.pay_later_pm.id, "amount": -50.0,
        }  # fmt: skip
        self.refused(lambda: Payment.create(vals), words="nothing more")

    def test_a_payment_that_says_it_is_booked_counts_all_the_same(self):
        data = self.order_data([(self.pay_later_pm, 100.0)], customer=self.customer)
        data["payment_ids"][0][2]["account_move_id"] = self.invoice(10.0).id
        data["account_move"] = self.invoice(10.0).id
        data["currency_rate"] = 1000.0
        order = self.sync(data)
        self.assertFalse(order.account_move or order.payment_ids.account_move_id)
        self.assertEqual(order.currency_rate, 1.0)
        terms = self.customer._get_credit_exposure_terms(self.company)
        self.assertEqual(terms["till"][self.customer], 100.0)

    # --------------------------------------------------------------- the till

    def test_the_till_is_that_of_the_session(self):
        lax = self.env["pos.config"].create({"name": "Lax"})
        data = self.order_data([(self.credit_pm, 100.0)], customer=self.customer, state="draft")
        data["config_id"] = lax.id
        order = self.sync(data)
        self.assertEqual(order.config_id, self.config)
        self.as_cashier(order).write({"config_id": lax.id})
        self.assertEqual(order.config_id, self.config)

    def test_a_session_stays_at_its_till_and_closes_once(self):
        order = self.sell([(self.credit_pm, 100.0)])
        session = self.as_cashier(order.session_id)
        lax = self.env["pos.config"].create({"name": "Lax"})
        self.refused(lambda: session.write({"config_id": lax.id}), words="belongs to its till")
        self.refused(lambda: session.write({"state": "closed"}), words="closing only")
        self.refused(lambda: session.write({"move_id": self.invoice(1.0).id}), words="closing")
        self.close_till()
        self.refused(lambda: session.write({"state": "opened"}), words="closing only")

    def forge(self, session, **vals):
        """Return values of ten chairs paid in cash, for a direct call."""
        data = self.order_data([(self.cash_pm1, 1000.0)], 10, self.customer, **vals)
        data["session_id"] = session.id
        lines = [{key: it[key] for key in it if key != "id"} for _c, _i, it in data["lines"]]
        return data | {"lines": [Command.create(it) for it in lines]}

    def test_a_closed_session_takes_no_order_and_no_payment(self):
        """Its entry is made: what comes later is in no books, and would be refunded as credit."""
        Order = self.as_cashier(self.env["pos.order"])
        self.sell([(self.cash_pm1, 100.0)])
        closed = self.close_till()
        for state in ("paid", "done", "draft"):
            data = self.forge(closed, state=state)
            self.refused(lambda data=data: Order.create(data), words="is closed")
        self.open_new_session()
        draft = self.as_cashier(Order.create(self.forge(self.pos_session, state="draft")))
        draft.write({"session_id": closed.id})
        for act in (
            lambda: draft.write({"state": "paid"}),
            lambda: draft.write({"state": "done"}),
            lambda: draft.action_pos_order_paid(),
            lambda: draft.write({"payment_ids": [Command.create(self.new_payment(-50.0))]}),
        ):
            self.refused(act, words="is closed")
        # A till that was offline meanwhile: Odoo takes the session that is open.
        late = self.sync(self.order_data([(self.cash_pm1, 100.0)]) | {"session_id": closed.id})
        self.assertEqual((late.state, late.session_id), ("paid", self.pos_session))

    def test_what_no_closing_booked_is_not_refunded_to_credit(self):
        """An order that was put into a closed session before this was refused."""
        self.sell([(self.cash_pm1, 100.0)])
        closed = self.close_till()
        self.open_new_session()
        for state in ("paid", "done"):
            order = self.env["pos.order"].sudo().create(self.forge(closed, state=state))
            closed.move_id._write({"create_date": order.create_date - timedelta(seconds=1)})
            self.assertEqual(order.state, state)
            for method in (self.credit_pm, self.pay_later_pm):
                refund = self.refund_data(order, [(method, -100.0)])
                self.refused(lambda data=refund: self.sync(data), words="cannot be refunded here")

    def test_a_draft_is_not_taken_off_the_account(self):
        """What is paid for it says nothing yet."""
        data = self.forge(self.pos_session, state="draft")
        draft = self.as_cashier(self.env["pos.order"]).create(data)
        refund = self.refund_data(draft, [(self.pay_later_pm, -100.0)])
        self.refused(lambda: self.sync(refund), words="cannot be refunded here")

    def test_a_session_with_money_is_not_closed_past_its_closing(self):
        self.sell([(self.cash_pm1, 100.0)])
        session = self.as_cashier(self.pos_session)
        self.refused(lambda: session.write({"state": "closed"}), words="closing only")
        self.close_till()
        self.assertEqual(self.pos_session.state, "closed")
        for vals in ({"state": "closed"}, {"move_id": self.pos_session.move_id.id}):
            vals |= {"config_id": self.config.id}
            self.refused(lambda vals=vals: session.create(vals), words="closing only")

    def test_no_entry_is_given_to_the_till_as_its_own(self):
        entry = self.invoice(1.0)
        Session = self.env["pos.session"].with_user(self.cashier)
        second = self.config.copy({"name": "Second"})
        vals = {"config_id": second.id, "user_id": self.cashier.id}
        self.refused(lambda: Session.create({**vals, "move_id": entry.id}), words="closing")
        given = Session.with_context(default_move_id=entry.id)
        self.assertFalse(given.create(vals).move_id)
        order = self.sell([(self.cash_pm1, 100.0)])
        Payment = self.env["pos.payment"].with_user(self.cashier)
        Payment = Payment.with_context(default_account_move_id=entry.id)
        more = {"pos_order_id": order.id, "payment_method_id": self.cash_pm1.id, "amount": 1.0}
        self.assertFalse(Payment.create(more).account_move_id)

    def test_no_context_pays_an_order(self):
        data = self.order_data([(self.credit_pm, 100.0)], customer=self.other_customer)
        names = ("session_id", "partner_id", "lines", "payment_ids", "uuid", "amount_total",
                 "amount_tax", "amount_paid", "amount_return")  # fmt: skip
        Order = self.env["pos.order"].with_user(self.cashier)
        order = Order.with_context(
            default_state="paid", default_account_move=self.invoice(1.0).id
        ).create({name: data[name] for name in names})
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.account_move)

    def test_the_till_has_no_more_money_for_topups_than_it_took(self):
        order = self.settle([(self.invoice(80.0), 80.0)])
        entry = order.payment_ids.account_move_id
        self.assertEqual(entry._get_topup_money(), 80.0)
        self.sell([(self.cash_pm1, 100.0)])
        session = self.pos_session
        self.close_till()
        self.assertEqual(session.move_id._get_topup_money(), 180.0)

    def test_a_cashier_does_not_set_up_the_till(self):
        for vals in (
            {"store_credit_topup_max": 0.0},
            {"store_credit_enabled": False},
            {"cash_rounding": True},
        ):
            config = self.config.with_user(self.cashier)
            self.refused(lambda vals=vals, it=config: it.write(vals), AccessError, "manager")

    # --------------------------------------------------------------- guests

    def test_a_guest_spends_and_settles_nothing(self):
        invoice = self.invoice(80.0)
        order = self.sell([(self.cash_pm1, 100.0)])
        saved = self.order_data([(self.credit_pm, 100.0)], customer=self.customer, state="draft")
        proposed = self.sync(saved).payment_ids
        back = self.sync(self.refund_data(order, [(self.cash_pm1, -100.0)], state="draft"))
        mine = self.order_data([], customer=self.customer)
        [goods] = mine["lines"]
        [cash] = self.order_data([(self.cash_pm1, 100.0)])["payment_ids"]

        def draft(**vals):
            return self.order_data([], customer=self.customer, state="draft", **vals)

        def line(**vals):
            return {
                **draft(),
                "lines": [Command.create({**goods[2], "uuid": str(uuid4()), **vals})],
            }

        def payment(**vals):
            return {
                **draft(),
                "payment_ids": [Command.create({**cash[2], "uuid": str(uuid4()), **vals})],
            }

        guest = self.env["pos.order"].with_user(self.cashier).sudo()
        for data in (
            self.order_data([(self.credit_pm, 100.0)], customer=self.customer),
            self.order_data([(self.pay_later_pm, 100.0)], customer=self.customer),
            self.settlement_data([(invoice, 80.0)], [(self.cash_pm1, 80.0)]),
            self.order_data(
                [(self.cash_pm1, 50.0), (self.credit_pm, -50.0)], customer=self.customer, lines=[]
            ),
            self.refund_data(order, [(self.credit_pm, -100.0)]),
            {**saved, "payment_ids": [], "state": "paid"},
            # What a table saved for somebody else, by its number.
            {**mine, "payment_ids": [Command.link(proposed.id)]},
            {**mine, "payment_ids": [Command.set(proposed.ids)]},
            {**mine, "payment_ids": [Command.update(proposed.id, {"amount": 99.0})]},
            {**mine, "lines": [*mine["lines"], Command.link(back.lines.id)]},
            # What hangs on a line, and what only the server sets.
            line(refund_orderline_ids=[Command.link(back.lines.id)]),
            line(combo_line_ids=[Command.link(back.lines.id)]),
            line(
                combo_line_ids=[
                    Command.create(
                        {
                            **goods[2],
                            "uuid": str(uuid4()),
                            "order_id": back.id,
                            "refunded_orderline_id": order.lines.id,
                        }
                    )
                ]
            ),
            payment(customer_credit_settled_parts="[]"),
            payment(customer_account_line_id=invoice.line_ids[:1].id),
            payment(account_move_id=invoice.id),
            draft(account_move=invoice.id),
            draft(is_store_credit_topup=True),
            draft(reversed_move_ids=[Command.update(invoice.id, {"ref": "mine"})]),
            draft(reversed_move_ids=[Command.link(invoice.id)]),
            {
                **self.order_data([]),
                "relations_uuid_mapping": {
                    "pos.order.line": {"x": {"refunded_orderline_id": order.lines.uuid}}
                },
            },
        ):
            with self.subTest(data=data):
                self.refused(
                    lambda data=data: guest.sync_from_ui([dict(data)]),
                    AccessError,
                    "need a cashier",
                )
        self.assert_credit(150.0)

    def test_a_guest_orders(self):
        """As the page sends it: taxes by number, and what is not set."""
        data = self.order_data([], customer=self.customer, state="draft", account_move=False)
        [line] = data["lines"]
        line[2].update(
            tax_ids=self.product.taxes_id.ids,
            attribute_value_ids=[],
            refunded_orderline_id=False,
            refund_orderline_ids=[],
        )
        guest = self.env["pos.order"].with_user(self.cashier).sudo()
        guest.sync_from_ui([dict(data)])
        order = self.env["pos.order"].search([("uuid", "=", data["uuid"])])
        self.assertRecordValues(order, [{"state": "draft", "amount_total": 100.0}])
        self.assertEqual(order.lines.tax_ids, self.product.taxes_id)
