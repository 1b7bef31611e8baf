"""Money of top-ups: what is looked at once stays true, whatever is changed, posted or matched."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_by_hand import ByHandCommon


@tagged("post_install", "-at_install")
class TestMoney(ByHandCommon):
    """Roundabout ways to store credit, as a user who invoices and has no right on credit."""

    def match(self, *moves):
        """Match the receivable items of these entries as the clerk."""
        items = self.env["account.move.line"]
        for move in moves:
            items |= self.receivable_line(move)
        items.with_user(self.clerk).reconcile()

    def write_off(self, amount=50.0, **vals):
        """Return the clerk's posted entry that closes a debt without money."""
        entry = self.draft([(self.expense, amount), (self.receivable, -amount)], **vals)
        entry.action_post()
        return entry

    def money(self, amount=50.0):
        """Return the clerk's posted payment of a customer, on account."""
        payment = self.payment(
            payment_type="inbound", journal_id=self.bank_journal.id, amount=amount
        )
        payment.action_post()
        return payment.move_id

    # --------------------------------------------------------------- changed after the match

    def becomes_a_topup(self, invoice):
        """Reset the invoice, and let it sell store credit; its matches stay."""
        invoice = invoice.with_user(self.clerk)
        invoice.button_draft()
        invoice.invoice_line_ids.account_id = self.liability
        invoice.env.flush_all()
        return invoice

    def test_an_invoice_that_was_written_off_becomes_no_paid_topup(self):
        """Its matches are looked at when it is posted again."""
        invoice = self.draft([(self.income, 50.0)], "out_invoice")
        invoice.action_post()
        self.match(invoice, self.write_off())
        topup = self.becomes_a_topup(invoice)
        self.assert_topup_closed(topup.action_post)
        self.assert_store_credit(0.0)

    def test_an_invoice_that_store_credit_paid_becomes_no_topup(self):
        """It cannot be posted as long as the payment is matched with it."""
        self.give_credit(50.0)
        invoice = self.draft([(self.income, 50.0)], "out_invoice")
        invoice.action_post()
        self.register(invoice, journal_id=self.journal.id)
        self.assert_store_credit(0.0)
        invoice.with_user(self.clerk).button_draft()
        invoice.invoice_line_ids.account_id = self.liability
        with self.assertRaisesRegex(UserError, "cannot be paid with store credit"):
            invoice.action_post()

    def test_money_does_not_become_an_expense_afterwards(self):
        """What paid a top-up is looked at again when it is changed or posted."""
        invoice, paid = self.topup(), self.money()
        self.match(invoice, paid)
        self.assertEqual(self.credit_account().available, 50.0)
        bank = paid.line_ids - self.receivable_line(paid)

        def spend():
            bank.with_user(self.clerk).account_id = self.expense
            self.env.flush_all()

        def again():
            paid.with_user(self.clerk).button_draft()
            bank.with_user(self.clerk).account_id = self.expense
            paid.with_user(self.clerk).action_post()

        for change in (spend, again):
            with self.assertRaisesRegex(AccessError, "than money"), self.env.cr.savepoint():
                change()
            self.env.invalidate_all()
            self.assertNotIn(self.expense, paid.line_ids.account_id)

    def test_a_draft_is_no_money(self):
        """A payment that is reset takes back the credit that it freed, until it is posted again."""
        for reset in ("action_draft", "move_id"):
            invoice = self.topup()
            payment = self.register(invoice)
            self.env.invalidate_all()
            self.assertEqual(self.credit_account().available, 50.0)
            if reset == "action_draft":
                payment.with_user(self.clerk).action_draft()
            else:
                payment.move_id.with_user(self.clerk).button_draft()
            self.env.invalidate_all()
            self.assertEqual(self.credit_account().available, 0.0)
            self.assertFalse(invoice._is_store_credit_paid())
            payment.move_id.with_user(self.clerk).action_post()
            self.env.invalidate_all()
            self.assertEqual(self.credit_account().available, 50.0)
            self.assert_ties_out()
            invoice.with_user(self.clerk).button_cancel()
            self.env.invalidate_all()
            self.assertEqual(self.credit_account().available, 0.0)

    def test_a_paid_topup_is_posted_again(self):
        """Whoever corrects a text of what money paid keeps it paid."""
        invoice = self.topup()
        self.match(invoice, self.money())
        invoice.with_user(self.clerk).button_draft()
        invoice.invoice_line_ids.name = "Store credit"
        invoice.action_post()
        self.env.invalidate_all()
        self.assertEqual(self.credit_account().available, 50.0)
        self.assert_ties_out()
