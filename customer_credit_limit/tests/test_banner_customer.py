"""What customers are told when a document of theirs is stopped."""

from odoo.tests import tagged

from .request_common import CreditRequestCommon


@tagged("post_install", "-at_install")
class TestCustomerMessage(CreditRequestCommon):
    """Whoever stops a document reads the sentence from the contract, not from the sale order."""

    def message(self):
        """Return what the customer of an invoice is told."""
        return self.invoice(100.0, post=False)._get_credit_customer_message()

    def test_the_hold_speaks_first(self):
        """Its message is written for customers."""
        self.policy.customer_message = "We will be in touch."
        self.put_on_hold(reason="Crook").write({"hold_message": "Please call our office."})
        self.assertEqual(self.message(), "Please call our office.")

    def test_the_policy_speaks_of_orders_in_review_only(self):
        """What nobody reviews, such as an order at the till, gets no such promise."""
        self.policy.customer_message = "We will be in touch."
        order = self.quotation(100.0)
        self.put_on_hold(reason="Crook")
        self.assertFalse(self.message())
        self.assertEqual(order._get_credit_customer_message(), "We will be in touch.")

    def test_a_cart_is_promised_no_review(self):
        """Nobody reviews what its customer has not handed in; a hold's own message is said."""
        self.policy.customer_message = "We will be in touch."
        order = self.quotation(100.0)
        profile = self.put_on_hold(reason="Crook")
        self.patch(self.registry["sale.order"], "_is_credit_document_placed", lambda order: False)
        self.assertFalse(order._get_credit_customer_message())
        profile.hold_message = "Please call our office."
        self.assertEqual(order._get_credit_customer_message(), "Please call our office.")
