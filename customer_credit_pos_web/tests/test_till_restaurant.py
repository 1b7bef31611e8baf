"""Store credit in a restaurant: tables, bills that are split or merged, tips (pos_restaurant)."""

import unittest
from uuid import uuid4

from odoo import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tests.common import get_db_name

from odoo.addons.customer_credit_balance.exceptions import InsufficientCredit

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillRestaurant(TillCommon):
    """Orders of tables are saved again and again before somebody pays."""

    @classmethod
    def setUpClass(cls):
        """Give the till tables, split bills and tips after the payment."""
        if "restaurant.table" not in Registry(get_db_name()):
            raise unittest.SkipTest("pos_restaurant is not installed")
        super().setUpClass()
        cls.tip = cls.create_product("Tips", cls.categ_basic, 1.0)
        floor = cls.env["restaurant.floor"].create({"name": "Terrace"})
        cls.config.write(
            {
                "module_pos_restaurant": True,
                "floor_ids": [Command.set(floor.ids)],
                "iface_splitbill": True,
                "iface_tipproduct": True,
                "tip_product_id": cls.tip.id,
                "set_tip_after_payment": True,
            }
        )
        cls.window, cls.corner = cls.env["restaurant.table"].create(
            [{"table_number": number, "floor_id": floor.id} for number in (1, 2)]
        )

    def setUp(self):
        """The customer has 150 of store credit."""
        super().setUp()
        self.give_credit(150.0)

    # --------------------------------------------------------------- arrange

    def seat(self, table, payments=(), quantity=1, customer=None, **vals):
        """Return what the till saves of a table's order, and the draft on the server."""
        vals = {"table_id": table.id, "state": "draft", "payment_ids": [], **vals}
        if payments:
            vals.pop("payment_ids")
        data = self.order_data(list(payments), quantity, customer or self.customer, **vals)
        return data, self.sync(data)

    def again(self, data, order, payments=None, quantity=None, **vals):
        """Send the order of a table again, with other payments or another quantity."""
        line = order.lines
        quantity = quantity or line.qty
        fresh = self.order_data(payments or [], quantity, order.partner_id)
        changed = fresh["lines"][0][2]
        changed.pop("id")
        changed.pop("pack_lot_ids")
        fresh["lines"] = [Command.update(line.id, changed)]
        if payments is None:
            fresh.pop("payment_ids")
        return self.sync(
            {**fresh, "uuid": data["uuid"], "access_token": data["access_token"],
             "table_id": order.table_id.id, **vals}
        )  # fmt: skip

    def add_tip_afterwards(self, order, amount):
        """Add a tip to a paid order, as the tip screen does."""
        self.env["pos.order.line"].with_user(self.cashier).create(
            {
                "uuid": str(uuid4()), "order_id": order.id, "product_id": self.tip.id, "qty": 1,
                "price_unit": amount, "price_subtotal": amount, "price_subtotal_incl": amount,
                "tax_ids": [Command.clear()],
            }
        )  # fmt: skip
        order.with_user(self.cashier).write({"is_tipped": True, "tip_amount": amount})

    # --------------------------------------------------------------- tables

    def test_an_order_that_moves_to_another_table_is_paid_once(self):
        data, order = self.seat(self.window, [(self.credit_pm, 100.0)])
        self.again(data, order, state="draft", table_id=self.corner.id)
        self.assertEqual(order.table_id, self.corner)
        self.assert_credit(150.0)
        self.again(data, order, state="paid")
        self.again(data, order, state="paid")
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.till_entries(order), [("till_payment", -100.0)])
        self.close_till()
        self.assert_ties_out()

    def test_an_order_merged_into_another_takes_its_proposal_with_it(self):
        _moved, moved = self.seat(self.window, [(self.credit_pm, 100.0)])
        data, order = self.seat(self.corner)
        # The till copies the goods and cancels what it copied them from.
        moved.with_user(self.cashier).action_pos_order_cancel()
        self.assertEqual(moved.state, "cancel")
        self.again(data, order, [(self.credit_pm, 150.0), (self.cash_pm1, 50.0)], 2, state="paid")
        self.assertFalse(self.till_entries(moved))
        self.assertEqual(self.till_entries(order), [("till_payment", -150.0)])
        self.close_till()
        self.assert_ties_out()

    def test_a_paid_order_is_not_cancelled_by_the_till_that_merges_it(self):
        data, order = self.seat(self.window)
        self.again(data, order, [(self.credit_pm, 100.0)], state="paid")
        order.with_user(self.cashier).action_pos_order_cancel()
        self.assertEqual(order.state, "paid")
        self.assert_credit(50.0)

    def test_two_tills_pay_the_same_table_once(self):
        data, order = self.seat(self.window)
        self.again(data, order, [(self.credit_pm, 100.0)], state="paid")
        self.again(data, order, [(self.credit_pm, 100.0)], state="paid")
        self.assertEqual(self.till_entries(order), [("till_payment", -100.0)])
        self.assertEqual(order.payment_ids.mapped("amount"), [100.0])
        self.assert_credit(50.0)

    def test_two_proposals_for_one_table_do_not_add_up(self):
        data, order = self.seat(self.window, [(self.credit_pm, 100.0)])
        # Another till saved the same table before it heard of this order.
        self.seat(self.window, [(self.credit_pm, 100.0)])
        self.assertEqual(order.payment_ids.mapped("amount"), [100.0, 100.0])
        self.assertEqual(sum(order.lines.mapped("price_subtotal_incl")), 200.0)
        paid = {**data, "lines": [], "payment_ids": [], "state": "paid", "amount_total": 200.0}
        with self.assertRaises(InsufficientCredit), self.env.cr.savepoint():
            self.sync(paid)
        self.assert_credit(150.0)

    # --------------------------------------------------------------- split bills

    def test_each_guest_of_a_split_bill_spends_their_own_credit(self):
        self.give_credit(200.0, self.other_customer)
        data, order = self.seat(self.window, quantity=3)
        part, split = self.seat(
            self.window.browse(), customer=self.other_customer, floating_order_name="1B",
            table_id=False,
        )  # fmt: skip
        self.again(data, order, state="draft", quantity=2)
        self.again(part, split, [(self.credit_pm, 100.0)], state="paid", table_id=False)
        self.again(data, order, [(self.credit_pm, 150.0), (self.cash_pm1, 50.0)], state="paid")
        self.assertEqual(self.till_entries(split), [("till_payment", -100.0)])
        self.assertEqual(self.till_entries(order), [("till_payment", -150.0)])
        self.assert_credit(0.0)
        self.assert_credit(100.0, self.other_customer)
        self.close_till()
        self.assert_ties_out()

    def test_both_parts_of_a_split_bill_cannot_spend_the_same_credit(self):
        data, order = self.seat(self.window, quantity=2)
        part, split = self.seat(self.window.browse(), floating_order_name="1B", table_id=False)
        self.again(data, order, state="draft", quantity=1)
        self.again(part, split, [(self.credit_pm, 100.0)], state="paid", table_id=False)
        with self.assertRaises(InsufficientCredit), self.env.cr.savepoint():
            self.again(data, order, [(self.credit_pm, 100.0)], state="paid")
        self.assert_credit(50.0)

    # --------------------------------------------------------------- tips

    def test_a_tip_before_the_payment_is_paid_with_credit(self):
        order = self.sync(
            self.order_data(
                [(self.credit_pm, 110.0)],
                customer=self.customer,
                lines=[(self.product, 1), {"product": self.tip, "quantity": 10}],
                is_tipped=True,
                tip_amount=10.0,
                table_id=self.window.id,
            )
        )
        self.assertEqual(self.till_entries(order), [("till_payment", -110.0)])
        self.close_till()
        self.assert_ties_out()

    def test_a_tip_after_the_payment_takes_no_more_credit(self):
        data, order = self.seat(self.window)
        self.again(data, order, [(self.credit_pm, 100.0)], state="paid")
        self.add_tip_afterwards(order, 5.0)
        self.assertEqual(order.tip_amount, 5.0)
        self.assertEqual(order.payment_ids.mapped("amount"), [100.0])
        with (
            self.assertRaisesRegex(
                UserError, "only be refunded|cannot change any more|nothing of it can change"
            ),
            self.env.cr.savepoint(),
        ):
            order.payment_ids.with_user(self.cashier)._update_payment_line_for_tip(5.0)
        self.assertEqual(self.till_entries(order), [("till_payment", -100.0)])
        self.assert_credit(50.0)
        self.assert_ties_out()
