"""Routes of customers: quote link, signature and payment as a browser calls them."""

from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .request_common import CreditRequestCommon


@tagged("post_install", "-at_install")
class TestPaymentRoutes(AccountPaymentCommon, CreditRequestCommon, HttpCase):
    """Customers pay at once, or read politely that their order is being reviewed."""

    @classmethod
    def setUpClass(cls):
        """Get the helper back that an attribute of the payment tests hides."""
        super().setUpClass()
        del cls.invoice

    def quoted(self, amount=500.0, **vals):
        """Return a quotation that was sent and asks for a payment."""
        vals = {"require_signature": False, "require_payment": True, "prepayment_percent": 1.0,
                "user_id": self.salesperson.id, **vals}  # fmt: skip
        order = self.quotation(amount, **vals)
        order.action_quotation_sent()
        return order

    def start_payment(self, order, amount=None):
        """Call the route that the payment form calls; return the transaction."""
        self.make_jsonrpc_request(
            f"/my/orders/{order.id}/transaction",
            {
                "access_token": order._portal_ensure_token(),
                "provider_id": self.provider.id,
                "payment_method_id": self.payment_method_id,
                "token_id": None,
                "amount": amount or order.amount_total,
                "flow": "direct",
                "tokenization_requested": False,
                "landing_route": order.get_portal_url(),
            },
        )
        return order.transaction_ids.sorted("id")[-1:]

    def finish_payment(self, tx):
        """Let the provider say that the money is there, and the browser ask for it."""
        tx._set_done()
        self.make_jsonrpc_request("/payment/status/poll", {})
        self.env.invalidate_all()

    def test_a_link_is_paid_and_the_order_confirmed(self):
        """Without any credit, paying at once is always possible."""
        self.set_limit(0)
        order = self.quoted()
        self.assertTrue("o_payment_form" in self.url_open(order.get_portal_url()).text)
        self.finish_payment(self.start_payment(order))
        self.assertEqual(order.state, "sale")
        self.assertEqual(self.customer.credit_exposure, 0.0)

    def test_paid_in_part_over_the_limit_keeps_money_and_waits(self):
        """The payment is booked, the request open, the page says so."""
        self.set_limit(100.0)
        order = self.quoted(prepayment_percent=0.5)
        tx = self.start_payment(order, 300.0)
        self.finish_payment(tx)
        self.assertEqual((tx.payment_id.amount, tx.is_post_processed), (300.0, True))
        self.assertEqual((order.state, order.credit_state), ("sent", "waiting"))
        request = self.request_of(order)
        self.assertEqual((request.state, request.amount), ("pending", 100.0))
        self.assertTrue("being reviewed" in self.url_open(order.get_portal_url()).text)
        request.with_user(self.approver).action_approve()
        self.assertEqual(order.state, "sale", "approved: the paid order is confirmed")

    @mute_logger("odoo.http")
    def test_no_payment_is_taken_from_a_customer_on_hold(self):
        """The page offers none, and the route itself refuses with the message for customers."""
        self.policy.prepaid_allowed_on_hold = False
        order = self.quoted()
        self.put_on_hold(reason="Crook").write({"hold_message": "Please call our office."})
        page = self.url_open(order.get_portal_url()).text
        self.assertTrue("Please call our office." in page)
        with self.assertRaises(JsonRpcException) as stopped:
            self.start_payment(order)
        self.assertIn("ValidationError", str(stopped.exception))
        self.assertFalse(order.transaction_ids, "no payment was begun")

    def test_paying_at_once_passes_a_hold_by_choice(self):
        """Where the policy lets prepaid orders pass, the route is open."""
        order = self.quoted()
        self.put_on_hold()
        self.finish_payment(self.start_payment(order))
        self.assertEqual(order.state, "sale")

    def test_money_paid_for_a_held_order_is_never_lost(self):
        """Held between the payment and its booking: the money is booked, the order waits."""
        self.policy.prepaid_allowed_on_hold = False
        order = self.quoted()
        tx = self.start_payment(order)
        self.put_on_hold()
        self.finish_payment(tx)
        self.assertEqual((tx.payment_id.amount, tx.is_post_processed), (500.0, True))
        self.assertEqual((order.state, order.credit_state), ("sent", "waiting"))
        self.assertTrue(self.request_of(order))

    def test_signed_and_paid(self):
        """Signature first, payment second: each route does its part."""
        self.set_limit(0)
        order = self.quoted(require_signature=True)
        self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {
                "access_token": order._portal_ensure_token(),
                "name": "Brandon",
                "signature": "R0lGODlhAQABAAD/ACwAAAAAAQABAAACADs=",
            },
        )
        self.assertEqual((order.state, bool(order.signature)), ("sent", True))
        self.finish_payment(self.start_payment(order))
        self.assertEqual(order.state, "sale")

    @mute_logger("odoo.http")
    def test_a_wrong_link_learns_nothing(self):
        """Without the token there is neither a page nor a payment."""
        order = self.quoted()
        self.put_on_hold(reason="Crook")
        page = self.url_open(f"/my/orders/{order.id}?access_token=wrong").text
        self.assertFalse(order.name in page)
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                f"/my/orders/{order.id}/transaction", {"access_token": "wrong"}
            )
