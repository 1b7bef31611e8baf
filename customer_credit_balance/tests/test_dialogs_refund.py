"""Refund: money goes back, never more than remains, through a bank or cash journal."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..exceptions import InsufficientCredit
from .common_wizards import WizardCommon


@tagged("post_install", "-at_install")
class TestRefund(WizardCommon):
    """The wizard ``customer.credit.refund``."""

    def refund(self, **vals):
        """Return an unconfirmed refund."""
        vals.setdefault("journal_id", self.bank_journal.id)
        return self.wizard("refund", **vals)

    # --------------------------------------------------------------- store credit

    def test_store_credit_is_paid_out(self):
        """Dr liability / Cr outstanding payments, as an outgoing customer payment."""
        grant = self.grant(100.0)
        wizard = self.refund(amount=40.0, memo="As asked")
        self.assertEqual((wizard.kind, wizard.available_amount), ("store_credit", 100.0))
        self.assertEqual((wizard.remaining_amount, wizard.balance_after), (60.0, 60.0))
        wizard.action_confirm()
        payment = self.outgoing()
        self.assertRecordValues(
            payment,
            [{"partner_type": "customer", "amount": 40.0, "memo": "As asked",
              "destination_account_id": self.liability.id}],
        )  # fmt: skip
        self.assertIn(payment.state, ("in_process", "paid"))
        self.assert_items(
            payment.move_id,
            (self.liability, self.customer, 40.0),
            (payment.outstanding_account_id, self.customer, -40.0),
        )
        self.assertRecordValues(
            self.entries("refund"),
            [{"amount": -40.0, "balance_after": 60.0, "move_id": payment.move_id.id,
              "res_model": "account.payment", "res_id": payment.id}],
        )  # fmt: skip
        self.assertEqual(grant.amount_residual, -60.0)
        self.assert_store_credit(60.0)
        self.assert_ties_out()

    def test_all_of_it_is_proposed(self):
        """What is reserved for a document stays, and an overdraft is no money."""
        self.grant(100.0)
        account = self.credit_account()
        account.overdraft_limit = 500.0
        account._reserve(30.0, "order:1")
        self.assertEqual(self.refund().amount, 70.0)
        with self.assertRaisesRegex(UserError, "70.00 or less"):
            self.refund(amount=70.01).action_confirm()
        self.refund().action_confirm()
        self.assert_store_credit(30.0)
        self.assert_ties_out()

    def test_chosen_grant(self):
        """Its remaining part is the most, and it is the one that goes."""
        old, chosen = self.grant(50.0), self.grant(30.0)
        wizard = self.refund(lines=chosen)
        self.assertEqual((wizard.kind, wizard.amount), ("store_credit", 30.0))
        with self.assertRaisesRegex(UserError, "30.00 or less"):
            self.refund(lines=chosen, amount=31.0).action_confirm()
        wizard.action_confirm()
        self.assertEqual((old.amount_residual, chosen.amount_residual), (-50.0, 0.0))
        self.assert_ties_out()

    def test_frozen_credit_is_not_paid_out(self):
        """Somebody has to look first."""
        self.grant(100.0)
        self.credit_account().action_freeze()
        with self.assertRaisesRegex(InsufficientCredit, "frozen"):
            self.refund(amount=10.0).action_confirm()

    def test_foreign_journal_pays_the_value_of_the_day(self):
        """33.33 at rate 3 is 99.99; the ledger loses exactly 33.33."""
        currency = self.setup_other_currency("EUR", rates=[("2016-01-01", 3.0001)])
        journal = self.bank_journal.copy({"currency_id": currency.id})
        self.grant(100.0)
        wizard = self.refund(amount=33.33, kind="store_credit", journal_id=journal.id)
        self.assertEqual(wizard.payout_amount, 99.99)
        wizard.action_confirm()
        payment = self.outgoing()
        self.assertEqual((payment.amount, payment.currency_id), (99.99, currency))
        self.assertRecordValues(
            payment.move_id.line_ids.sorted("balance"),
            [
                {"account_id": payment.outstanding_account_id.id, "balance": -33.33,
                 "amount_currency": -99.99, "currency_id": currency.id},
                {"account_id": self.liability.id, "balance": 33.33, "amount_currency": 33.33,
                 "currency_id": self.company.currency_id.id},
            ],
        )  # fmt: skip
        self.assert_store_credit(66.67)
        self.assert_ties_out()

    def test_cancelled_refund_gives_the_credit_back(self):
        """The native Cancel of the payment reverses the entry."""
        self.grant(100.0)
        self.refund(amount=40.0).action_confirm()
        self.outgoing().action_cancel()
        self.assert_store_credit(100.0)
        self.assert_ties_out()

    # --------------------------------------------------------------- outstanding

    def test_credit_note_is_paid_out(self):
        """Dr receivable / Cr bank, matched with the credit note."""
        line = self.credit_note(100.0)
        wizard = self.refund(lines=line)
        self.assertEqual((wizard.kind, wizard.amount), ("outstanding", 100.0))
        wizard.action_confirm()
        payment = self.outgoing()
        self.assertEqual(payment.destination_account_id, self.receivable)
        self.assert_items(
            payment.move_id,
            (self.receivable, self.customer, 100.0),
            (payment.outstanding_account_id, self.customer, -100.0),
        )
        self.assertTrue(line.reconciled)
        self.assertIn(line.move_id.payment_state, ("paid", "in_payment"))
        self.assert_outstanding(0.0)
        self.assertFalse(self.entries())
        self.assert_ties_out()

    def test_part_of_a_payment_on_account(self):
        """The rest stays an outstanding credit."""
        line = self.payment_credit(80.0)
        self.refund(lines=line, amount=30.0).action_confirm()
        self.assertEqual(line.amount_residual, -50.0)
        self.assert_outstanding(50.0)
        with self.assertRaisesRegex(UserError, "50.00 or less"):
            self.refund(lines=line, amount=50.01).action_confirm()

    def test_several_credits_oldest_first(self):
        """One payment, the oldest credits first whatever their amount."""
        new = self.credit_note(90.0, invoice_date="2026-02-10")
        middle = self.credit_note(20.0, invoice_date="2026-02-01")
        old = self.payment_credit(40.0, date="2026-01-05")
        self.refund(lines=new | old | middle, amount=75.0).action_confirm()
        self.assertEqual([line.amount_residual for line in (old, middle, new)], [0.0, 0.0, -75.0])
        self.assertEqual(len(self.outgoing()), 1)
        self.assertFalse(self.receivable_line(self.outgoing().move_id).amount_residual)
        self.assert_ties_out()

    def test_without_a_choice_all_open_credits(self):
        """Starting from a customer without store credit."""
        self.credit_note(50.0)
        self.payment_credit(40.0)
        wizard = self.refund()
        self.assertEqual((wizard.kind, wizard.amount), ("outstanding", 90.0))
        wizard.action_confirm()
        self.assert_outstanding(0.0)

    def test_foreign_credit_is_paid_in_its_currency(self):
        """300 at rate 3 are paid as 300; a changed rate is an exchange difference."""
        currency = self.setup_other_currency(
            "EUR", rates=[("2016-01-01", 3.0), ("2026-02-01", 2.0)]
        )
        line = self.credit_note(300.0, currency_id=currency.id)
        wizard = self.refund(lines=line, amount=200.0, date="2026-02-15")
        self.assertEqual(
            (wizard.credit_currency_id, wizard.available_amount, wizard.remaining_amount),
            (currency, 300.0, 100.0),
        )
        action = wizard.action_confirm()
        payment = self.outgoing()
        self.assertEqual((payment.amount, payment.currency_id), (200.0, currency))
        self.assertEqual(line.amount_residual_currency, -100.0)
        self.assertFalse(self.receivable_line(payment.move_id).amount_residual)
        self.assertEqual(wizard.action_confirm(), action)
        final = self.refund(lines=line)
        first = final.action_confirm()
        self.assertTrue(line.reconciled)
        self.assertEqual(final.action_confirm(), first)
        self.assertEqual(len(self.outgoing()), 2)

    def test_the_currency_is_not_the_clients_choice(self):
        """100 of a weak currency must not be paid as 100 of a strong one."""
        currency = self.setup_other_currency("EUR", rates=[("2016-01-01", 150.0)])
        line = self.credit_note(100.0, currency_id=currency.id)
        wizard = self.refund(lines=line, amount=100.0)
        wizard.credit_currency_id = self.company.currency_id
        with self.assertRaisesRegex(UserError, "EUR"):
            wizard.action_confirm()
        self.grant(100.0)
        wizard = self.refund(kind="store_credit", amount=100.0)
        wizard.credit_currency_id = currency
        with self.assertRaises(UserError):
            wizard.action_confirm()
        self.assertFalse(self.outgoing())

    def test_mixed_credits_are_refused(self):
        """One payment has one currency, one account, one customer, one kind."""
        line = self.credit_note(50.0)
        currency = self.setup_other_currency("EUR", rates=[("2016-01-01", 3.0)])
        foreign = self.credit_note(30.0, currency_id=currency.id)
        self.customer.property_account_receivable_id = self.second_receivable()
        elsewhere = self.credit_note(30.0)
        stranger = self.credit_note(30.0, self.other_customer)
        grant = self.grant(10.0)
        cases = {
            line | foreign: "several currencies",
            line | elsewhere: "several receivable accounts",
            line | stranger: "not a credit of",
            line | grant: "no outstanding credit",
        }
        for lines, words in cases.items():
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.refund(lines=lines, amount=5.0).action_confirm()
        self.assertFalse(self.outgoing())

    # --------------------------------------------------------------- refused, replayed

    def test_bad_requests_are_refused(self):
        """Amounts, journals and dates that cannot be booked."""
        self.grant(100.0)
        for amount in (0.0, -5.0, 0.001, float("nan"), float("inf"), 100.01):
            with self.subTest(amount=amount), self.assertRaises(UserError):
                self.refund(amount=amount).action_confirm()
        for journal in self.journal | self.company_data["default_journal_sale"]:
            with self.subTest(journal=journal.code), self.assertRaises(UserError):
                self.refund(amount=5.0, journal_id=journal.id).action_confirm()
        self.company.fiscalyear_lock_date = "2026-03-31"
        with self.assertRaisesRegex(UserError, "closed"):
            self.refund(amount=5.0, date="2026-03-01").action_confirm()
        wizard = self.refund(amount=5.0)
        self.customer.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            wizard.action_confirm()
        self.assertFalse(self.outgoing())
        self.assert_store_credit(100.0)

    def test_second_click_pays_once(self):
        """Store credit and outstanding credits alike, also when nothing remains."""
        self.grant(100.0)
        for wizard in (self.refund(), self.refund(lines=self.credit_note(50.0))):
            self.assertEqual(wizard.action_confirm(), wizard.action_confirm())
        self.assertEqual(sorted(self.outgoing().mapped("amount")), [50.0, 100.0])
        wizard.amount = 20.0
        with self.assertRaises(ValidationError):
            wizard.action_confirm()
        self.assert_store_credit(0.0)
        self.assert_ties_out()

    def test_receipt(self):
        """What was paid, through what, and what remains."""
        self.grant(100.0)
        self.refund(amount=40.0).action_confirm()
        body = self.credit_account().message_ids[0].body
        for text in ("40.00", "100.00", "60.00", self.bank_journal.name, self.env.user.name):
            self.assertIn(text, body)
