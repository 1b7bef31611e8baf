"""The gates of orders: by whatever route, alone and in batches, before and after confirmation."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestOrderGates(CreditLimitCommon):
    """An order over the limit waits; no route around it."""

    def assert_waits(self, order):
        """The order is a quotation that waits for approval."""
        self.assertIn(order.state, ("draft", "sent"))
        self.assertEqual(order.credit_state, "waiting")

    def test_an_order_within_the_limit_passes(self):
        """Exactly the limit is within."""
        self.set_limit(1000.0)
        order = self.quotation(1000.0)
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "ok"))

    def test_a_cent_over_waits_and_nothing_fails(self):
        """Confirming shows a message and leaves the quotation."""
        self.set_limit(1000.0)
        order = self.quotation(1000.01)
        action = order.with_user(self.salesperson).action_confirm()
        self.assert_waits(order)
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(self.codes(order), ["over_limit"])

    def test_no_credit_is_not_unlimited(self):
        """A limit of nothing stops any order, and only there."""
        self.set_limit(0)
        order = self.quotation(10.0)
        order.action_confirm()
        self.assert_waits(order)
        self.assertIn("No credit is allowed", order._get_credit_verdict().messages[0])
        other = self.quotation(1e6, partner=self.other_customer)
        other.action_confirm()
        self.assertEqual(other.state, "sale")

    def test_a_good_one_passes_beside_a_bad_one(self):
        """In one call, good orders of good customers are confirmed, the others wait."""
        self.set_limit(100.0)
        bad = self.quotation(500.0)
        good = self.quotation(500.0, partner=self.other_customer)
        (bad + good).action_confirm()
        self.assertEqual(good.state, "sale")
        self.assert_waits(bad)

    def test_fifty_orders_in_one_call(self):
        """As many pass as fit, in their order; the others wait; none fails."""
        self.set_limit(1000.0)
        orders = self.env["sale.order"].union(*(self.quotation(100.0) for _n in range(50)))
        orders.action_confirm()
        self.assertEqual(orders.filtered(lambda it: it.state == "sale"), orders[:10])
        for order in orders[10:]:
            self.assert_waits(order)

    def test_two_orders_in_one_call_share_the_headroom(self):
        """Two of 600 under a limit of 1,000: one passes."""
        self.set_limit(1000.0)
        orders = self.quotation(600.0) + self.quotation(600.0)
        orders.action_confirm()
        self.assertEqual(orders.mapped("state"), ["sale", "draft"])

    def test_orders_by_contacts_count_together(self):
        """The company of the invoice address owes, whoever orders."""
        self.set_limit(1000.0)
        self.quotation(600.0, partner=self.contact).action_confirm()
        order = self.quotation(600.0)
        order.action_confirm()
        self.assert_waits(order)

    def test_no_door_leads_around(self):
        """Direct writes, creations, context keys and forged states, by every kind of user."""
        self.set_limit(100.0)
        context = {
            "bypass_risk": True, "bypass_credit": True, "skip_credit_check": True,
            "force": True, "credit_checked": True, "customer_credit_limit.passed": True,
        }  # fmt: skip
        product = {"order_line": [self.order_line(self.chair, 1, 500)]}
        vals = {"partner_id": self.customer.id, **product}
        for user in (self.salesperson, self.sales_manager, self.limit_manager, self.env.user):
            orders = self.env["sale.order"].with_user(user).with_context(**context)
            quote = orders.create(vals)
            for door in (
                lambda quote=quote: quote.write({"state": "sale"}),
                lambda orders=orders: orders.create({**vals, "state": "sale"}),
                lambda quote=quote: quote.write({"state": "sale", **product}),
                lambda quote=quote: quote.write({"credit_state": "approved"}),
                lambda orders=orders: orders.create({**vals, "credit_state": "approved"}),
            ):  # fmt: skip
                with self.subTest(user=user.login), self.assertRaises(UserError):
                    door()
            quote.action_confirm()
            self.assert_waits(quote)

    def test_an_import_is_no_door(self):
        """A file of confirmed orders is refused with the reason."""
        self.set_limit(100.0)
        names = ["partner_id/.id", "state", "order_line/product_id/.id",
                 "order_line/product_uom_qty", "order_line/price_unit"]  # fmt: skip
        row = [str(self.customer.id), "sale", str(self.chair.id), "5", "500"]
        result = self.env["sale.order"].with_user(self.sales_manager).load(names, [row])
        self.assertFalse(result["ids"])
        self.assertIn("over the limit", result["messages"][0]["message"])

    def test_small_orders_pass_by_every_door(self):
        """Within the limit, direct writes and creations work as always."""
        self.set_limit(1000.0)
        quote = self.quotation(10.0)
        quote.write({"state": "sale"})
        self.assertEqual(quote.credit_state, "ok")
        vals = {"partner_id": self.customer.id,
                "order_line": [self.order_line(self.chair, 1, 10)]}  # fmt: skip
        order = self.env["sale.order"].create({**vals, "state": "sale"})
        self.assertEqual(order.state, "sale")

    def test_two_created_at_once_count_once_each(self):
        """Orders created confirmed are not counted twice."""
        self.set_limit(1000.0)
        vals = {"partner_id": self.customer.id, "state": "sale",
                "order_line": [self.order_line(self.chair, 1, 500)]}  # fmt: skip
        orders = self.env["sale.order"].create([vals, vals])
        self.assertEqual(orders.mapped("state"), ["sale", "sale"])
        with self.assertRaises(UserError):
            self.env["sale.order"].create([{**vals, "order_line": [
                self.order_line(self.chair, 1, 0.01)]}])  # fmt: skip

    def test_raising_a_confirmed_order_is_checked(self):
        """Quantity, price, a new line, another customer: each counts by what it adds."""
        self.set_limit(1000.0)
        self.set_limit(100.0, self.other_customer)
        order = self.order((self.chair, 9, 100))
        line = order.order_line
        doors = {
            "quantity": lambda: line.write({"product_uom_qty": 900}),
            "price": lambda: line.write({"price_unit": 200}),
            "line": lambda: order.write({"order_line": [self.order_line(self.chair, 2, 100)]}),
            "line alone": lambda: self.env["sale.order.line"].create(
                {"order_id": order.id, "product_id": self.chair.id, "price_unit": 101.0}
            ),
            "in one write": lambda: order.write(
                {"order_line": [Command.update(line.id, {"product_uom_qty": 11})]}
            ),
            "customer": lambda: order.write(
                {
                    "partner_id": self.other_customer.id,
                    "partner_invoice_id": self.other_customer.id,
                }
            ),
        }
        for name, door in doors.items():
            for user in (self.env.user, self.salesperson):
                order = order.with_user(user)
                line = line.with_user(user)
                with self.subTest(door=name), self.assertRaises(UserError):
                    door()
                self.env.invalidate_all()
        line.write({"product_uom_qty": 10})
        self.assertEqual(order.state, "sale")

    def test_delivering_what_nobody_ordered_is_not_stopped(self):
        """Stock adds a line for it when the goods have left; its price is checked as any other."""
        self.set_limit(1000.0)
        order = self.order((self.chair, 10, 100))
        vals = {"order_id": order.id, "product_id": self.work.id, "product_uom_qty": 0,
                "qty_delivered": 5, "price_unit": 100.0}  # fmt: skip
        line = self.env["sale.order.line"].with_user(self.salesperson).create(vals)
        self.assertEqual(self.customer.credit_exposure, 1500.0)
        with self.assertRaises(UserError):
            line.price_unit = 200.0

    def test_lowering_is_never_stopped(self):
        """Also for a customer far over the limit and on hold."""
        order = self.order((self.chair, 9, 100))
        self.set_limit(0)
        self.put_on_hold()
        order.order_line.write({"product_uom_qty": 5})
        order.order_line.write({"price_unit": 90})
        order.order_line.write({"qty_delivered": 5})
        order._action_cancel()
        self.assertEqual(order.state, "cancel")

    def test_cancelled_and_taken_up_again(self):
        """An order that is reopened is checked anew."""
        self.set_limit(1000.0)
        order = self.order((self.chair, 9, 100))
        order._action_cancel()
        order.action_draft()
        self.order((self.chair, 9, 100))
        order.action_confirm()
        self.assert_waits(order)

    def test_warn_lets_pass(self):
        """With the policy at Warn the order is confirmed and says so."""
        self.policy.mode = "warn"
        self.set_limit(100.0)
        order = self.quotation(500.0)
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "warning"))

    def test_off_says_nothing(self):
        """With the policy at Off no limit counts."""
        self.policy.mode = "off"
        self.set_limit(100.0)
        order = self.quotation(500.0)
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "ok"))

    def test_overdue_stops_by_days_and_tolerance(self):
        """More than N days and more than the tolerance; disputed items are left out."""
        self.policy.write(
            {"overdue_mode": "approval", "overdue_days": 15, "overdue_tolerance": 50.0}
        )
        order = self.quotation(10.0)
        self.owe(40.0, 90)
        self.owe(500.0, 15)
        self.assertEqual(self.codes(order), [])
        invoice = self.owe(11.0, 16)
        self.assertEqual(self.codes(order), ["overdue"])
        order.action_confirm()
        self.assert_waits(order)
        self.receivable_line(invoice).no_followup = True
        self.assertEqual(self.codes(order), [])

    def test_hold_stops_new_orders(self):
        """The default level: no new orders, and waiting ones are not confirmed."""
        order = self.quotation(10.0)
        self.put_on_hold()
        for door in (
            lambda: self.quotation(10.0),
            lambda: self.quotation(10.0, partner=self.contact),
            lambda: self.quotation(10.0, partner=self.other_customer).write(
                {"partner_id": self.customer.id}
            ),
        ):
            with self.assertRaisesRegex(UserError, "Unpaid since spring"):
                door()
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("draft", "waiting"))

    def test_softer_holds(self):
        """No confirmation stops only that; Warn only warns."""
        self.put_on_hold()
        self.policy.hold_level = "no_confirm"
        order = self.quotation(10.0)
        order.action_confirm()
        self.assertEqual(order.state, "draft")
        self.policy.hold_level = "warn"
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "warning"))

    def test_a_request_can_be_asked_when_the_quotation_goes_out(self):
        """The policy says when; without it nothing happens before confirmation."""
        self.set_limit(10.0)
        order = self.quotation(500.0)
        order.action_quotation_sent()
        self.assertFalse(order.credit_state)
        self.policy.request_on = "save"
        order = self.quotation(500.0)
        order.action_quotation_sent()
        self.assert_waits(order)
