"""Early payment discounts: paid by credit in time, an invoice costs what it costs by card."""

import freezegun

from odoo import Command
from odoo.tests import freeze_time, tagged

from .test_application_undo import UndoCommon


@freeze_time("2026-01-20")
@tagged("post_install", "-at_install")
class TestEarlyDiscount(UndoCommon):
    """Terms 2/10 net 30 on invoices of 15 January: 98 of 100 until the 25th."""

    @classmethod
    def setUpClass(cls):
        """Make the payment term."""
        super().setUpClass()
        cls.term = cls.env["account.payment.term"].create(
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

    def bill(self, amount=100, **vals):
        """Return an invoice with the discount."""
        return self.invoice(amount, invoice_payment_term_id=self.term.id, **vals)

    def test_the_dialog_offers_it(self):
        """98 proposed, with the day, and 98 spent."""
        self.give_credit(500)
        invoice = self.bill()
        wizard = self.wizard(partner_id=self.customer.id)
        row = wizard.invoice_ids
        self.assertEqual((row.remaining, row.amount, row.discount, row.left), (100, 98, 2, 0))
        self.assertEqual(str(row.discount_date), "2026-01-25")
        self.assertEqual((wizard.amount, wizard.left_to_pay, wizard.has_discount), (98, 0, True))
        wizard.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(invoice.amount_residual, 0)
        self.assert_store_credit(402)
        self.assert_ties_out()

    def test_ninety_eight_of_credit_pay_it(self):
        """Nothing stays open, from store credit and payments together."""
        self.give_credit(50)
        self.pay_on_account(48)
        invoice = self.bill()
        self.wizard(partner_id=self.customer.id).action_confirm()
        self.env.invalidate_all()
        self.assertEqual((invoice.amount_residual, self.open_items()), (0, []))

    def test_not_for_less_and_not_too_late(self):
        """A part earns nothing, and neither does the whole after the day."""
        payment = self.pay_on_account(300)
        first, second = self.bill(), self.bill()
        self.apply([(payment, first, 97.99)])
        self.assertEqual(first.amount_residual, 2.01)
        with freezegun.freeze_time("2026-01-26"):
            self.apply([(payment, second, 98)])
        self.assertEqual(second.amount_residual, 2)

    def test_undone_with_the_payment(self):
        """Taken back, the invoice is open in full and the discount is reversed."""
        self.give_credit(100)
        payment, invoice = self.pay_on_account(150), self.bill()
        loss = self.company.account_journal_early_pay_discount_loss_account_id
        for credit in (payment, None):
            with self.subTest(store_credit=not credit):
                self.assert_undone([(credit, invoice, 98)])
                lines = self.env["account.move.line"].search(
                    [("account_id", "=", loss.id), ("parent_state", "=", "posted")]
                )
                self.assertTrue(lines)
                self.assertEqual(sum(lines.mapped("balance")), 0)

    def test_with_taxes_and_in_another_currency(self):
        """The discount lowers the taxes where the term says so; no cent stays open."""
        tax = self.company_data["default_tax_sale"]
        self.term.early_pay_discount_computation = "included"
        foreign = self.setup_other_currency("HRK", rates=[("2026-01-01", 3.0)])
        self.give_credit(500)
        invoice = self.bill(post=False, currency_id=foreign.id)
        invoice.invoice_line_ids.tax_ids = tax
        invoice.action_post()
        before = self.open_items()
        self.wizard(partner_id=self.customer.id).action_confirm()
        self.env.invalidate_all()
        self.assertEqual(invoice.amount_residual, 0)
        discount = self.env["account.move"].search(
            [("credit_discount_invoice_id", "=", invoice.id)]
        )
        self.assertTrue(discount.line_ids.filtered("tax_repartition_line_id"))
        self.unapply()
        self.assertEqual(self.open_items(), before)

    def test_automatic_application_takes_it(self):
        """The oldest credits pay 98, what is left over stays open, and one click undoes both."""
        self.company.credit_auto_apply = True
        for amount in (60, 90):
            self.pay_on_account(amount, date="2026-01-02")
        before = self.open_items()
        invoice = self.bill()
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self.customer.outstanding_credit_amount, 52)
        invoice.action_undo_credit_auto_apply()
        self.assertEqual(invoice.amount_residual, 100)
        self.assertEqual(self.open_items()[:2], before)

    def test_automatic_application_of_too_little(self):
        """97 pay 97: the rest is owed without a discount."""
        self.company.credit_auto_apply = True
        self.pay_on_account(97)
        self.assertEqual(self.bill().amount_residual, 3)
