"""Held customers in shop and portal: refused politely before they pay, never afterwards."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .payment_common import CreditPaymentCommon


@tagged("post_install", "-at_install")
class TestHeldPayments(CreditPaymentCommon):
    """A new transaction is the one door of shop, portal and pay link."""

    @classmethod
    def setUpClass(cls):
        """Write the message that customers may read."""
        super().setUpClass()
        cls.policy.write(
            {"prepaid_allowed_on_hold": False, "customer_message": "Please call our office."}
        )

    def hold(self):
        """Hold the customer for a reason that customers never read."""
        return self.put_on_hold(reason="Crook")

    def start(self, order, **vals):
        """Start to pay, as the shop does."""
        return self._create_transaction(
            "direct",
            amount=order.amount_total,
            currency_id=order.currency_id.id,
            partner_id=self.customer.id,
            reference=f"{order.name}-{len(order.transaction_ids)}",
            sale_order_ids=[Command.set(order.ids)],
            **vals,
        )

    def test_paying_does_not_start(self):
        """With the message for customers, not with the reason."""
        order = self.quotation(500.0)
        self.hold()
        with self.assertRaises(ValidationError) as refusal:
            self.start(order)
        self.assertEqual(str(refusal.exception), "Please call our office.")
        self.assertFalse(
            self.env["payment.transaction"].search([("sale_order_ids", "in", order.ids)])
        )

    def test_the_message_of_the_hold_comes_first(self):
        """It is written for this customer."""
        order = self.quotation(500.0)
        self.hold().write({"hold_message": "Your last invoice came back."})
        with self.assertRaisesRegex(ValidationError, "Your last invoice came back."):
            self.start(order)

    def test_paying_at_once_passes_where_the_policy_says_so(self):
        """The default: nobody owes anything by it."""
        self.policy.prepaid_allowed_on_hold = True
        order = self.quotation(500.0)
        self.hold()
        self.pay_online(order)
        self.assertEqual(order.state, "sale")

    def test_a_hold_during_the_payment_loses_no_money(self):
        """What has started ends with its payment booked, and the order waiting."""
        order = self.quotation(500.0)
        order.require_payment = True
        tx = self.start(order)
        self.hold()
        # The provider's answer is a request of its own.
        self.env.flush_all()
        self.env.invalidate_all()
        tx._set_done()
        tx._post_process()
        self.assertTrue(tx.is_post_processed)
        self.assertEqual(tx.payment_id.amount, 500.0)
        self.assertEqual((order.state in ("draft", "sent"), order.credit_state), (True, "waiting"))

    def test_a_refund_is_never_refused(self):
        """Money goes back whatever the customer did."""
        order = self.quotation(500.0)
        tx = self.start(order)
        tx._set_done()
        self.hold()
        self.assertTrue(tx._create_child_transaction(500.0, is_refund=True))

    def test_a_cart_may_be_filled_but_says_so(self):
        """Where there is a shop: no error for the shopper, its own warning in the cart."""
        if "website_id" not in self.env["sale.order"]._fields:
            self.skipTest("there is no shop in this database")
        website = self.env["website"].search([("company_id", "=", self.company.id)], limit=1)
        website = website or self.env["website"].create(
            {"name": "Shop", "company_id": self.company.id}
        )
        self.hold()
        # Carts are made by the shop itself, as superuser.
        cart = (
            self.env["sale.order"]
            .sudo()
            .create(
                {
                    "partner_id": self.customer.id,
                    "website_id": website.id,
                    "order_line": [self.order_line(self.chair, 1, 10.0)],
                }
            )
        )
        self.assertEqual(cart.shop_warning, "Please call our office.")
        with self.assertRaises(ValidationError):
            self.start(cart)
