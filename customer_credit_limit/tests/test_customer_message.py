"""What customers are told is the same sentence for every kind of document."""

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

    def test_the_policy_speaks_for_everybody_else(self):
        """Without a hold, or without a message of its own."""
        self.policy.customer_message = "We will be in touch."
        self.assertEqual(self.message(), "We will be in touch.")
        self.put_on_hold(reason="Crook")
        self.assertEqual(self.message(), "We will be in touch.")
