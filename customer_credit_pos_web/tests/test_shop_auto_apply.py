"""Automatic application beside online payments: what is booked holds no other credit back."""

from odoo.tests import tagged

from .common_checkout import CheckoutCommon


@tagged("post_install", "-at_install")
class TestShopAutoApply(CheckoutCommon):
    """Invoices that were paid online in part, reset and posted again at a higher price."""

    def setUp(self):
        """Make an invoice, and a company that applies credits by itself."""
        super().setUp()
        self.company.credit_auto_apply = True
        self.bill = self.invoice(100.0)

    def post_again(self, price):
        """Reset the invoice and post it at another price; return what is open of it."""
        self.bill.button_draft()
        self.bill.invoice_line_ids.price_unit = price
        self.bill.action_post()
        self.env.invalidate_all()
        return self.bill.amount_residual

    def test_store_credit_that_was_taken_back_is_not_on_the_way(self):
        """20 by store credit are given back; 200 of outstanding credit pay it all."""
        self.give_credit(20.0)
        self.pay(self.bill, 20.0)
        self.assertEqual(self.bill.amount_residual, 80.0)
        self.pay_on_account(200.0)
        self.assertEqual(self.post_again(150.0), 0.0)
        self.assert_ties_out()

    def test_a_card_payment_comes_first_and_credits_pay_the_rest(self):
        """60 by card pay again, and 90 of the outstanding credit."""
        card = self.by_card(60.0)
        card._set_done()
        card._post_process()
        self.pay_on_account(200.0)
        self.assertEqual(self.post_again(150.0), 0.0)
        items = card.payment_id.move_id.line_ids
        item = items.filtered(lambda it: it.account_type == "asset_receivable")
        self.assertEqual(item.amount_residual, 0.0)
        self.assert_ties_out()

    def test_what_is_on_the_way_is_waited_for(self):
        """A card that is pending keeps its place; so does one that is done and not booked yet."""
        self.pay_on_account(200.0)
        card = self.by_card(60.0)
        for state in ("pending", "done"):
            with self.subTest(state=state):
                card.state = state
                self.assertEqual(self.post_again(self.bill.amount_total + 1.0),
                                 self.bill.amount_total)  # fmt: skip

    def by_card(self, amount):
        """Return a draft card payment of the invoice."""
        return self.transaction(
            self.bill, amount, provider_id=self.card.id, payment_method_id=self.card_method.id
        )
