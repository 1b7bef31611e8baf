"""Void: what remains of a grant becomes invalid, booked, matched and with a reason."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..exceptions import InsufficientCredit
from .common_wizards import WizardCommon


@tagged("post_install", "-at_install")
class TestVoid(WizardCommon):
    """The wizard ``customer.credit.void``."""

    def void(self, lines, **vals):
        """Return an unconfirmed void."""
        return self.wizard("void", lines=lines, **{"reason": "Granted by mistake", **vals})

    def test_remaining_part_is_void(self):
        """Dr liability / Cr goodwill for what is left, matched with the grant."""
        self.wizard("adjust", amount=100.0, reason="Goodwill").action_confirm()
        grant = self.entries().move_line_id
        self.wizard("refund", amount=30.0, journal_id=self.bank_journal.id).action_confirm()
        wizard = self.void(grant)
        self.assertEqual((wizard.amount, wizard.balance_after), (70.0, 0.0))
        wizard.action_confirm()
        entry = self.entries("adjustment")[-1]
        self.assertRecordValues(
            entry, [{"amount": -70.0, "res_model": "account.move", "res_id": grant.move_id.id}]
        )
        self.assertIn("Granted by mistake", entry.note)
        self.assertIn(grant.move_name, entry.note)
        self.assertEqual(entry.user_id, self.env.user)
        self.assert_items(
            entry.move_id,
            (self.liability, self.customer, 70.0),
            (self.company.store_credit_adjustment_account_id, self.customer, -70.0),
        )
        self.assertTrue(grant.reconciled)
        self.assertTrue(entry.move_line_id.reconciled)
        self.assert_store_credit(0.0)
        self.assert_ties_out()

    def test_other_grants_stay(self):
        """The chosen grant goes, not the oldest."""
        old, chosen = self.grant(50.0), self.grant(30.0)
        self.void(chosen).action_confirm()
        self.assertEqual((old.amount_residual, chosen.amount_residual), (-50.0, 0.0))
        self.assert_store_credit(50.0)
        self.assert_ties_out()

    def test_several_grants_each_linked(self):
        """One entry for each grant, one request."""
        grants = self.grant(50.0) | self.grant(30.0)
        wizard = self.void(grants)
        self.assertEqual(wizard.action_confirm(), wizard.action_confirm())
        entries = self.entries("adjustment")[-2:]
        self.assertEqual(sorted(entries.mapped("amount")), [-50.0, -30.0])
        self.assertEqual(set(entries.mapped("res_id")), set(grants.move_id.ids))
        self.assert_store_credit(0.0)
        third = self.grant(5.0)
        wizard.credit_line_ids |= third
        with self.assertRaises(ValidationError):
            wizard.action_confirm()
        self.assert_store_credit(5.0)
        self.assert_ties_out()

    def test_counterpart_is_the_account_that_bore_the_grant(self):
        """A grant on another expense is taken back from that expense."""
        marketing = self.company.store_credit_adjustment_account_id.copy({"code": "600777"})
        self.wizard(
            "adjust", amount=25.0, reason="Campaign", account_id=marketing.id
        ).action_confirm()
        wizard = self.void(self.entries().move_line_id)
        self.assertEqual(wizard.account_id, marketing)
        topup = self.grant(10.0)
        self.assertEqual(
            self.void(topup).account_id, self.company.store_credit_adjustment_account_id
        )

    def test_spent_by_hand_counts_first(self):
        """A journal entry that nobody matched yet uses up the grant before it is void."""
        grant = self.grant(100.0)
        self.book([(self.liability, 60.0, self.customer), (self.receivable, -60.0, self.customer)])
        self.void(grant).action_confirm()
        self.assert_store_credit(0.0)
        self.assertEqual(self.entries("adjustment")[-1].amount, -40.0)
        self.assert_ties_out()

    def test_reserved_credit_cannot_be_void(self):
        """A document counts on it."""
        grant = self.grant(100.0)
        self.credit_account()._reserve(20.0, "order:1")
        with self.assertRaises(InsufficientCredit):
            self.void(grant).action_confirm()
        self.assert_store_credit(100.0)

    def test_bad_requests_are_refused(self):
        """No reason, nothing chosen, used up, outstanding credits, spendings, closed period."""
        grant = self.grant(100.0)
        with self.assertRaisesRegex(UserError, "reason"):
            self.void(grant, reason=" ").action_confirm()
        with self.assertRaisesRegex(UserError, "no open credit"):
            self.void(grant.browse()).action_confirm()
        with self.assertRaisesRegex(UserError, "gave no store credit"):
            self.void(self.credit_note(10.0)).action_confirm()
        with self.assertRaisesRegex(UserError, "not a credit of"):
            self.void(self.grant(10.0, self.other_customer)).action_confirm()
        with self.assertRaisesRegex(UserError, "holds money"):
            self.void(grant, account_id=self.bank_journal.default_account_id.id).action_confirm()
        self.wizard("adjust", amount=-100.0, reason="Spent").action_confirm()
        for line in (grant, self.entries()[-1].move_line_id):
            with self.assertRaises(UserError):
                self.void(line).action_confirm()
        self.company.fiscalyear_lock_date = "2026-03-31"
        with self.assertRaisesRegex(UserError, "closed"):
            self.void(self.grant(10.0), date="2026-03-01").action_confirm()
        self.assert_ties_out()
