"""Addons that many have beside ours: reviews, workflows that keep quotations, automatic retries."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.account.models.account_move import AccountMove as NativeMove
from odoo.addons.sale.models.account_move_line import AccountMoveLine as NativeItem
from odoo.addons.sale.models.sale_order import SaleOrder as NativeOrder

from ..models.gate.account_move import PASSED_FIELDS
from .common import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestNeighbours(CreditLimitCommon):
    """They extend the methods of Odoo below ours."""

    def _strict(self):
        """Keep orders under review from changes, as `base_tier_validation` does."""
        native = NativeOrder.write

        def write(orders, vals):
            if "credit_state" in vals and not orders.env.context.get("skip_validation_check"):
                raise ValidationError(orders.env._("You may not write these fields."))
            return native(orders, vals)

        return patch.object(NativeOrder, "write", write)

    def test_an_order_under_review_gets_its_state(self):
        order = self.quotation(100.0)
        with self._strict():
            order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "ok"))

    def test_an_order_under_review_waits_for_approval(self):
        self.set_limit(50.0)
        order = self.quotation(100.0)
        with self._strict():
            order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("draft", "waiting"))

    def test_a_reviewed_invoice_is_posted_by_a_scheduled_action(self):
        """Its button tells the reviews that it posts; Odoo's automatic posting does not."""
        native = NativeMove.write

        def write(moves, vals):
            if set(vals) & PASSED_FIELDS and not moves.env.context.get("skip_validation_check"):
                raise ValidationError(", ".join(vals))
            return native(moves, vals)

        invoice = self.invoice(100.0, post=False)
        with patch.object(NativeMove, "write", write):
            invoice._post()
            self.assertEqual(invoice.state, "posted")
            self.assertEqual(invoice.sudo().customer_credit_passed, 100.0)
            invoice.button_cancel()
        self.assertFalse(invoice.sudo().customer_credit_passed)

    def test_the_word_opens_no_door(self):
        """Whoever says it by RPC may still not decide."""
        order = self.quotation(100.0).with_user(self.salesperson)
        with self.assertRaisesRegex(Exception, "decided by the server"):
            order.with_context(skip_validation_check=True).write({"credit_state": "approved"})

    def test_a_quotation_that_another_addon_keeps_says_nothing(self):
        """A banner "within the limit" would promise what is asked again."""
        order = self.quotation(100.0)
        with patch.object(NativeOrder, "action_confirm", lambda orders: {"type": "wizard"}):
            order.action_confirm()
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.credit_state)

    def test_a_bill_of_a_vendor_is_posted_whatever_a_customer_owes(self):
        """Odoo's projects and expenses charge it to an order: it is spent, like a delivery."""
        order = self.order((self.chair, 1, 100))
        self.set_limit(50.0)
        self.work.expense_policy = "cost"
        plan = self.env["account.analytic.plan"].create({"name": "Sites"})
        site = self.env["account.analytic.account"].create({"name": "Site", "plan_id": plan.id})
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.other_customer.id,
                "invoice_date": "2026-01-20",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.work.id,
                            "price_unit": 80.0,
                            "tax_ids": [Command.clear()],
                            "analytic_distribution": {str(site.id): 100.0},
                        }
                    )
                ],
            }
        )
        charge = lambda items: dict.fromkeys(items.ids, order)  # noqa: E731
        with patch.object(NativeItem, "_sale_determine_order", charge):
            bill.action_post()
        self.assertEqual((bill.state, len(order.order_line)), ("posted", 2))
        with self.assertRaises(UserError):
            order.order_line[0].product_uom_qty = 2

    def test_goods_that_are_used_up_reach_their_order(self):
        """As Odoo's deliveries to projects add them; nobody else says that goods are delivered."""
        order = self.order((self.chair, 1, 100))
        self.set_limit(50.0)
        Line = self.env["sale.order.line"]
        used = {"order_id": order.id, "product_id": self.chair.id, "price_unit": 80.0,
                "product_uom_qty": 1.0, "qty_delivered": 1.0}  # fmt: skip
        Line.sudo().create(used)
        self.assertEqual(len(order.order_line), 2)
        for vals in (used, {**used, "qty_delivered": 0.0}):
            with self.assertRaises(UserError):
                Line.with_user(self.salesperson).create(vals)

    def test_three_tries_are_one_event(self):
        self.set_limit(50.0)
        order = self.quotation(100.0)
        for _try in range(3):
            order.action_confirm()
        stops = self.env["customer.credit.audit"].search(
            [("event", "=", "blocked"), ("res_model", "=", "sale.order"), ("res_id", "=", order.id)]
        )
        self.assertEqual(len(stops), 1)

    def test_orders_are_found_by_their_request(self):
        self.set_limit(50.0)
        waiting, other = self.quotation(100.0), self.quotation(10.0)
        waiting.action_confirm()
        Order = self.env["sale.order"]
        request = waiting.credit_request_id
        mine = [("id", "in", (waiting | other).ids)]
        self.assertEqual(Order.search([("credit_request_id", "=", request.id), *mine]), waiting)
        self.assertEqual(Order.search([("credit_request_id", "=", False), *mine]), other)
        self.assertEqual(Order.search([("credit_request_id", "!=", False), *mine]), waiting)
        self.assertEqual(
            Order.search([("credit_request_state", "=", request.state), *mine]), waiting
        )
        self.assertEqual(Order.search([("credit_request_state", "=", False), *mine]), other)
        self.assertEqual(Order.search([("credit_request_state", "!=", False), *mine]), waiting)
