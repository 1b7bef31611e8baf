"""Portal: customers read the message that is meant for them, and cannot walk around the queue."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .request_common import CreditRequestCommon

# The buttons that open the dialog; the dialog itself is always there, without a body.
ACCEPT = 'data-bs-target="#modalaccept"'


@tagged("post_install", "-at_install")
class TestPortalMessage(CreditRequestCommon, HttpCase):
    """The quotation page and its signature."""

    def page(self, order):
        """Return the quotation page as the customer sees it."""
        return self.url_open(order.get_portal_url()).text

    def quoted(self, amount=1500.0):
        """Return a quotation that was sent and asks for a signature."""
        order = self.quotation(
            amount, user_id=self.salesperson.id, require_signature=True, require_payment=False
        )
        order.action_quotation_sent()
        return order

    def test_nothing_changes_within_the_limit(self):
        """Customers sign as ever."""
        order = self.quoted()
        self.assertTrue(ACCEPT in self.page(order))
        self.assertFalse("being reviewed" in self.page(order))

    def test_a_waiting_order_says_so_instead_of_accept(self):
        """Without internal reasons or figures."""
        self.set_limit(987.0)
        order = self.quoted()
        order.with_user(self.salesperson).action_confirm()
        page = self.page(order)
        self.assertTrue("being reviewed" in page)
        self.assertFalse(ACCEPT in page)
        self.assertFalse("987.00" in page)

    def test_a_held_customer_reads_the_message_for_customers(self):
        """Not the internal reason."""
        order = self.quoted()
        self.put_on_hold(reason="Crook").write({"hold_message": "Please call our office."})
        page = self.page(order)
        self.assertTrue("Please call our office." in page)
        self.assertFalse("Crook" in page)
        self.assertFalse(ACCEPT in page)

    def test_a_hold_that_is_over_asks_for_the_signature_again(self):
        """Its last day has passed, and nobody wrote anything: the customer may accept at once."""
        order = self.quoted()
        profile = self.put_on_hold()
        self.assertEqual(order.credit_state, "hold")
        self.assertFalse(ACCEPT in self.page(order))
        profile._write_quietly({"hold_until": fields.Date.today() - timedelta(days=1)})
        self.assertTrue(ACCEPT in self.page(order))
        self.Profile._cron_review_holds()
        self.assertFalse(order.credit_state)

    def test_signing_over_the_limit_waits_politely(self):
        """The signature is kept, the order waits, the rep's request is open."""
        self.set_limit(1000.0)
        order = self.quoted()
        self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {
                "access_token": order._portal_ensure_token(),
                "name": "Brandon",
                "signature": "R0lGODlhAQABAAD/ACwAAAAAAQABAAACADs=",
            },
        )
        self.assertEqual((order.state, order.credit_state), ("sent", "waiting"))
        self.assertTrue(order.signature)
        self.assertEqual(self.request_of(order).requester_id, self.salesperson)
        self.assertTrue("being reviewed" in self.page(order))

    def test_an_approved_order_asks_for_the_signature_again(self):
        """A yes for the rep is not the customer's yes."""
        self.policy.auto_confirm = False
        self.set_limit(1000.0)
        order = self.quoted()
        order.with_user(self.salesperson).action_request_credit_approval()
        self.request_of(order).with_user(self.approver).action_approve()
        self.assertEqual(order.state, "sent")
        self.assertTrue(ACCEPT in self.page(order))
