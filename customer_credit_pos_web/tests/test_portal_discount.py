"""Early payment discounts in the portal: store credit pays what a card would."""

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_checkout_http import CheckoutHttpCommon


@tagged("post_install", "-at_install")
class TestPortalDiscount(CheckoutHttpCommon):
    """Terms 2/10 net 30 on an invoice of today: 98 of 100."""

    def setUp(self):
        """Make the invoice, with nothing in the account yet."""
        super().setUp()
        self.had = self.customer.store_credit_balance
        self.today = fields.Date.context_today(self.env.user)
        self.term = self.env["account.payment.term"].create(
            {
                "name": "2/10 net 30",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})
                ],
            }
        )
        self.bill = self.discounted(100)

    def discounted(self, amount, **vals):
        """Return an invoice of today with the discount."""
        return self.invoice(
            amount, invoice_date=self.today, invoice_payment_term_id=self.term.id, **vals
        )

    def box(self, bill):
        """Return the page of an invoice."""
        return self.url_open(bill.get_portal_url()).text

    def owed(self):
        """Return what is open on the customer's receivable account, either way."""
        return [
            item.amount_residual
            for operator in ("<", ">")
            for item in self.customer._find_open_receivable(self.company, operator)
        ]

    def pay_box(self, bill, amount, due):
        """Send the form of the box."""
        self.post(f"/my/invoices/{bill.id}/store_credit", amount=str(amount), due=str(due))
        self.env.invalidate_all()

    def test_the_box_asks_what_the_card_asks(self):
        """98 on the page, 98 spent, nothing open, and the discount in the books."""
        self.give_credit(500)
        self.assertIn('name="due" value="98.0"', self.box(self.bill))
        self.pay_box(self.bill, 98, 98.0)
        self.assertEqual(self.bill.amount_residual, 0)
        self.assert_store_credit(self.had + 402)
        self.assertEqual(self.owed(), [])
        self.assert_ties_out()

    def test_exactly_as_much_as_it_costs(self):
        """With 98 of credit nothing stays open, whatever taxes the discount lowers."""
        self.give_credit(98 - self.had)
        self.pay_box(self.bill, 98, 98.0)
        self.assertEqual((self.bill.amount_residual, self.owed()), (0, []))
        self.assert_store_credit(0)

    def test_a_part_earns_no_discount(self):
        """50 pay 50; the rest is owed in full."""
        self.give_credit(500)
        self.pay_box(self.bill, 50, 98.0)
        self.assertEqual(self.bill.amount_residual, 50)
        self.pay_box(self.bill, 48, 48.0)
        self.assertEqual(self.bill.amount_residual, 50, "the amount due was another one")
        self.pay_box(self.bill, 50, 50.0)
        self.assertEqual(self.bill.amount_residual, 0)

    def test_taxes_that_follow_the_discount(self):
        """Several taxes, lowered with the discount: to the cent, and undone with the payment."""
        self.give_credit(500)
        self.term.early_pay_discount_computation = "included"
        taxes = self.company_data["default_tax_sale"]
        taxes |= taxes.copy({"name": "Second tax", "amount": 7.0})
        bill = self.discounted(100, post=False)
        bill.invoice_line_ids.tax_ids = taxes
        bill.action_post()
        due = bill._get_store_credit_due()
        self.assertLess(due, bill.amount_total)
        self.pay_box(bill, due, due)
        self.assertEqual(bill.amount_residual, 0)
        self.assert_ties_out()
        before = bill.amount_total
        application = self.env["customer.credit.application"].search(
            [("invoice_id", "=", bill.id), ("state", "=", "applied")]
        )
        application.action_unapply()
        self.env.invalidate_all()
        self.assertEqual(bill.amount_residual, before)
        self.assert_ties_out()

    def test_a_refusal_of_the_books_stops_no_payment(self):
        """When the discount has no entry of its own, Odoo books it in the payment."""
        self.give_credit(500)
        Move = self.registry["account.move"]

        def refuse(*_args, **_kwargs):
            raise UserError(self.env._("The period is closed."))

        self.patch(Move, "_book_credit_discounts", refuse)
        self.pay_box(self.bill, 98, 98.0)
        self.assertEqual((self.bill.amount_residual, self.owed()), (0, []))
        self.assert_store_credit(self.had + 402)
        self.assert_ties_out()
