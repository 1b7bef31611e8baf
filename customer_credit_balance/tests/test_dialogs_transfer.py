"""Transfer: any part of outstanding credits into store credit, and back."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..exceptions import InsufficientCredit
from .common_wizards import WizardCommon


@tagged("post_install", "-at_install")
class TestTransfer(WizardCommon):
    """The wizard ``customer.credit.transfer``."""

    def transfer(self, **vals):
        """Return an unconfirmed transfer."""
        return self.wizard("transfer", **vals)

    # --------------------------------------------------------------- in

    def test_credit_note_becomes_store_credit(self):
        """Dr receivable / Cr liability; the credit note is used up."""
        line = self.credit_note(100.0)
        self.transfer(lines=line).action_confirm()
        entry = self.entries()
        self.assertRecordValues(
            entry,
            [{"event": "transfer_in", "amount": 100.0, "res_model": "account.move",
              "res_id": line.move_id.id}],
        )  # fmt: skip
        self.assertEqual(entry.move_id.journal_id, self.journal)
        self.assert_items(
            entry.move_id,
            (self.receivable, self.customer, 100.0),
            (self.liability, self.customer, -100.0),
        )
        self.assertTrue(line.reconciled)
        self.assertIn(line.move_id.payment_state, ("paid", "reversed"))
        self.assert_store_credit(100.0)
        self.assert_outstanding(0.0)
        self.assert_ties_out()

    def test_any_part_of_it(self):
        """The rest stays an outstanding credit."""
        line = self.credit_note(100.0)
        self.transfer(lines=line, amount=33.33).action_confirm()
        self.assertEqual(line.amount_residual, -66.67)
        self.assertEqual(line.move_id.payment_state, "partial")
        self.assert_store_credit(33.33)
        self.assert_outstanding(66.67)
        self.transfer(lines=line).action_confirm()
        self.assertTrue(line.reconciled)
        self.assert_store_credit(100.0)
        self.assert_ties_out()

    def test_payment_on_account(self):
        """Money that came without an invoice; the entry names the payment."""
        payment = self.pay_on_account(80.0)
        line = self.receivable_line(payment.move_id)
        self.transfer(lines=line).action_confirm()
        self.assertRecordValues(
            self.entries(), [{"res_model": "account.payment", "res_id": payment.id}]
        )
        self.assertTrue(line.reconciled)
        self.assert_store_credit(80.0)
        self.assert_ties_out()

    def test_several_credits_oldest_first(self):
        """Each credit is matched with exactly its own part."""
        new = self.credit_note(50.0, invoice_date="2026-02-10")
        old = self.payment_credit(40.0, date="2026-01-05")
        self.transfer(lines=new | old, amount=60.0).action_confirm()
        self.assertEqual((old.amount_residual, new.amount_residual), (0.0, -30.0))
        move = self.entries().move_id
        self.assert_items(
            move,
            (self.receivable, self.customer, 40.0),
            (self.receivable, self.customer, 20.0),
            (self.liability, self.customer, -60.0),
        )
        self.assertFalse(any(self.receivable_line(move).mapped("amount_residual")))
        self.assert_ties_out()

    def test_without_a_choice_all_open_credits_are_taken(self):
        """Starting from the customer: everything open, nothing of others."""
        self.credit_note(50.0)
        self.payment_credit(40.0)
        self.credit_note(70.0, self.other_customer)
        wizard = self.transfer()
        self.assertEqual((wizard.direction, wizard.amount), ("in", 90.0))
        wizard.action_confirm()
        self.assert_store_credit(90.0)
        self.assert_outstanding(0.0)
        self.assert_outstanding(70.0, self.other_customer)
        self.assert_ties_out()

    def test_credits_on_different_receivable_accounts(self):
        """Each part is taken from the account its credit stands on."""
        first = self.credit_note(50.0)
        other = self.second_receivable()
        self.customer.property_account_receivable_id = other
        second = self.credit_note(30.0)
        self.transfer(lines=first | second).action_confirm()
        self.assert_items(
            self.entries().move_id,
            (self.receivable, self.customer, 50.0),
            (other, self.customer, 30.0),
            (self.liability, self.customer, -80.0),
        )
        self.assertTrue(first.reconciled and second.reconciled)
        self.assert_ties_out()

    def test_foreign_credit_keeps_its_rate(self):
        """A part of 1,000.00 at rate 3: no exchange difference, the rest at the same rate."""
        currency = self.setup_other_currency("EUR", rates=[("2016-01-01", 3.0)])
        line = self.credit_note(1000.0, currency_id=currency.id)
        self.assertEqual(line.amount_residual, -333.33)
        moves = self.env["account.move"].search_count([])
        currency.rate_ids.create({"name": "2026-02-01", "rate": 2.0, "currency_id": currency.id})
        self.transfer(lines=line, amount=100.0).action_confirm()
        self.assertEqual(self.env["account.move"].search_count([]), moves + 1)
        self.assertEqual(line.amount_residual, -233.33)
        self.assertEqual(line.amount_residual_currency, -700.0)
        debit = self.receivable_line(self.entries().move_id)
        self.assertRecordValues(
            debit,
            [{"balance": 100.0, "amount_currency": 300.0, "currency_id": currency.id,
              "amount_residual": 0.0, "amount_residual_currency": 0.0}],
        )  # fmt: skip
        self.transfer(lines=line).action_confirm()
        self.assertTrue(line.reconciled)
        self.assertEqual(self.env["account.move"].search_count([]), moves + 2)
        self.assert_store_credit(333.33)
        self.assert_ties_out()

    def test_odd_parts_of_a_foreign_credit(self):
        """Many small parts at an awkward rate never leave dust or exchange entries."""
        currency = self.setup_other_currency("EUR", rates=[("2016-01-01", 0.8731)])
        line = self.credit_note(97.77, currency_id=currency.id)
        total = -line.amount_residual
        moves = self.env["account.move"].search_count([])
        parts = [0.01, 13.37, 7.77, 29.99]
        for part in parts:
            self.transfer(lines=line, amount=part).action_confirm()
        self.transfer(lines=line).action_confirm()
        self.assertTrue(line.reconciled)
        self.assertEqual((line.amount_residual, line.amount_residual_currency), (0.0, 0.0))
        self.assertEqual(self.env["account.move"].search_count([]), moves + len(parts) + 1)
        self.assert_store_credit(total)
        self.assert_ties_out()

    # --------------------------------------------------------------- out

    def test_store_credit_becomes_an_outstanding_credit(self):
        """Dr liability / Cr receivable, open for any invoice."""
        grant = self.grant(100.0)
        wizard = self.transfer(direction="out", amount=60.0)
        self.assertEqual((wizard.balance_after, wizard.outstanding_after), (40.0, 60.0))
        wizard.action_confirm()
        entry = self.entries("transfer_out")
        self.assertEqual(entry.amount, -60.0)
        self.assert_items(
            entry.move_id,
            (self.liability, self.customer, 60.0),
            (self.receivable, self.customer, -60.0),
        )
        self.assertEqual(self.receivable_line(entry.move_id).amount_residual, -60.0)
        self.assertEqual(grant.amount_residual, -40.0)
        self.assert_store_credit(40.0)
        self.assert_outstanding(60.0)
        self.assert_ties_out()

    def test_chosen_grant_is_used_not_the_oldest(self):
        """Who picks a grant sees that grant go."""
        old, chosen = self.grant(50.0), self.grant(30.0)
        wizard = self.transfer(lines=chosen)
        self.assertEqual((wizard.direction, wizard.amount), ("out", 30.0))
        wizard.action_confirm()
        self.assertEqual((old.amount_residual, chosen.amount_residual), (-50.0, 0.0))
        self.assert_ties_out()

    def test_reserved_credit_and_overdraft_do_not_leave(self):
        """An overdraft may buy goods; it must not become money."""
        self.grant(50.0)
        account = self.credit_account()
        account.overdraft_limit = 100.0
        account._reserve(20.0, "order:1")
        self.assertEqual(self.transfer(direction="out").amount, 30.0)
        with self.assertRaisesRegex(UserError, "30.00 or less"):
            self.transfer(direction="out", amount=30.01).action_confirm()
        account.action_freeze()
        with self.assertRaisesRegex(InsufficientCredit, "frozen"):
            self.transfer(direction="out", amount=10.0).action_confirm()
        self.assert_ties_out()

    def test_there_and_back_again(self):
        """Nothing is gained or lost."""
        line = self.credit_note(100.0)
        self.transfer(lines=line).action_confirm()
        self.transfer(direction="out", amount=100.0).action_confirm()
        self.assert_store_credit(0.0)
        self.assert_outstanding(100.0)
        self.assert_ties_out()

    # --------------------------------------------------------------- refused

    def test_never_more_than_remains(self):
        """Also when the credit was used in the meantime."""
        line = self.credit_note(100.0)
        with self.assertRaisesRegex(UserError, "100.00 or less"):
            self.transfer(lines=line, amount=100.01).action_confirm()
        late = self.transfer(lines=line)
        self.transfer(lines=line).action_confirm()
        with self.assertRaisesRegex(UserError, "Nothing remains"):
            late.action_confirm()
        self.assert_store_credit(100.0)
        self.assert_ties_out()

    def test_bad_requests_are_refused(self):
        """Amounts, dates and selections that cannot be booked."""
        line, grant = self.credit_note(100.0), self.grant(10.0)
        for amount in (0.0, -5.0, float("nan"), float("inf")):
            with self.subTest(amount=amount), self.assertRaises(UserError):
                self.transfer(lines=line, amount=amount).action_confirm()
        invoice = self.receivable_line(self.invoice(10.0))
        draft = self.receivable_line(self.invoice(10.0, move_type="out_refund", post=False))
        stranger = self.credit_note(10.0, self.other_customer)
        revenue = line.move_id.line_ids - line
        for wrong in (line | grant, invoice, draft, line | stranger, revenue):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                self.transfer(lines=wrong, direction="in", amount=5.0).action_confirm()
        with self.assertRaisesRegex(UserError, "that day or a later"):
            self.transfer(lines=line, date="2026-01-14").action_confirm()
        self.company.fiscalyear_lock_date = "2026-03-31"
        with self.assertRaisesRegex(UserError, "closed"):
            self.transfer(lines=line, date="2026-03-01").action_confirm()
        with self.assertRaisesRegex(UserError, "no open credit"):
            self.transfer(partner_id=self.contact.copy({"parent_id": False}).id,
                          amount=5.0).action_confirm()  # fmt: skip
        self.assert_outstanding(100.0)
        self.assert_ties_out()

    def test_second_click_books_nothing(self):
        """The same action, although nothing remains to be moved."""
        wizard = self.transfer(lines=self.credit_note(100.0))
        self.assertEqual(wizard.action_confirm(), wizard.action_confirm())
        self.assert_store_credit(100.0)

    def test_cancelled_transfer_gives_both_sides_back(self):
        """Cancelling the journal entry reopens the credit and reverses the ledger."""
        line = self.credit_note(100.0)
        self.transfer(lines=line).action_confirm()
        move = self.entries().move_id
        move.button_draft()
        move.button_cancel()
        self.assertEqual(line.amount_residual, -100.0)
        self.assert_store_credit(0.0)
        self.assert_outstanding(100.0)
        self.assert_ties_out()

    def test_receipt_shows_both_sides(self):
        """Store credit and outstanding credits, before and after."""
        self.grant(5.0)
        self.transfer(lines=self.credit_note(100.0), amount=40.0).action_confirm()
        body = self.credit_account().message_ids[0].body
        for text in ("40.00", "5.00", "45.00", "100.00", "60.00"):
            self.assertIn(text, body)
