"""Orders that a card paid and that are invoiced later: what is left of the payment pays them."""

from odoo.tests import tagged

from .common_checkout import CheckoutCommon


@tagged("post_install", "-at_install")
class TestShopLateInvoice(CheckoutCommon):
    """Odoo matches an order's payments with its invoice as long as they are under way."""

    def setUp(self):
        """Pay an order of 120 by card."""
        super().setUp()
        self.cart = self.order(120.0)
        card = self.transaction(
            self.cart, 120.0, provider_id=self.card.id, payment_method_id=self.card_method.id
        )
        card._set_done()
        card._post_process()
        self.payment = card.payment_id
        self.item = self.payment.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def bill(self):
        """Invoice the order; return what is open of the invoice and of the payment."""
        invoice = self.cart._create_invoices()
        invoice.action_post()
        self.env.invalidate_all()
        return invoice.amount_residual, self.item.amount_residual

    def test_the_rest_of_a_payment_that_paid_something_else_first(self):
        """40 of it paid an older invoice by hand: 80 pay the order's own."""
        older = self.invoice(40.0, self.shopper.partner_id)
        (older.line_ids | self.item).filtered(
            lambda line: line.account_id == self.item.account_id
        ).reconcile()
        self.assertEqual(self.payment.state, "paid")
        self.assertEqual(self.bill(), (40.0, 0.0))
        self.assert_ties_out()

    def test_a_payment_that_reached_the_bank(self):
        """The bank was quicker than the invoice."""
        self.payment.action_validate()
        self.assertEqual(self.bill(), (0.0, 0.0))
        self.assert_ties_out()

    def test_a_payment_that_was_refused_pays_nothing(self):
        """Its entry is cancelled."""
        self.payment.action_cancel()
        self.assertEqual(self.bill()[0], 120.0)
