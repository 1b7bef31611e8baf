"""Forged, repeated and late notifications, odd amounts and ids: none becomes money."""

import json

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_checkout import CheckoutCommon

REFUSED = ("odoo.exceptions.AccessError", "odoo.exceptions.ValidationError",
           "odoo.exceptions.UserError")  # fmt: skip


@tagged("post_install", "-at_install")
class TestProviderNotifications(CheckoutCommon, HttpCase):
    """Anybody may send what a provider sends: twice, late, for other payments, half of it."""

    @classmethod
    def setUpClass(cls):
        """Use Odoo's demo provider, whose notifications need no signature."""
        super().setUpClass()
        demo = cls.env.ref("payment.payment_provider_demo").sudo()
        if demo.code != "demo":
            cls.skipTest(cls, "payment_demo is not installed")
        cls.demo_method = cls.env.ref("payment_demo.payment_method_demo")
        cls.demo_method.active = True
        cls.card = demo.copy({"company_id": cls.company.id})
        cls.card.write({"journal_id": cls.bank_journal.id, "state": "test"})
        cls.card_method = cls.demo_method
        cls.website.credit_product_id = cls.env.ref("customer_credit_pos_web.product_store_credit")

    def setUp(self):
        """Choose 45 of store credit for a cart of 120."""
        super().setUp()
        self.give_credit(45.0)

    def notify(self, tx, state, **data):
        """Send a notification as anybody can, then process what it brought."""
        self.authenticate(None, None)
        self.env.flush_all()
        self.url_open(
            "/payment/demo/simulate_payment",
            json={
                "params": {"reference": tx.reference, "simulated_state": state, **data},
            },
        )
        self.env.invalidate_all()
        for one in (
            self.env["payment.transaction"]
            .sudo()
            .search([("is_post_processed", "=", False), ("state", "in", ("authorized", "done"))])
        ):
            one._post_process()
        self.env.invalidate_all()

    def figures(self):
        """Return (balance, reserved) of the shopper."""
        self.env.invalidate_all()
        account = self.credit_account()
        return (account.balance, account.reserved)

    @mute_logger("odoo.http", "odoo.addons.payment.models.payment_transaction")
    def test_notifications_move_no_store_credit_by_themselves(self):
        """The reference of a store-credit payment is nobody's to report on."""
        order = self.order()
        main, part = self.split(order, 45.0)
        draft = self.transaction(self.invoice(45.0), 45.0)
        for tx in (part, draft):
            for state in ("done", "cancel", "pending", "error"):
                self.notify(tx, state, amount=1.0, provider_code="store_credit")
        self.assertEqual((part.state, draft.state), ("draft", "draft"))
        self.assertEqual(self.figures(), (45.0, 45.0))
        self.assertEqual(main.state, "draft")

    @mute_logger("odoo.http", "odoo.addons.payment.models.payment_transaction")
    def test_replayed_and_late_notifications_count_once(self):
        """Done five times, then cancelled, failed and pending: one payment, one part."""
        order = self.order()
        main, part = self.split(order, 45.0)
        for state in ("done", "done", "cancel", "error", "pending", "done"):
            self.notify(main, state)
        self.assertEqual((main.state, part.state, order.state), ("done", "done", "sale"))
        self.assertEqual(self.figures(), (0.0, 0.0))
        self.assertEqual(self.entries(), [("web_payment", -45.0)])

    @mute_logger("odoo.http", "odoo.addons.payment.models.payment_transaction")
    def test_done_after_the_order_was_cancelled_spends_nothing(self):
        """The card's money came late: it is the customer's, and so is the credit."""
        order = self.order()
        main, part = self.split(order, 45.0)
        self.notify(main, "pending")
        order._action_cancel()
        self.assertEqual(self.figures(), (45.0, 0.0))
        for _replay in range(2):
            self.notify(main, "done")
        self.assertEqual(order.state, "cancel")
        self.assertNotEqual(part.state, "done")
        self.assertEqual(self.figures(), (45.0, 0.0))

    @mute_logger("odoo.http", "odoo.addons.payment.models.payment_transaction")
    def test_a_captured_part_of_a_topup_is_not_the_whole(self):
        """100 authorised, 40 captured, the rest voided: never more than 40 to spend."""
        self.card.capture_manually = True
        order = self.env["sale.order"]._get_or_create_topup(self.shopper, self.website, 100.0)
        tx = self.card_payment(order, 100.0)
        self.notify(tx, "done")
        self.assertEqual(tx.state, "authorized")
        self.assertEqual(self.figures()[0] - self.figures()[1], 45.0)
        tx.sudo()._capture(amount_to_capture=40.0)
        self.notify(tx, "pending")
        balance, reserved = self.figures()
        self.assertLessEqual(balance - reserved, 85.0)
        tx.sudo()._void(amount_to_void=60.0)
        self.notify(tx, "done")
        balance, reserved = self.figures()
        self.assertLessEqual(balance - reserved, 85.0)

    @mute_logger("odoo.http", "odoo.addons.payment.models.payment_transaction")
    def test_what_is_voided_of_a_topup_is_not_given(self):
        """60 voided first and 40 captured then; or everything voided; each reported twice."""
        self.card.capture_manually = True
        for whole, captured in ((60.0, 40.0), (100.0, 0.0)):
            before = self.figures()[0] - self.figures()[1]
            order = self.env["sale.order"]._get_or_create_topup(self.shopper, self.website, 100.0)
            tx = self.card_payment(order, 100.0)
            self.notify(tx, "done")
            self.assertEqual(tx.state, "authorized")
            tx.sudo()._void(amount_to_void=whole)
            if captured:
                tx.sudo()._capture(amount_to_capture=captured)
            for _replay in range(2):
                self.notify(tx, "cancel" if not captured else "pending")
            balance, reserved = self.figures()
            self.assertLessEqual(balance - reserved, before + captured)

    @mute_logger("odoo.http", "odoo.addons.payment.models.payment_transaction")
    def test_an_amount_that_is_none_pays_nothing(self):
        """What passes every comparison passes no payment form, on any route."""
        topup = self.env["sale.order"]._get_or_create_topup(self.shopper, self.website, 100.0)
        quotation, bill = self.order(website_id=False, state="sent"), self.invoice(120.0)
        self.env.flush_all()
        self.authenticate("shopper", "shopper")
        for document, url in (
            (topup, f"/my/orders/{topup.id}/transaction"),
            (quotation, f"/my/orders/{quotation.id}/transaction"),
            (bill, f"/invoice/transaction/{bill.id}"),
        ):
            for odd in ({"amount": float("nan")}, {"amount": float("inf")}, {"amount": -5.0},
                        {"amount": 1e300}, {"amount": [1]}, {"amount": {"a": 1}},
                        {"provider_id": "²"}, {"provider_id": [1]}, {"provider_id": 2**40},
                        {"provider_id": {"a": 1}}, {"provider_id": -1}):  # fmt: skip
                values = {
                    "provider_id": self.card.id,
                    "payment_method_id": self.card_method.id,
                    "token_id": None,
                    "amount": 100.0,
                    "flow": "direct",
                    "tokenization_requested": False,
                    "landing_route": "/my",
                    "access_token": document._portal_ensure_token(),
                    **odd,
                }
                answer = self.url_open(
                    url,
                    data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": values}),
                    headers={"Content-Type": "application/json"},
                ).json()
                with self.subTest(url=url, odd=odd):
                    self.assertIn(answer.get("error", {}).get("data", {}).get("name"), REFUSED)
        self.env.invalidate_all()
        self.assertFalse((topup | quotation).sudo().transaction_ids)

    @mute_logger("odoo.http")
    def test_ids_out_of_range_lead_away(self):
        """Addresses with numbers that no record has: a page, never an error."""
        self.authenticate("shopper", "shopper")
        huge = 10**30
        for url in (f"/my/credit/topup/{huge}", f"/my/credit/page/{huge}",
                    f"/my/credit?page={huge}", "/my/credit?filterby=²"):  # fmt: skip
            self.assertLess(self.url_open(url, timeout=60).status_code, 500, url)
        token = Request.csrf_token(self)
        for url in (f"/my/invoices/{huge}/store_credit", f"/my/orders/{huge}/store_credit",
                    f"/my/credit/topup/{huge}/cancel", "/shop/credit/add"):  # fmt: skip
            answer = self.url_open(
                url, data={"csrf_token": token, "amount": "²", "due": "9" * 9999,
                           "product_id": str(huge)}, timeout=60,
            )  # fmt: skip
            self.assertLess(answer.status_code, 500, url)
        self.assertEqual(self.figures(), (45.0, 0.0))
