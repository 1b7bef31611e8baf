"""Adjustment: there is no unbooked change of store credit, and none without a reason."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..exceptions import InsufficientCredit
from .common_wizards import WizardCommon


@tagged("post_install", "-at_install")
class TestAdjust(WizardCommon):
    """The wizard ``customer.credit.adjust``."""

    @classmethod
    def setUpClass(cls):
        """The goodwill account is the default of the settings."""
        super().setUpClass()
        cls.goodwill = cls.company.store_credit_adjustment_account_id

    def adjust(self, amount, **vals):
        """Return an unconfirmed adjustment."""
        return self.wizard("adjust", amount=amount, **{"reason": "Goodwill", **vals})

    def test_goodwill_is_an_expense_owed_to_the_customer(self):
        """Dr expense / Cr liability in the credit journal."""
        self.adjust(30.0).action_confirm()
        entry = self.entries()
        self.assertRecordValues(
            entry, [{"event": "adjustment", "amount": 30.0, "note": "Goodwill"}]
        )
        self.assertEqual(entry.move_id.journal_id, self.journal)
        self.assert_items(
            entry.move_id,
            (self.goodwill, self.customer, 30.0),
            (self.liability, self.customer, -30.0),
        )
        self.assert_store_credit(30.0)
        self.assert_ties_out()

    def test_correction_takes_credit_back_oldest_first(self):
        """Cr expense / Dr liability, matched with the oldest grant."""
        first, second = self.grant(20.0), self.grant(80.0)
        self.adjust(-60.0).action_confirm()
        self.assert_items(
            self.entries("adjustment")[-1].move_id,
            (self.goodwill, self.customer, -60.0),
            (self.liability, self.customer, 60.0),
        )
        self.assertEqual((first.amount_residual, second.amount_residual), (0.0, -40.0))
        self.assert_store_credit(40.0)
        self.assert_ties_out()

    def test_never_more_than_available(self):
        """What is reserved for a document stays."""
        self.grant(50.0)
        self.credit_account()._reserve(20.0, "order:1")
        with self.assertRaises(InsufficientCredit):
            self.adjust(-30.01).action_confirm()
        self.adjust(-30.0).action_confirm()
        self.assert_store_credit(20.0)
        self.assert_ties_out()

    def test_opening_balance_on_equity(self):
        """The counterpart can be chosen."""
        equity = self.company_data["default_account_revenue"].copy(
            {"account_type": "equity", "code": "300999"}
        )
        self.adjust(500.0, account_id=equity.id, date="2026-01-01").action_confirm()
        self.assert_items(
            self.entries().move_id,
            (equity, self.customer, 500.0),
            (self.liability, self.customer, -500.0),
        )
        self.assertEqual(str(self.entries().move_id.date), "2026-01-01")
        self.assert_ties_out()

    def test_no_tax_on_a_decision(self):
        """A tax that the counterpart account proposes is left out."""
        self.goodwill.tax_ids = [Command.set(self.company_data["default_tax_purchase"].ids)]
        self.adjust(30.0).action_confirm()
        self.assertEqual(len(self.entries().move_id.line_ids), 2)
        self.assertFalse(self.entries().move_id.line_ids.tax_ids)

    def test_accounts_with_a_wizard_of_their_own_are_refused(self):
        """Money, debts, the liability itself, archived and off-balance accounts."""
        archived = self.goodwill.copy({"code": "600998"})
        off = self.goodwill.copy({"code": "600997", "account_type": "off_balance"})
        accounts = {
            self.bank_journal.default_account_id: "money",
            self.receivable: "transfer",
            self.company_data["default_account_payable"]: "transfer",
            self.liability: "itself",
            archived: "archived",
            off: "off the balance",
        }
        for account, words in accounts.items():
            wizard = self.adjust(10.0, account_id=account.id)
            archived.active = False
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                wizard.action_confirm()
        self.assertFalse(self.entries())

    def test_bad_requests_are_refused(self):
        """No amount, no number, no reason, closed period, archived customer."""
        for amount in (0.0, 0.001, float("nan"), float("inf"), -float("inf"), 1e16):
            with self.subTest(amount=amount), self.assertRaises(UserError):
                self.adjust(amount).action_confirm()
        with self.assertRaisesRegex(UserError, "reason"):
            self.adjust(10.0, reason="  ").action_confirm()
        self.company.fiscalyear_lock_date = "2026-03-31"
        with self.assertRaisesRegex(UserError, "closed"):
            self.adjust(10.0, date="2026-03-31").action_confirm()
        wizard = self.adjust(10.0)
        self.customer.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            wizard.action_confirm()
        self.assertFalse(self.entries())

    def test_second_click_books_nothing(self):
        """Same action; a changed amount under the same request is refused."""
        wizard = self.adjust(30.0)
        self.assertEqual(wizard.action_confirm(), wizard.action_confirm())
        wizard.amount = 40.0
        with self.assertRaises(ValidationError):
            wizard.action_confirm()
        self.assert_store_credit(30.0)

    def test_receipt_names_the_reason(self):
        """The account's chatter shows amount, reason and who decided."""
        self.adjust(30.0, reason="Late delivery").action_confirm()
        body = self.credit_account().message_ids[0].body
        for text in ("30.00", "Late delivery", self.env.user.name, self.goodwill.display_name):
            self.assertIn(text, body)

    def test_live_figures(self):
        """Now and after, before anything is booked."""
        self.grant(50.0)
        wizard = self.adjust(-20.0)
        self.assertEqual((wizard.balance_before, wizard.balance_after), (50.0, 30.0))
