"""Attacks on payments: what a provider reports is typed in by nobody, and counts once."""

from odoo import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_checkout import CheckoutCommon

REFUSED = ("odoo.exceptions.AccessError", "odoo.exceptions.ValidationError",
           "odoo.exceptions.UserError")  # fmt: skip


@tagged("post_install", "-at_install")
class TestTransactionAttacks(CheckoutCommon, HttpCase):
    """An invoicing user may write transactions in Odoo; none of it becomes money."""

    @classmethod
    def setUpClass(cls):
        """Let somebody invoice, sell and keep contacts, who is no credit manager."""
        super().setUpClass()
        cls.clerk = cls._new_user(
            "clerk",
            "account.group_account_invoice,sales_team.group_sale_manager,"
            "base.group_partner_manager",
        )
        cls.clerk.sudo().password = "clerk"
        cls.credit_product = cls.env.ref("customer_credit_pos_web.product_store_credit")
        cls.website.credit_product_id = cls.credit_product

    def setUp(self):
        """Give the shopper something, and log the clerk in."""
        super().setUp()
        self.give_credit(45.0)
        self.authenticate("clerk", "clerk")

    # --------------------------------------------------------------- helpers

    def call(self, model, method, *args, **kwargs):
        """Call as the web client does; return the error's name, or None."""
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={
                "params": {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
            },
        ).json()
        self.env.invalidate_all()
        return response["error"]["data"]["name"] if "error" in response else None

    def refused(self, model, method, *args, **kwargs):
        """Assert that the call gets a sentence."""
        error = self.call(model, method, *args, **kwargs)
        self.assertIn(error, REFUSED, (model, method, args))

    def process_all(self):
        """Run what the cron runs, as it does."""
        for tx in (
            self.env["payment.transaction"]
            .sudo()
            .search([("is_post_processed", "=", False), ("state", "in", ("done", "authorized"))])
        ):
            tx._post_process()
        self.env.invalidate_all()

    def topup(self, amount=100.0):
        """Return an open top-up order of the shopper."""
        return self.env["sale.order"]._get_or_create_topup(self.shopper, self.website, amount)

    def pay_by_card(self, order, amount, state="draft"):
        """Return a card payment of the order in this state."""
        tx = self.env["payment.transaction"].sudo().create(
            {
                "provider_id": self.card.id,
                "payment_method_id": self.card_method.id,
                "reference": f"{order.name}-{len(order.sudo().transaction_ids) + 1}",
                "amount": amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "operation": "online_direct",
                "sale_order_ids": [Command.set(order.ids)],
            }
        )  # fmt: skip
        if state == "done":
            tx._set_done()
            tx._post_process()
        self.env.flush_all()
        return tx

    def available(self):
        """Return what the shopper may spend."""
        self.env.invalidate_all()
        return self.credit_account().available

    def assert_nothing_given(self, available=45.0):
        """What the customer may spend is what it was, and the books agree."""
        self.process_all()
        self.assertEqual(self.available(), available)

    # --------------------------------------------------------------- typed in

    @mute_logger("odoo.http")
    def test_nobody_types_a_payment_in(self):
        """New transactions that say done, refunded, or paid with store credit."""
        order = self.topup()
        vals = {
            "provider_id": self.card.id,
            "payment_method_id": self.card_method.id,
            "reference": "typed-1",
            "amount": 100.0,
            "currency_id": order.currency_id.id,
            "partner_id": self.customer.id,
        }
        own = {"provider_id": self.provider.id, "payment_method_id": self.method.id}
        for number, forged in enumerate(
            (
                {"state": "done", "sale_order_ids": [[6, 0, order.ids]]},
                {"state": "authorized"},
                {"sale_order_ids": [[6, 0, order.ids]]},
                {**own, "state": "done", "operation": "refund", "amount": -500.0},
                {**own, "amount": 10.0},
                {"operation": "refund", "amount": -500.0},
                {"amount": -500.0},
                {"amount": 1e300},
                {"is_post_processed": True},
                {"store_credit_part_id": 1},
            )
        ):
            reference = f"typed-{number}"
            self.refused(
                "payment.transaction", "create", [{**vals, "reference": reference, **forged}]
            )
        self.assert_nothing_given()
        self.assertNotEqual(order.state, "sale")

    @mute_logger("odoo.http")
    def test_nobody_changes_what_a_provider_reported(self):
        """State, amount, customer, order, part and the rest, before and after the payment."""
        order = self.topup()
        waiting, paid = self.pay_by_card(order, 1.0), self.pay_by_card(self.order(), 120.0, "done")
        for tx in (waiting, paid):
            for forged in (
                {"state": "done"},
                {"state": "cancel"},
                {"amount": 100.0},
                {"partner_id": self.other_customer.id},
                {"currency_id": self.env.ref("base.JPY").id},
                {"provider_id": self.provider.id},
                {"reference": "S00005"},
                {"operation": "refund"},
                {"sale_order_ids": [[6, 0, order.ids]]},
                {"invoice_ids": [[5]]},
                {"source_transaction_id": paid.id},
                {"is_post_processed": False},
                {"payment_id": False},
                {"store_credit_part_id": waiting.id},
            ):
                self.refused("payment.transaction", "write", tx.ids, forged)
        self.assert_nothing_given()
        self.assertEqual(waiting.state, "draft")

    @mute_logger("odoo.http")
    def test_nobody_ties_a_payment_to_another_document(self):
        """Money for a chair pays no top-up, from whichever side it is tied."""
        order, chair = self.topup(), self.order()
        paid = self.pay_by_card(chair, 120.0, "done")
        bill = self.invoice(120.0)
        link = {"transaction_ids": [[4, paid.id]]}
        self.refused("sale.order", "write", order.ids, link)
        self.refused("sale.order", "write", chair.ids, {"transaction_ids": [[5]]})
        self.refused("account.move", "write", bill.ids, link)
        self.refused("account.move", "create", [{"move_type": "out_invoice", **link}])
        self.refused(
            "sale.order", "write", order.ids, {"store_credit_topup_user_id": self.stranger.id}
        )
        self.assert_nothing_given()
        self.assertNotEqual(order.state, "sale")

    # --------------------------------------------------------------- refunds

    @mute_logger("odoo.http")
    def test_odd_refunds_are_refused(self):
        """More than was paid, below zero, no number, the same twice."""
        order = self.order()
        tx = self.pay(order.with_user(self.shopper).sudo(), 45.0)
        self.env.flush_all()
        for amount in (-45.0, -0.01, 0, 1e300, "45", "²", [45], {"a": 1}, 1e15, True):
            self.refused("payment.transaction", "action_refund", tx.ids, amount)
        self.assertEqual(self.available(), 0.0)
        self.assertFalse(self.call("payment.transaction", "action_refund", tx.ids, 40.0))
        self.assertEqual(self.available(), 40.0)
        for amount in (40.0, 5.01, None):
            self.call("payment.transaction", "action_refund", tx.ids, amount)
        self.assertEqual(self.available(), 40.0)

    @mute_logger("odoo.http")
    def test_a_topup_is_not_refunded_twice(self):
        """The bank gives back what came in, and the credit goes with it, once."""
        tx = self.pay_by_card(self.topup(), 100.0, "done")
        self.assertEqual(self.available(), 145.0)
        refund = tx._create_child_transaction(100.0, is_refund=True)
        for _replay in range(3):
            refund._set_done()
            refund._post_process()
        self.assertEqual(self.available(), 45.0)
        self.env.flush_all()
        for amount in (100.0, 0.01, -100.0):
            self.refused("payment.transaction", "action_refund", tx.ids, amount)
        self.assert_nothing_given()

    # --------------------------------------------------------------- the order behind the money

    @mute_logger("odoo.http")
    def test_a_topup_gives_what_arrived_whatever_the_order_says(self):
        """Stored totals, prices, quantities, discounts and lines beside it, written by sales."""
        for forged in (
            {"amount_total": 1.0},
            {"amount_total": 1.0, "amount_untaxed": 1.0, "prepayment_percent": 0.01},
            {"currency_rate": 1000.0},
            {"require_payment": False},
            {"order_line": [[0, 0, {"name": "x", "is_downpayment": True, "product_uom_qty": 1,
                                    "product_id": self.chair.id, "price_unit": -99.0}]]},
            {"order_line": [[0, 0, {"product_id": self.chair.id, "price_unit": -99.0}]]},
            {"prepayment_percent": 0.01, "require_payment": False},
        ):  # fmt: skip
            with self.subTest(forged=forged):
                order = self.topup()
                self.call("sale.order", "write", order.ids, forged)
                self.pay_by_card(order, 1.0, "done")
                self.assert_nothing_given()

    @mute_logger("odoo.http")
    def test_a_paid_topup_gives_no_more_when_its_order_changes(self):
        """Price, product, a second line: what was paid was 100, what is given stays 100."""
        order = self.topup()
        self.pay_by_card(order, 100.0, "done")
        self.assertEqual(self.available(), 145.0)
        line = order.order_line
        for forged in (
            {"price_unit": 1000.0},
            {"price_subtotal": 1000.0, "price_total": 1000.0},
            {"qty_invoiced": 0.0, "qty_to_invoice": 1.0, "invoice_status": "to invoice"},
            {"product_uom_qty": 5.0},
            {"order_id": self.topup(7.0).id},
        ):
            self.call("sale.order.line", "write", line.ids, forged)
        extra = {"product_id": self.credit_product.id, "price_unit": 500.0}
        self.call("sale.order", "write", order.ids, {"order_line": [[0, 0, extra]]})
        tx = order.transaction_ids
        self.refused("payment.transaction", "write", tx.ids, {"is_post_processed": False})
        self.call("payment.transaction", "action_post_process", tx.ids)
        self.call("sale.order", "action_confirm", order.ids)
        self.assert_nothing_given(145.0)
